package dev.sightline.bench;

import dev.sightline.media.UploadTrial;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The uploader of [UploadBench], in a process of its own with a small heap.
final class UploadRun {
  private static final long LOOK_EVERY_MS = 100;

  private UploadRun() {}

  /// Uploads a small file to load classes; then the large one for the rate of a process that has
  /// just begun, for that of one that runs for a while, and while the heap is collected and looked
  /// at again and again.
  ///
  /// @param args the file to warm up with, the file, and the server's URL
  public static void main(String[] args) throws Exception {
    URI server = URI.create(args[2]);
    UploadTrial.upload(Path.of(args[0]), server);
    Duration first = UploadTrial.upload(Path.of(args[1]), server);
    Duration taken = UploadTrial.upload(Path.of(args[1]), server);
    long before = liveBytes();
    AtomicLong most = new AtomicLong(before);
    AtomicBoolean isDone = new AtomicBoolean();
    Thread looking =
        Thread.ofPlatform()
            .start(() -> {
              while (!isDone.get()) {
                most.accumulateAndGet(liveBytes(), Math::max);
                try {
                  Thread.sleep(LOOK_EVERY_MS);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    UploadTrial.upload(Path.of(args[1]), server);
    isDone.set(true);
    looking.join();
    System.out.printf(
        "uploaded %d %d %d %d%n",
        first.toMillis(),
        taken.toMillis(),
        most.get() - before,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
  }

  private static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
