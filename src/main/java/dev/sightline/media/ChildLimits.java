package dev.sightline.media;

import java.time.Duration;

/// What a child process may use up at most; it is killed where it wants more.
///
/// @param maxTime by the clock on the wall; up to four times as long where the machine is busy and
///   it has not run for as long
/// @param maxMemoryBytes of address space; held only where the system has a shell with `ulimit -v`
///   (Linux)
/// @param maxFileBytes of any one file that it writes; likewise
/// @param maxOutputBytes of its standard output
record ChildLimits(Duration maxTime, long maxMemoryBytes, long maxFileBytes, long maxOutputBytes) {
  /// Decoding one 4K HEVC stream and encoding it anew takes 0.8 GB (measured with ffmpeg 8.0.1 on
  /// 2026-11-21); 8K takes four times the frames.
  private static final long MEMORY_BYTES = 3L << 30;

  private static final long OUTPUT_BYTES = 256 * 1024;

  ChildLimits {
    if (maxTime.isNegative() || maxMemoryBytes <= 0 || maxFileBytes < 0 || maxOutputBytes <= 0) {
      throw new IllegalArgumentException(
          "%s, %d, %d, %d".formatted(maxTime, maxMemoryBytes, maxFileBytes, maxOutputBytes));
    }
  }

  /// Of a child that only says something.
  static ChildLimits talking(Duration maxTime) {
    return new ChildLimits(maxTime, MEMORY_BYTES, 0, OUTPUT_BYTES);
  }

  /// Of a child that writes files and says how far it is.
  static ChildLimits writing(Duration maxTime, long maxFileBytes) {
    return new ChildLimits(maxTime, MEMORY_BYTES, maxFileBytes, 16 * OUTPUT_BYTES);
  }
}
