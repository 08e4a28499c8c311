package dev.sightline.media;

import dev.sightline.event.IncomingFile;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.GuardedFetcher;
import dev.sightline.http.HostCredentials;
import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.MediaIntake.Outcome;
import dev.sightline.media.ReadMedia.ReadPicture;
import dev.sightline.media.ReadMedia.ReadVideo;
import dev.sightline.media.ReadMedia.YoutubeVideo;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what came with an ask, and makes it ready for a route.
///
/// Two steps, because the route is chosen between them by what was read: [#read], then [#send].
/// Safe for all asks; an interrupt ends either step.
public final class MediaPipeline {
  private static final Logger log = LoggerFactory.getLogger(MediaPipeline.class);

  /// Pictures up to this size go inside the call rather than through storage: one round trip less.
  /// fal advises against large data URIs without a number (https://docs.fal.ai, read 2026-08-02).
  private static final long SMALL_PICTURE_BYTES = 256 * 1024;

  private final MediaFolder folder;
  private final MediaLimits limits;
  private final MediaIntake intake;
  private final ImageFitter fitter;
  private final VideoFitter videos;
  private final VideoFrames frames;
  private final PublicUrlStore publicUrls;
  private final List<MediaStore> uploads;

  /// @param credentials of the platforms, for files that only they may fetch
  /// @param renewal for files of a platform whose links expire
  /// @param upload storage for routes with [MediaRules.Transport#UPLOAD]; null where no provider
  ///   has one, and then bytes go inside the call
  public MediaPipeline(
      MediaFolder folder,
      GuardedFetcher fetcher,
      HostCredentials credentials,
      LinkRenewal renewal,
      MediaLimits limits,
      ImageFitter fitter,
      Ffmpeg ffmpeg,
      @Nullable FalStorage upload,
      InstantSource time) {
    this.folder = folder;
    this.limits = limits;
    this.intake = new MediaIntake(folder, fetcher, credentials, renewal, limits);
    this.fitter = fitter;
    this.videos = new VideoFitter(folder, ffmpeg, limits);
    this.frames = new VideoFrames(folder, ffmpeg);
    this.publicUrls = new PublicUrlStore(time, fetcher::isListed);
    this.uploads = upload == null ? List.of() : List.of(upload);
  }

  /// Fetches and looks at everything, a few at once; what is wrong with one file is in the report.
  ///
  /// @param files what was attached
  /// @param links what [VideoLink] found in the text
  public MediaReport read(List<IncomingFile> files, List<URI> links) throws InterruptedException {
    return read(files, links, words -> {});
  }

  /// As [#read(List, List)], and says how far it is.
  ///
  /// @param progress sentences for the person; must not wait
  public MediaReport read(List<IncomingFile> files, List<URI> links, Consumer<String> progress)
      throws InterruptedException {
    sweepIfDue();
    FetchMeter meter = new FetchMeter(progress);
    List<Callable<Outcome>> tasks = new ArrayList<>();
    files.forEach(file -> tasks.add(task(tasks.size(), file, meter)));
    links.forEach(link -> tasks.add(task(tasks.size(), link, meter)));
    if (!files.isEmpty()) {
      fitter.prepare();
    }
    meter.start();
    List<ReadMedia> read = new ArrayList<>();
    List<Unread> unread = new ArrayList<>();
    for (Future<Outcome> done : together(tasks)) {
      Outcome outcome = readOutcome(done);
      Optional.ofNullable(outcome.read()).ifPresent(read::add);
      Optional.ofNullable(outcome.unread()).ifPresent(unread::add);
    }
    return new MediaReport(read, unread);
  }

  private Callable<Outcome> task(int position, URI link, FetchMeter meter) {
    Optional<VideoLink> known = VideoLink.of(link);
    if (known.isPresent() && known.get().kind() == MediaKind.YOUTUBE) {
      return () -> Outcome.of(new YoutubeVideo(known.get().url()));
    }
    if (VideoLink.isPage(link)) {
      return () -> Outcome.of(MediaWords.onAPage(link));
    }
    return task(
        position, new IncomingFile(nameOf(link), "", -1, new IncomingFile.PublicUrl(link)), meter);
  }

  private Callable<Outcome> task(int position, IncomingFile file, FetchMeter meter) {
    if (position >= limits.maxFiles()) {
      Unread tooMany = MediaWords.tooManyFiles(MediaWords.shown(file.name()), limits.maxFiles());
      return () -> Outcome.of(tooMany);
    }
    FetchMeter.Gauge gauge = meter.add(file);
    return () -> intake.read(file, gauge::came);
  }

  private static String nameOf(URI link) {
    String path = link.getPath() == null ? "" : link.getPath();
    String last = path.substring(path.lastIndexOf('/') + 1);
    return last.isEmpty() ? String.valueOf(link.getHost()) : last;
  }

  private static Outcome readOutcome(Future<Outcome> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading a file failed", e);
    }
  }

  /// What is known of each video on our disk before a model is paid to watch it; nothing where
  /// there is no ffmpeg.
  public List<VideoPreview> preview(MediaReport report) throws InterruptedException {
    List<VideoPreview> previews = new ArrayList<>();
    for (ReadMedia media : report.read()) {
      if (media instanceof ReadVideo video) {
        videos
            .facts(video)
            .map(facts ->
                VideoPreview.of(
                    video.name(), facts, video.stored().sizeBytes(), limits.maxVideoTime()))
            .ifPresent(previews::add);
      }
    }
    return previews;
  }

  /// As [#send(MediaReport, MediaRules, Set, Consumer)] to a route that watches videos.
  public SentMedia send(MediaReport report, MediaRules rules)
      throws RouteDown, RouteRefused, InterruptedException {
    return send(report, rules, EnumSet.allOf(MediaKind.class), words -> {});
  }

  /// Fits what was read to `rules` and brings it to where the route can take it.
  ///
  /// What the route cannot take is in the result's `unread`, never dropped without a word.
  ///
  /// @param takes what the route takes; where [MediaKind#VIDEO] is not in it, it gets pictures out
  ///   of each video, as far as it takes pictures
  /// @param progress sentences for the person; must not wait
  /// @throws RouteDown if an upload failed in a way that may pass
  /// @throws RouteRefused if an upload would fail again
  public SentMedia send(
      MediaReport report, MediaRules rules, Set<MediaKind> takes, Consumer<String> progress)
      throws RouteDown, RouteRefused, InterruptedException {
    boolean takesVideos = takes.contains(MediaKind.VIDEO) || rules.keepsOriginal();
    List<Callable<Sent>> tasks = new ArrayList<>();
    int framesOfEach = takesVideos ? 0 : framesOfEach(report.read(), rules.maxImages());
    int[] shares =
        PictureShares.of(
            report.read(), rules.maxImages() - framesOfEach * count(report.read(), MediaKind.VIDEO));
    int films = 0;
    for (ReadMedia media : report.read()) {
      if (media instanceof ReadVideo video && !takesVideos) {
        tasks.add(() -> guarded(video, () -> sendFrames(video, framesOfEach, rules, progress)));
        continue;
      }
      boolean isPicture = media.kind() == MediaKind.IMAGE;
      int share = shares[tasks.size()];
      boolean isTaken = isPicture ? share > 0 : ++films <= rules.maxVideos();
      tasks.add(
          isTaken
              ? () -> guarded(media, () -> sendOne(media, share, rules, progress))
              : () ->
                  Sent.not(
                      MediaWords.tooManyForModel(
                          media.name(),
                          isPicture ? rules.maxImages() : rules.maxVideos(),
                          isPicture ? "picture" : "video")));
    }
    List<Sent> sent = new ArrayList<>();
    for (Future<Sent> done : together(tasks)) {
      sent.add(sentOutcome(done));
    }
    return new SentMedia(
        sent.stream().flatMap(one -> one.refs().stream()).toList(),
        sent.stream().map(Sent::unread).filter(Objects::nonNull).toList(),
        sent.stream().map(Sent::note).filter(note -> !note.isEmpty()).toList(),
        context(sent));
  }

  /// What is left over by the pictures, shared out evenly.
  private static int framesOfEach(List<ReadMedia> media, int maxImages) {
    int films = count(media, MediaKind.VIDEO);
    int left = Math.max(0, maxImages - count(media, MediaKind.IMAGE));
    return films == 0 ? 0 : Math.min(VideoFrames.MAX_FRAMES, left / films);
  }

  private static int count(List<ReadMedia> media, MediaKind kind) {
    return (int) media.stream().filter(one -> one.kind() == kind).count();
  }

  /// Which of the pictures are frames of what, and what is said there.
  private static String context(List<Sent> sent) {
    List<String> lines = new ArrayList<>();
    int picture = 1;
    for (Sent one : sent) {
      if (one.frames() != null) {
        lines.add(one.frames().context(picture));
      }
      picture += (int) one.refs().stream().filter(ref -> ref.kind() == MediaKind.IMAGE).count();
    }
    return String.join("\n", lines);
  }

  /// What became of one medium.
  ///
  /// @param unread why it is left out; else null
  /// @param note what the model sees otherwise than it came, or empty
  /// @param frames what the pictures are frames of; null where they are none
  private record Sent(
      List<MediaRef> refs, @Nullable Unread unread, String note, @Nullable SentFrames frames) {
    static Sent as(MediaRef ref) {
      return new Sent(List.of(ref), null, "", null);
    }

    static Sent not(Unread unread) {
      return new Sent(List.of(), unread, "", null);
    }
  }

  private static Sent sentOutcome(Future<Sent> done)
      throws RouteDown, RouteRefused, InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RouteDown down -> throw down;
        case RouteRefused refused -> throw refused;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw new IllegalStateException("sending a file failed", e);
      }
    }
  }

  /// Turns what is wrong with one medium into the reason why it is left out.
  private Sent guarded(ReadMedia media, Sending sending)
      throws RouteDown, RouteRefused, InterruptedException {
    try {
      return sending.send();
    } catch (NotDecoded e) {
      log.info("cannot fit a picture: {} {}", e.why(), e.getMessage());
      return Sent.not(MediaWords.notDecoded(media.name(), e, limits.maxPixels()));
    } catch (IOException e) {
      log.warn("cannot read or write media on disk", e);
      return Sent.not(MediaWords.diskFailed(media.name()));
    }
  }

  @FunctionalInterface
  private interface Sending {
    Sent send() throws NotDecoded, IOException, RouteDown, RouteRefused, InterruptedException;
  }

  private Sent sendOne(ReadMedia media, int share, MediaRules rules, Consumer<String> progress)
      throws NotDecoded, IOException, RouteDown, RouteRefused, InterruptedException {
    return switch (media) {
      case YoutubeVideo(URI url) ->
          Sent.as(new MediaRef.Remote(MediaKind.YOUTUBE, media.name(), url));
      case ReadPicture picture -> sendPicture(picture, share, rules);
      case ReadVideo video -> sendVideo(video, rules, progress);
    };
  }

  private Sent sendPicture(ReadPicture read, int share, MediaRules rules)
      throws NotDecoded, IOException, RouteDown, RouteRefused, InterruptedException {
    String mediaType = read.picture().type().mediaType();
    if (rules.keepsOriginal()) {
      return inline(new FittedMedia(MediaKind.IMAGE, read.name(), mediaType, read.stored(), null));
    }
    if (read.picture().hasFrames()) {
      return sendFrames(read, fitter.frames(read.stored(), read.picture(), rules, share), rules);
    }
    ImageFitter.Fitted fitted = fitter.fit(read.stored(), read.picture(), rules);
    boolean isUnchanged = fitted.stored().sha256().equals(read.stored().sha256());
    return store(
        new FittedMedia(
            MediaKind.IMAGE,
            read.name(),
            fitted.mediaType(),
            fitted.stored(),
            isUnchanged ? read.publicUrl() : null),
        rules);
  }

  private Sent sendFrames(ReadPicture read, ImageFitter.Frames frames, MediaRules rules)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    PictureType type = read.picture().type();
    int total = Math.max(frames.total(), read.picture().frames());
    List<MediaRef> refs = new ArrayList<>();
    for (ImageFitter.Frame frame : frames.frames()) {
      String name = MediaWords.frame(read.name(), type, frame.index() + 1, total);
      Sent sent =
          store(
              new FittedMedia(
                  MediaKind.IMAGE, name, frame.fitted().mediaType(), frame.fitted().stored(), null),
              rules);
      if (sent.unread() != null) {
        return sent;
      }
      refs.addAll(sent.refs());
    }
    String seen = MediaWords.framesSeen(read.name(), type, refs.size(), total);
    return new Sent(refs, null, seen == null ? "" : seen, null);
  }

  private Sent sendVideo(ReadVideo read, MediaRules rules, Consumer<String> progress)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    if (rules.keepsOriginal()) {
      return inline(video(read, read.stored(), read.type()));
    }
    VideoFitter.Fitted fitted = videos.fit(read, rules.maxVideoBytes(), progress);
    Stored stored = fitted.stored();
    if (stored == null) {
      return Sent.not(Objects.requireNonNull(fitted.unread()));
    }
    Sent sent = store(video(read, stored, fitted.type()), rules);
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

  private Sent sendFrames(ReadVideo read, int count, MediaRules rules, Consumer<String> progress)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    if (count == 0) {
      return Sent.not(MediaWords.noRoomForFrames(read.name(), rules.maxImages()));
    }
    Optional<VideoFacts> facts = videos.facts(read);
    Duration length = facts.map(VideoFacts::duration).orElse(Duration.ZERO);
    List<MediaRef> refs = new ArrayList<>();
    List<Duration> times = new ArrayList<>();
    for (VideoFrames.Frame frame : frames.of(read, length, count, rules, progress)) {
      String name = "%s at %s".formatted(read.name(), VideoTime.of(frame.at()));
      FittedMedia picture =
          new FittedMedia(
              MediaKind.IMAGE, name, PictureType.JPEG.mediaType(), frame.stored(), null);
      refs.addAll(store(picture, rules).refs());
      times.add(frame.at());
    }
    if (refs.isEmpty()) {
      return Sent.not(videos.withoutFrames(read, facts));
    }
    return new Sent(
        refs,
        null,
        MediaWords.framesOnly(read.name(), refs.size()),
        new SentFrames(read.name(), length, times, intake.transcript(read)));
  }

  private static Sent inline(FittedMedia media) {
    return Sent.as(new InlineStore(Long.MAX_VALUE, Long.MAX_VALUE).put(media));
  }

  private Sent store(FittedMedia media, MediaRules rules)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    for (MediaStore store : ways(rules)) {
      if (store.takes(media)) {
        return Sent.as(store.put(media));
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

  /// Runs all, a few at once, each on a virtual thread; an interrupt ends them all.
  private <T> List<Future<T>> together(List<Callable<T>> tasks) throws InterruptedException {
    Semaphore atOnce = new Semaphore(limits.fetchesAtOnce());
    List<Callable<T>> bounded = new ArrayList<>();
    for (Callable<T> task : tasks) {
      bounded.add(() -> {
        atOnce.acquire();
        try {
          return task.call();
        } finally {
          atOnce.release();
        }
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(bounded);
    }
  }

  private void sweepIfDue() {
    try {
      folder.sweepIfDue();
    } catch (IOException e) {
      log.warn("cannot sweep the media folder", e);
    }
  }
}
