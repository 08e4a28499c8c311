package dev.sightline.http;

import java.time.Duration;

/// How much one fetch may take.
///
/// @param byteCap how many bytes may come, after decompression
/// @param total for the whole fetch with all redirects
/// @param idle longest silence of the server
/// @param watch told as bytes come
public record FetchLimits(ByteCap byteCap, Duration total, Duration idle, Watch watch) {

  /// Limits of a fetch that nobody watches.
  public FetchLimits(ByteCap byteCap, Duration total, Duration idle) {
    this(byteCap, total, idle, (_, _) -> {});
  }

  /// The same limits for a fetch that somebody watches.
  public FetchLimits watchedBy(Watch watching) {
    return new FetchLimits(byteCap, total, idle, watching);
  }

  /// Limits with a cap that does not depend on what comes.
  public static FetchLimits of(long maxBytes, Duration total, Duration idle) {
    return new FetchLimits(_ -> maxBytes, total, idle);
  }

  /// Told how much of a file is here.
  @FunctionalInterface
  public interface Watch {
    /// Called often; must not wait.
    ///
    /// @param wholeBytes the server's figure, or -1
    void came(long bytes, long wholeBytes);
  }

  /// How many bytes may come, judged by the first of them.
  @FunctionalInterface
  public interface ByteCap {
    /// The most bytes, at least 1.
    ///
    /// @param head the first [GuardedFetcher#HEAD_BYTES], or all if they are fewer
    long maxBytes(byte[] head);
  }
}
