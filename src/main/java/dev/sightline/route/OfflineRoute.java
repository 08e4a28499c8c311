package dev.sightline.route;

import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaRules;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Set;
import java.util.function.Consumer;

/// Answers without any model: says so, and tells what can be measured of a picture or video. Costs
/// nothing. Safe for all asks.
public final class OfflineRoute implements RouteClient {
  /// The route to ask it with: takes everything as it is, and keeps it on this machine.
  public static final ModelRoute ROUTE =
      new ModelRoute(
          "offline",
          "offline",
          "offline",
          Set.of(Capability.values()),
          new MediaRules(
              Integer.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Integer.MAX_VALUE,
              Integer.MAX_VALUE,
              Set.of("image/png", "image/jpeg", "image/gif", "image/webp"),
              MediaRules.Transport.INLINE_ONLY,
              true),
          Parameters.NONE);

  private static final Usage NOTHING = new Usage(0, 0, BigDecimal.ZERO);

  private final Measure measure;

  public OfflineRoute(Measure measure) {
    this.measure = measure;
  }

  @Override
  public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
      throws InterruptedException {
    events.accept(
        new AnswerEvent.Text(
            "No model is configured, so I cannot answer this. An admin can add a provider's key to"
                + " `sightline.yaml`."));
    if (!prompt.media().isEmpty()) {
      events.accept(new AnswerEvent.Text(" What I can measure:"));
    }
    for (MediaRef media : prompt.media()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while measuring");
      }
      events.accept(new AnswerEvent.Text("\n- " + oneLine(media.name()) + ": " + facts(media)));
    }
    events.accept(new AnswerEvent.Spent(NOTHING));
    events.accept(new AnswerEvent.Finish(route.model(), AnswerEvent.Ending.COMPLETE));
  }

  private String facts(MediaRef media) throws InterruptedException {
    return switch (media) {
      case MediaRef.Remote remote when remote.kind() == MediaKind.YOUTUBE ->
          "a video on YouTube, which I did not open";
      case MediaRef.Remote remote -> "a link, which I did not open";
      case MediaRef.Inline inline -> measured(inline);
    };
  }

  private String measured(MediaRef.Inline media) throws InterruptedException {
    try {
      return measure.measure(media);
    } catch (IOException e) {
      return "%s, %,d bytes; it could not be measured further"
          .formatted(media.mediaType(), media.sizeBytes());
    }
  }

  private static String oneLine(String name) {
    return name.replaceAll("\\s+", " ").strip();
  }

  /// Finds out what can be said of a file without understanding it.
  @FunctionalInterface
  public interface Measure {
    /// One line, such as `PNG, 800 × 600 pixels, 12,345 bytes, mostly blue`.
    ///
    /// @throws IOException if the file cannot be read as what it claims to be
    String measure(MediaRef.Inline media) throws IOException, InterruptedException;
  }
}
