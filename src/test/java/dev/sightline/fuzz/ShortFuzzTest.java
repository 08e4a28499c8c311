package dev.sightline.fuzz;

import static org.assertj.core.api.Assertions.fail;

import java.util.HexFormat;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// A short run of every target with inputs that are the same each time; the bench lets Jazzer look
/// for others.
@ResourceLock("both cores")
final class ShortFuzzTest {
  private static final int RUNS = 50_000;
  private static final long SEED = 20_261_121;

  @ParameterizedTest
  @FieldSource("dev.sightline.fuzz.FuzzTarget#ALL")
  void whatHoldsForAllInputsHoldsForThese(FuzzTarget target) {
    Mutations inputs = new Mutations(SEED, target.seeds().get());
    inputs.cut().forEach(input -> tryOut(target, input));
    for (int run = 0; run < RUNS; run++) {
      tryOut(target, inputs.next());
    }
  }

  private static void tryOut(FuzzTarget target, byte[] input) {
    try {
      target.run().accept(input);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      fail(target + " breaks at " + HexFormat.of().formatHex(input), e);
    }
  }
}
