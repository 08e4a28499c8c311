package dev.sightline.media;

import dev.sightline.event.IncomingFile;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.GuardedFetcher;
import dev.sightline.http.HostCredentials;
import dev.sightline.media.MediaIntake.Outcome;
import dev.sightline.media.ReadMedia.ReadPicture;
import dev.sightline.media.ReadMedia.ReadVideo;
import dev.sightline.media.ReadMedia.YoutubeVideo;
import java.io.IOException;
import java.net.URI;
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

  private final MediaFolder folder;
  private final MediaLimits limits;
  private final MediaIntake intake;
  private final PictureSender pictures;
  private final VideoFitter videoFitter;
  private final VideoSender videos;
  private final MediaStores stores;

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
    this.stores = new MediaStores(new PublicUrlStore(time, fetcher::isListed), upload);
    this.pictures = new PictureSender(fitter, stores);
    this.videoFitter = new VideoFitter(folder, ffmpeg, limits);
    this.videos = new VideoSender(videoFitter, new VideoFrames(folder, ffmpeg), intake, stores);
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
        videoFitter
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
    int framesOfEach = takesVideos ? 0 : VideoSender.framesOfEach(report.read(), rules.maxImages());
    int[] shares =
        PictureShares.of(
            report.read(), rules.maxImages() - framesOfEach * VideoSender.count(report.read()));
    int films = 0;
    for (ReadMedia media : report.read()) {
      if (media instanceof ReadVideo video && !takesVideos) {
        tasks.add(
            () -> guarded(video, () -> videos.asFrames(video, framesOfEach, rules, progress)));
        continue;
      }
      boolean isPicture = media.kind() == MediaKind.IMAGE;
      int share = shares[tasks.size()];
      int max = isPicture ? rules.maxImages() : rules.maxVideos();
      boolean isTaken = isPicture ? share > 0 : ++films <= max;
      tasks.add(
          isTaken
              ? () -> guarded(media, () -> sendOne(media, share, rules, progress))
              : () ->
                  Sent.not(
                      MediaWords.tooManyForModel(
                          media.name(), max, isPicture ? "picture" : "video")));
    }
    List<Sent> sent = new ArrayList<>();
    for (Future<Sent> done : together(tasks)) {
      sent.add(sentOutcome(done));
    }
    return new SentMedia(
        sent.stream().flatMap(one -> one.refs().stream()).toList(),
        sent.stream().map(Sent::unread).filter(Objects::nonNull).toList(),
        sent.stream().map(Sent::note).filter(note -> !note.isEmpty()).toList(),
        SentFrames.context(sent));
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
      case ReadPicture picture -> pictures.send(picture, share, rules, progress);
      case ReadVideo video -> videos.asVideo(video, rules, progress);
    };
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
