package dev.sightline.http;

import java.time.Duration;

/// How much one fetch may take.
///
/// @param byteCap how many bytes may come, after decompression
/// @param total for the whole fetch with all redirects
/// @param idle longest silence of the server
public record FetchLimits(ByteCap byteCap, Duration total, Duration idle) {

  /// Limits with a cap that does not depend on what comes.
  public static FetchLimits of(long maxBytes, Duration total, Duration idle) {
    return new FetchLimits(_ -> maxBytes, total, idle);
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
