package dev.sightline.media;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.ReadMedia.ReadVideo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// Brings videos to a route: whole, or as pictures out of them. Safe for all threads.
final class VideoSender {
  private final VideoFitter fitter;
  private final VideoFrames frames;
  private final MediaIntake intake;
  private final MediaStores stores;

  VideoSender(VideoFitter fitter, VideoFrames frames, MediaIntake intake, MediaStores stores) {
    this.fitter = fitter;
    this.frames = frames;
    this.intake = intake;
    this.stores = stores;
  }

  /// How many frames each video becomes: what is left over by the pictures, shared out evenly.
  static int framesOfEach(List<ReadMedia> media, int maxImages) {
    int pictures = (int) media.stream().filter(one -> one.kind() == MediaKind.IMAGE).count();
    int videos = count(media);
    int left = Math.max(0, maxImages - pictures);
    return videos == 0 ? 0 : Math.min(VideoFrames.MAX_FRAMES, left / videos);
  }

  /// How many videos there are.
  static int count(List<ReadMedia> media) {
    return (int) media.stream().filter(one -> one.kind() == MediaKind.VIDEO).count();
  }

  /// As a video that fits.
  Sent asVideo(ReadVideo read, MediaRules rules, Consumer<String> progress)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    if (rules.keepsOriginal()) {
      return MediaStores.inline(video(read, read.stored(), read.type()));
    }
    VideoFitter.Fitted fitted = fitter.fit(read, rules.maxVideoBytes(), progress);
    Stored stored = fitted.stored();
    if (stored == null) {
      return Sent.not(Objects.requireNonNull(fitted.unread()));
    }
    Sent sent = stores.store(video(read, stored, fitted.type()), rules, progress);
    return new Sent(sent.refs(), sent.unread(), sent.refs().isEmpty() ? "" : fitted.note(), null);
  }

  private static FittedMedia video(ReadVideo read, Stored stored, VideoType type) {
    boolean isUnchanged = stored.sha256().equals(read.stored().sha256());
    return new FittedMedia(
        MediaKind.VIDEO,
        read.name(),
        type.mediaType(),
        stored,
        isUnchanged ? read.publicUrl() : null);
  }

  /// As pictures out of it.
  ///
  /// @param count at most
  Sent asFrames(ReadVideo read, int count, MediaRules rules, Consumer<String> progress)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    if (count == 0) {
      return Sent.not(MediaWords.noRoomForFrames(read.name(), rules.maxImages()));
    }
    Optional<VideoFacts> facts = fitter.facts(read);
    Duration length = facts.map(VideoFacts::duration).orElse(Duration.ZERO);
    List<MediaRef> refs = new ArrayList<>();
    List<Duration> times = new ArrayList<>();
    for (VideoFrames.Frame frame : frames.of(read, length, count, rules, progress)) {
      String name = "%s at %s".formatted(read.name(), VideoTime.of(frame.at()));
      FittedMedia picture =
          new FittedMedia(
              MediaKind.IMAGE, name, PictureType.JPEG.mediaType(), frame.stored(), null);
      refs.addAll(stores.store(picture, rules, progress).refs());
      times.add(frame.at());
    }
    if (refs.isEmpty()) {
      return Sent.not(fitter.withoutFrames(read, facts));
    }
    return new Sent(
        refs,
        null,
        MediaWords.framesOnly(read.name(), refs.size()),
        new SentFrames(read.name(), length, times, intake.transcript(read)));
  }
}
