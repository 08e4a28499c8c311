package dev.sightline.media;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.ReadMedia.ReadPicture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Brings pictures to a route: as they fit, one by one, or several frames or pages of one file.
/// Safe for all threads.
final class PictureSender {
  private final ImageFitter fitter;
  private final MediaStores stores;

  PictureSender(ImageFitter fitter, MediaStores stores) {
    this.fitter = fitter;
    this.stores = stores;
  }

  /// @param share how many pictures the file may become
  Sent send(ReadPicture read, int share, MediaRules rules, Consumer<String> progress)
      throws NotDecoded, IOException, RouteDown, RouteRefused, InterruptedException {
    String mediaType = read.picture().type().mediaType();
    if (rules.keepsOriginal()) {
      return MediaStores.inline(
          new FittedMedia(MediaKind.IMAGE, read.name(), mediaType, read.stored(), null));
    }
    if (read.picture().hasFrames()) {
      return sendFrames(
          read, fitter.frames(read.stored(), read.picture(), rules, share), rules, progress);
    }
    ImageFitter.Fitted fitted = fitter.fit(read.stored(), read.picture(), rules);
    boolean isUnchanged = fitted.stored().sha256().equals(read.stored().sha256());
    return stores.store(
        new FittedMedia(
            MediaKind.IMAGE,
            read.name(),
            fitted.mediaType(),
            fitted.stored(),
            isUnchanged ? read.publicUrl() : null),
        rules,
        progress);
  }

  private Sent sendFrames(
      ReadPicture read, ImageFitter.Frames frames, MediaRules rules, Consumer<String> progress)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    PictureType type = read.picture().type();
    int total = Math.max(frames.total(), read.picture().frames());
    List<MediaRef> refs = new ArrayList<>();
    for (ImageFitter.Frame frame : frames.frames()) {
      String name = MediaWords.frame(read.name(), type, frame.index() + 1, total);
      Sent sent =
          stores.store(
              new FittedMedia(
                  MediaKind.IMAGE, name, frame.fitted().mediaType(), frame.fitted().stored(), null),
              rules,
              progress);
      if (sent.unread() != null) {
        return sent;
      }
      refs.addAll(sent.refs());
    }
    String seen = MediaWords.framesSeen(read.name(), type, refs.size(), total);
    return new Sent(refs, null, seen == null ? "" : seen, null);
  }
}
