package dev.sightline.media;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ways for bytes to get to a provider, and which of them a route wants. Safe for all threads.
final class MediaStores {
  /// Pictures up to this size go inside the call rather than through storage: one round trip less.
  /// fal advises against large data URIs without a number (https://docs.fal.ai, read 2026-08-02).
  private static final long SMALL_PICTURE_BYTES = 256 * 1024;

  private final PublicUrlStore publicUrls;
  private final List<MediaStore> uploads;

  MediaStores(PublicUrlStore publicUrls, @Nullable FalStorage upload) {
    this.publicUrls = publicUrls;
    this.uploads = upload == null ? List.of() : List.of(upload);
  }

  /// As it is, inside the call.
  static Sent inline(FittedMedia media) {
    return Sent.as(new InlineStore(Long.MAX_VALUE, Long.MAX_VALUE).put(media, words -> {}));
  }

  /// By the first way that takes it.
  Sent store(FittedMedia media, MediaRules rules, Consumer<String> progress)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    for (MediaStore store : ways(rules)) {
      if (store.takes(media)) {
        return Sent.as(store.put(media, progress));
      }
    }
    return Sent.not(tooLarge(media, rules));
  }

  /// In the order in which they are asked.
  private List<MediaStore> ways(MediaRules rules) {
    MediaStore all = new InlineStore(rules.maxImageBytes(), rules.maxVideoBytes());
    List<MediaStore> ways = new ArrayList<>();
    switch (rules.transport()) {
      case UPLOAD -> {
        ways.add(publicUrls);
        ways.add(new InlineStore(SMALL_PICTURE_BYTES, 0));
        ways.addAll(uploads);
      }
      case URL_OR_INLINE -> ways.add(publicUrls);
      case INLINE_ONLY -> {}
    }
    ways.add(all);
    return ways;
  }

  private static Unread tooLarge(FittedMedia media, MediaRules rules) {
    boolean isVideo = media.kind() == MediaKind.VIDEO;
    return MediaWords.tooLarge(
        media.name(),
        media.stored().sizeBytes(),
        isVideo ? "videos" : "pictures",
        isVideo ? rules.maxVideoBytes() : rules.maxImageBytes());
  }
}
