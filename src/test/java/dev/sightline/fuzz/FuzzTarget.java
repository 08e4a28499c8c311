package dev.sightline.fuzz;

import dev.sightline.http.SseFuzz;
import dev.sightline.media.LinkFuzz;
import dev.sightline.media.ProbeFuzz;
import dev.sightline.route.ErrorFuzz;
import dev.sightline.route.StreamRuleFuzz;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Something that reads bytes which a stranger may have made, with what has to hold for all of
/// them.
///
/// @param subject for people
/// @param entry the class whose `fuzzerTestOneInput` Jazzer calls
/// @param run the same, to be called; throws [Broken] if something that has to hold does not
/// @param seeds good and bad examples to begin with
public record FuzzTarget(
    String subject, Class<?> entry, Consumer<byte[]> run, Supplier<List<byte[]>> seeds) {

  /// All that there are.
  public static final List<FuzzTarget> ALL =
      List.of(
          new FuzzTarget(
              "reader of server-sent events",
              SseFuzz.class,
              SseFuzz::fuzzerTestOneInput,
              SseFuzz::seeds),
          new FuzzTarget(
              "error parser", ErrorFuzz.class, ErrorFuzz::fuzzerTestOneInput, ErrorFuzz::seeds),
          new FuzzTarget(
              "rule of snapshots and deltas",
              StreamRuleFuzz.class,
              StreamRuleFuzz::fuzzerTestOneInput,
              StreamRuleFuzz::seeds),
          new FuzzTarget(
              "media probe", ProbeFuzz.class, ProbeFuzz::fuzzerTestOneInput, ProbeFuzz::seeds),
          new FuzzTarget(
              "link finder", LinkFuzz.class, LinkFuzz::fuzzerTestOneInput, LinkFuzz::seeds));

  @Override
  public String toString() {
    return subject;
  }
}
