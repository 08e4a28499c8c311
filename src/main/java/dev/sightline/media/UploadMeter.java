package dev.sightline.media;

import java.util.function.Consumer;

/// How much of a file has been sent, in words for the person. Safe for all threads.
final class UploadMeter {
  private static final long BYTES_PER_MB = 1_000_000;

  /// Less is there before anybody has read that it is on its way; our own choice.
  private static final long WORTH_SAYING_BYTES = 5 * BYTES_PER_MB;

  private final String name;
  private final long wholeBytes;
  private final Consumer<String> words;
  private long sentBytes;
  private long saidMb = -1;

  /// @param words told for each megabyte; must not wait
  UploadMeter(String name, long wholeBytes, Consumer<String> words) {
    this.name = name;
    this.wholeBytes = wholeBytes;
    this.words = words;
  }

  /// So many more are sent; fewer than 0 where a part is sent anew.
  synchronized void sent(long bytes) {
    sentBytes += bytes;
    long mb = sentBytes / BYTES_PER_MB;
    if (wholeBytes >= WORTH_SAYING_BYTES && mb > saidMb) {
      saidMb = mb;
      words.accept(
          "Uploading %s: %d of %d MB…"
              .formatted(name, mb, (wholeBytes + BYTES_PER_MB - 1) / BYTES_PER_MB));
    }
  }
}
