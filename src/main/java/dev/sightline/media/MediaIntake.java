package dev.sightline.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sightline.event.IncomingFile;
import dev.sightline.event.IncomingFile.OnDisk;
import dev.sightline.event.IncomingFile.PrivateUrl;
import dev.sightline.event.IncomingFile.PublicUrl;
import dev.sightline.event.IncomingFile.SignedUrl;
import dev.sightline.event.IncomingFile.Unreadable;
import dev.sightline.http.FetchLimits;
import dev.sightline.http.FetchResult;
import dev.sightline.http.FetchResult.Fetched;
import dev.sightline.http.FetchResult.NotFetched;
import dev.sightline.http.FetchResult.Reason;
import dev.sightline.http.FetchResult.Unchanged;
import dev.sightline.http.GuardedFetcher;
import dev.sightline.http.HostCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one file in: from wherever it is onto our disk, and looks at what it is.
///
/// Safe for all threads.
final class MediaIntake {
  private static final Logger log = LoggerFactory.getLogger(MediaIntake.class);

  /// Failures after which a second try at once is worth it.
  private static final Set<Reason> WORTH_ANOTHER_TRY = Set.of(Reason.CUT, Reason.UNREACHABLE);

  /// Hours of speech.
  private static final long MAX_TRANSCRIPT_BYTES = 2_000_000;

  private final MediaFolder folder;
  private final GuardedFetcher fetcher;
  private final HostCredentials credentials;
  private final LinkRenewal renewal;
  private final MediaLimits limits;
  private final FetchLimits fetchLimits;
  private final MediaProbe probe;
  private final FetchMemory memory = new FetchMemory();

  MediaIntake(
      MediaFolder folder,
      GuardedFetcher fetcher,
      HostCredentials credentials,
      LinkRenewal renewal,
      MediaLimits limits) {
    this.folder = folder;
    this.fetcher = fetcher;
    this.credentials = credentials;
    this.renewal = renewal;
    this.limits = limits;
    this.fetchLimits = new FetchLimits(this::maxBytes, limits.fetchTotal(), limits.fetchIdle());
    this.probe = new MediaProbe(limits.maxPixels());
  }

  /// One of the two is null.
  record Outcome(@Nullable ReadMedia read, @Nullable Unread unread) {
    static Outcome of(ReadMedia read) {
      return new Outcome(read, null);
    }

    static Outcome of(Unread unread) {
      return new Outcome(null, unread);
    }

    Outcome saidIn(@Nullable URI transcript) {
      return transcript != null
              && read instanceof ReadMedia.ReadVideo(var name, var stored, var type, var url, var _)
          ? of(new ReadMedia.ReadVideo(name, stored, type, url, transcript))
          : this;
    }
  }

  /// Reads `file`; whatever is wrong with it is in the outcome.
  Outcome read(IncomingFile file, FetchLimits.Watch watch) throws InterruptedException {
    String name = MediaWords.shown(file.name());
    Path draft = folder.draft();
    try {
      try {
        Outcome outcome =
            switch (file.origin()) {
              case Unreadable(String reason) -> Outcome.of(new Unread(name, reason));
              case PublicUrl(URI url) ->
                  read(name, url, fetched(url, HostCredentials.NONE, draft, watch), draft, url);
              case SignedUrl(URI url) -> signed(name, url, draft, watch);
              case PrivateUrl(URI url) ->
                  read(name, url, fetched(url, credentials, draft, watch), draft, null);
              case OnDisk(Path path) -> onDisk(name, path, draft);
            };
        return outcome.saidIn(file.transcript());
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      log.warn("cannot keep a file in {}", draft.getParent(), e);
      return Outcome.of(MediaWords.diskFailed(name));
    }
  }

  /// What is said in `video`, a line for each cue; empty where that is not to be had.
  String transcript(ReadMedia.ReadVideo video) throws IOException, InterruptedException {
    URI url = video.transcript();
    if (url == null) {
      return "";
    }
    Path draft = folder.draft();
    FetchLimits limited =
        FetchLimits.of(MAX_TRANSCRIPT_BYTES, limits.fetchTotal(), limits.fetchIdle());
    try {
      if (fetcher.fetch(url, draft, limited, credentials) instanceof NotFetched failed) {
        log.info("no transcript from {}: {} {}", url.getHost(), failed.reason(), failed.detail());
        return "";
      }
      return Transcript.of(new String(Files.readAllBytes(draft), UTF_8));
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private long maxBytes(byte[] head) {
    return MediaProbe.isVideo(head) ? limits.maxVideoBytes() : limits.maxPictureBytes();
  }

  private Outcome signed(String name, URI url, Path draft, FetchLimits.Watch watch)
      throws IOException, InterruptedException {
    FetchResult result = fetched(url, HostCredentials.NONE, draft, watch);
    if (result instanceof NotFetched failed && failed.reason() == Reason.EXPIRED) {
      Optional<URI> fresh = renewal.renewed(url);
      if (fresh.isPresent()) {
        URI link = fresh.get();
        return read(name, link, fetched(link, HostCredentials.NONE, draft, watch), draft, link);
      }
    }
    return read(name, url, result, draft, url);
  }

  private FetchResult fetched(
      URI url, HostCredentials withCredentials, Path draft, FetchLimits.Watch watch)
      throws IOException, InterruptedException {
    FetchLimits watched = fetchLimits.watchedBy(watch);
    FetchResult result = fetcher.fetch(url, draft, watched, withCredentials, memory.version(url));
    if (result instanceof Unchanged && !memory.restore(url, draft)) {
      result = fetcher.fetch(url, draft, watched, withCredentials);
    }
    if (result instanceof NotFetched failed && WORTH_ANOTHER_TRY.contains(failed.reason())) {
      result = fetcher.fetch(url, draft, watched, withCredentials);
    }
    if (result instanceof NotFetched failed) {
      log.info("not fetched from {}: {} {}", url.getHost(), failed.reason(), failed.detail());
    }
    return result;
  }

  /// @param url where it was fetched from
  /// @param publicUrl the same, where anybody may
  private Outcome read(
      String name, URI url, FetchResult result, Path draft, @Nullable URI publicUrl)
      throws IOException {
    return switch (result) {
      case Fetched fetched -> {
        Outcome outcome = probed(name, draft, publicUrl);
        stored(outcome).ifPresent(stored -> memory.keep(url, fetched.version(), stored));
        yield outcome;
      }
      case Unchanged _ -> probed(name, draft, publicUrl);
      case NotFetched failed -> Outcome.of(MediaWords.notFetched(name, failed));
    };
  }

  private static Optional<MediaFolder.Stored> stored(Outcome outcome) {
    return switch (outcome.read()) {
      case ReadMedia.ReadPicture picture -> Optional.of(picture.stored());
      case ReadMedia.ReadVideo video -> Optional.of(video.stored());
      case ReadMedia.YoutubeVideo _ -> Optional.empty();
      case null -> Optional.empty();
    };
  }

  private Outcome onDisk(String name, Path path, Path draft) throws IOException {
    long sizeBytes;
    try (InputStream in = Files.newInputStream(path)) {
      sizeBytes = Files.size(path);
      long maxBytes = maxBytes(in.readNBytes(GuardedFetcher.HEAD_BYTES));
      if (sizeBytes > maxBytes) {
        NotFetched tooLarge = new NotFetched(Reason.TOO_LARGE, 0, sizeBytes, maxBytes, "on disk");
        return Outcome.of(MediaWords.notFetched(name, tooLarge));
      }
    } catch (NoSuchFileException | AccessDeniedException e) {
      return Outcome.of(MediaWords.notOnDisk(name));
    }
    Files.copy(path, draft);
    return probed(name, draft, null);
  }

  private Outcome probed(String name, Path draft, @Nullable URI publicUrl) throws IOException {
    return switch (probe.probe(draft)) {
      case Probed.Picture picture ->
          Outcome.of(
              new ReadMedia.ReadPicture(
                  name, folder.keep(draft, picture.type().extension()), picture, publicUrl));
      case Probed.Video(VideoType type) ->
          Outcome.of(
              new ReadMedia.ReadVideo(name, folder.keep(draft, type.extension()), type, publicUrl));
      case Probed.Unreadable unreadable ->
          Outcome.of(MediaWords.unreadable(name, unreadable, limits.maxPixels()));
    };
  }
}
