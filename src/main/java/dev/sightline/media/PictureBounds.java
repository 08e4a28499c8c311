package dev.sightline.media;

import java.time.Duration;

/// What decoding may cost. All numbers are our own choice.
///
/// @param processes most child processes at once
/// @param heapMib largest heap of each, in MiB
/// @param maxPixels most pixels of a picture, of a frame or of a page while it is decoded
/// @param maxTime longest time of a core for one file, however many frames or pages are wanted of
///   it
/// @param idleTime after which a process that nobody needs is ended
record PictureBounds(
    int processes, int heapMib, long maxPixels, Duration maxTime, Duration idleTime) {
  /// Enough for the largest kinds at the default of 50 megapixels.
  private static final int LEAST_HEAP_MIB = 512;

  /// Of the kinds that cannot be decoded in part: four samples a pixel, twice.
  private static final int HEAP_BYTES_PER_PIXEL = 8;

  private static final Duration MAX_TIME = Duration.ofSeconds(30);
  private static final Duration IDLE_TIME = Duration.ofMinutes(3);

  /// One process for each core, and a heap that suits the pixels.
  static PictureBounds of(long maxPixels) {
    long heapMib = Math.max(LEAST_HEAP_MIB, (maxPixels * HEAP_BYTES_PER_PIXEL) >> 20);
    return new PictureBounds(
        Runtime.getRuntime().availableProcessors(),
        (int) Math.min(heapMib, 1 << 14),
        maxPixels,
        MAX_TIME,
        IDLE_TIME);
  }
}
