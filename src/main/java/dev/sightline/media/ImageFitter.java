package dev.sightline.media;

import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.NotDecoded.Why;
import dev.sightline.media.PictureFacts.Colour;
import dev.sightline.media.PictureReply.Coloured;
import dev.sightline.media.PictureReply.Done;
import dev.sightline.media.PictureReply.Refused;
import dev.sightline.media.PictureReply.Still;
import dev.sightline.media.Probed.Picture;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Makes pictures fit what a route takes: upright, small enough, of a type it reads, and without
/// anything that is not the picture.
///
/// What fits already passes byte for byte. What only carries too much (EXIF, positions, comments)
/// loses that and keeps its pixels untouched. All else is decoded, shrunk and written anew, in a
/// child process: nothing of a person's picture is decoded in this one. Safe for all threads.
public final class ImageFitter implements AutoCloseable {
  private static final String JPEG = "image/jpeg";
  private static final String PNG = "image/png";

  /// Enough to tell how much of a picture has which colour; our own choice.
  private static final int THUMBNAIL_PX = 128;

  private final MediaFolder folder;
  private final PictureBounds bounds;
  private final PictureProcesses processes;
  private final HeifDecoder heif;

  /// @param limits of which those for pictures count here
  /// @param ffmpeg for HEIC and AVIF
  public ImageFitter(MediaFolder folder, MediaLimits limits, Ffmpeg ffmpeg) {
    this(folder, PictureBounds.of(limits.maxPixels()), ffmpeg);
  }

  ImageFitter(MediaFolder folder, PictureBounds bounds, Ffmpeg ffmpeg) {
    this.heif = new HeifDecoder(ffmpeg, bounds);
    this.folder = folder;
    this.bounds = bounds;
    this.processes = new PictureProcesses(bounds);
  }

  /// A picture as a route takes it.
  record Fitted(Stored stored, String mediaType) {}

  /// Frames of an animation, or pages, as a route takes them.
  ///
  /// @param total how many there are in the file
  record Frames(int total, List<Frame> frames) {
    Frames {
      frames = List.copyOf(frames);
    }
  }

  /// @param index from 0, of [Frames#total]
  record Frame(int index, Fitted fitted) {}

  /// Says that a picture may come soon, so that a process is ready for it.
  void prepare() {
    processes.prepare();
  }

  /// Fits the picture in `source`, which `picture` describes; of several frames or pages the first.
  ///
  /// @throws NotDecoded if it cannot be decoded, or not be made small enough
  Fitted fit(Stored source, Picture picture, MediaRules rules)
      throws NotDecoded, IOException, InterruptedException {
    if (picture.hasFrames()) {
      return frames(source, picture, rules, 1).frames.getFirst().fitted;
    }
    boolean fits = isSmallEnough(picture, rules);
    if (fits && !picture.hasExtras() && source.sizeBytes() <= rules.maxImageBytes()) {
      return new Fitted(source, picture.type().mediaType());
    }
    Optional<Fitted> stripped =
        fits && picture.hasExtras() ? strip(source, picture, rules) : Optional.empty();
    return stripped.isPresent()
        ? stripped.get()
        : frames(source, picture, rules, 1).frames.getFirst().fitted;
  }

  /// Fits frames of an animation, evenly spaced, or the first pages.
  ///
  /// @param wanted most of them, at least 1
  Frames frames(Stored source, Picture picture, MediaRules rules, int wanted)
      throws NotDecoded, IOException, InterruptedException {
    List<Path> targets = Stream.generate(folder::draft).limit(wanted).toList();
    boolean takesPng = rules.imageTypes().contains(PNG);
    PictureTask task =
        new PictureTask(
            source.file().toAbsolutePath(),
            null,
            picture.type(),
            picture.orientation(),
            rules.maxLongSidePx(),
            rules.maxImageBytes(),
            bounds.maxPixels(),
            rules.imageTypes().contains(JPEG) || !takesPng,
            takesPng,
            targets.stream().map(Path::toAbsolutePath).toList());
    try {
      return switch (run(task)) {
        case Done done when !done.stills().isEmpty() && done.stills().size() <= wanted ->
            kept(done, targets);
        case Refused(Why why, String message) -> throw new NotDecoded(why, message);
        case Done _, Coloured _ -> throw new NotDecoded(Why.CRASHED, "an answer out of place");
      };
    } finally {
      for (Path target : targets) {
        Files.deleteIfExists(target);
      }
    }
  }

  private PictureReply run(PictureTask task) throws NotDecoded, IOException, InterruptedException {
    if (!task.type().isHeif()) {
      return processes.run(task);
    }
    Path decoded = folder.draft();
    try {
      heif.decode(task.source(), decoded);
      return processes.run(task.decodedTo(decoded.toAbsolutePath()));
    } finally {
      Files.deleteIfExists(decoded);
    }
  }

  private Frames kept(Done done, List<Path> targets) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (Still still : done.stills()) {
      PictureType type = still.isPng() ? PictureType.PNG : PictureType.JPEG;
      Stored stored = folder.keep(targets.get(frames.size()), type.extension());
      frames.add(new Frame(still.index(), new Fitted(stored, type.mediaType())));
    }
    return new Frames(done.total(), frames);
  }

  /// What colours cover most of it.
  List<Colour> colours(Path file, Picture picture)
      throws NotDecoded, IOException, InterruptedException {
    PictureTask task =
        new PictureTask(
            file.toAbsolutePath(),
            null,
            picture.type(),
            picture.orientation(),
            THUMBNAIL_PX,
            Long.MAX_VALUE,
            bounds.maxPixels(),
            false,
            true,
            List.of());
    return switch (run(task)) {
      case Coloured(List<Colour> colours) -> colours;
      case Refused(Why why, String message) -> throw new NotDecoded(why, message);
      case Done _ -> throw new NotDecoded(Why.CRASHED, "an answer out of place");
    };
  }

  /// In all but its bytes.
  private static boolean isSmallEnough(Picture picture, MediaRules rules) {
    return Math.max(picture.widthPx(), picture.heightPx()) <= rules.maxLongSidePx()
        && rules.imageTypes().contains(picture.type().mediaType())
        && picture.orientation() == 1;
  }

  private Optional<Fitted> strip(Stored source, Picture picture, MediaRules rules)
      throws IOException {
    if (picture.type() == PictureType.TIFF || picture.type().isHeif()) {
      return Optional.empty();
    }
    Path draft = folder.draft();
    try (FileChannel channel = FileChannel.open(source.file())) {
      PictureLayout layout =
          PictureLayout.read(picture.type(), channel.map(MapMode.READ_ONLY, 0, channel.size()));
      layout.writeNeeded(draft);
    }
    if (Files.size(draft) > rules.maxImageBytes()) {
      Files.delete(draft);
      return Optional.empty();
    }
    Stored stored = folder.keep(draft, picture.type().extension());
    return Optional.of(new Fitted(stored, picture.type().mediaType()));
  }

  /// The child processes that run.
  LongStream pids() {
    return processes.pids();
  }

  @Override
  public void close() {
    processes.close();
  }
}
