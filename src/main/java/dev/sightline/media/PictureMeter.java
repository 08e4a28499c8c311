package dev.sightline.media;

import dev.sightline.media.PictureFacts.Colour;
import dev.sightline.media.Probed.Picture;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Measures pictures for the offline route. Safe for all threads.
public final class PictureMeter {
  /// Most colours told of one picture.
  public static final int MAX_COLOURS = 5;

  private final MediaProbe probe;
  private final ImageFitter fitter;

  public PictureMeter(MediaLimits limits, ImageFitter fitter) {
    this.probe = new MediaProbe(limits.maxPixels());
    this.fitter = fitter;
  }

  /// What `file` shows to a ruler; empty where it is not a picture that can be decoded.
  ///
  /// @throws IOException if the file cannot be read from disk
  public Optional<PictureFacts> measure(Path file) throws IOException, InterruptedException {
    if (!(probe.probe(file) instanceof Picture picture) || picture.type() == PictureType.PDF) {
      return Optional.empty();
    }
    List<Colour> colours;
    try {
      colours = fitter.colours(file, picture);
    } catch (NotDecoded e) {
      return Optional.empty();
    }
    boolean swapsSides = picture.orientation() >= 5;
    ExifBlock exif = exif(file, picture.type());
    return Optional.of(
        new PictureFacts(
            picture.type(),
            swapsSides ? picture.heightPx() : picture.widthPx(),
            swapsSides ? picture.widthPx() : picture.heightPx(),
            Files.size(file),
            exif.camera(),
            exif.takenAt(),
            exif.hasPosition(),
            colours));
  }

  private static ExifBlock exif(Path file, PictureType type) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return PictureLayout.read(type, channel.map(MapMode.READ_ONLY, 0, channel.size())).exif();
    }
  }
}
