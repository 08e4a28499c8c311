package dev.sightline.media;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Uploads a file as the bot does, for the bench.
public final class UploadTrial {
  private UploadTrial() {}

  /// Uploads `video` to a storage of fal's shape, and says how long it took.
  public static Duration upload(Path video, URI restUrl)
      throws IOException, InterruptedException, RouteDown, RouteRefused {
    MediaFolder.Stored stored = new MediaFolder.Stored(video, "0", Files.size(video));
    FittedMedia media = new FittedMedia(MediaKind.VIDEO, "film.mp4", "video/mp4", stored, null);
    try (HttpStack http = new HttpStack()) {
      FalStorage storage =
          new FalStorage(http, "fal", restUrl, "key", new HeldUploads(), wait -> {});
      long startNanos = System.nanoTime();
      storage.put(media, words -> {});
      return Duration.ofNanos(System.nanoTime() - startNanos);
    }
  }
}
