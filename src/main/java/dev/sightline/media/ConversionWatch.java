package dev.sightline.media;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Reads what ffmpeg's `-progress` says, tells how far it is, and gives up on what would take too
/// long: then it throws, which ends the child. Used by the thread that reads.
final class ConversionWatch implements Consumer<String> {
  /// By then the pace is steady.
  private static final Duration FIRST_LOOK = Duration.ofSeconds(8);

  private static final String TIME = "out_time_us=";

  private final Duration whole;
  private final Duration maxTime;
  private final IntConsumer percent;
  private final long startNanos = System.nanoTime();
  private volatile Duration reached = Duration.ZERO;
  private volatile boolean isTooSlow;
  private int said;

  /// @param whole length of what is written; zero where it is not known
  /// @param maxTime in which it is to be written
  /// @param percent told each whole percent
  ConversionWatch(Duration whole, Duration maxTime, IntConsumer percent) {
    this.whole = whole;
    this.maxTime = maxTime;
    this.percent = percent;
  }

  /// How much is written, in the video's time.
  Duration reached() {
    return reached;
  }

  /// Whether it was given up.
  boolean isTooSlow() {
    return isTooSlow;
  }

  @Override
  public void accept(String line) {
    // "N/A" before the first packet.
    if (!line.startsWith(TIME) || !line.substring(TIME.length()).strip().matches("\\d{1,18}")) {
      return;
    }
    reached = Duration.ofNanos(Long.parseLong(line.substring(TIME.length()).strip()) * 1000);
    if (whole.isZero()) {
      return;
    }
    double share = Math.min(1, (double) reached.toMillis() / whole.toMillis());
    if ((int) (share * 100) > said) {
      said = (int) (share * 100);
      percent.accept(said);
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - startNanos);
    if (taken.compareTo(FIRST_LOOK) > 0 && taken.toMillis() > share * maxTime.toMillis() * 1.2) {
      isTooSlow = true;
      throw new IllegalStateException("too slow: %.3f after %s".formatted(share, taken));
    }
  }
}
