package dev.sightline.media;

import dev.sightline.media.PictureFacts.Colour;
import dev.sightline.media.Probed.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measures pictures for the offline route. Safe for all threads.
public final class PictureMeter {
  /// Most colours told of one picture.
  public static final int MAX_COLOURS = 5;

  /// Enough to tell how much of a picture has which colour; our own choice.
  private static final int THUMBNAIL_PX = 128;

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
    if (!(probe.probe(file) instanceof Picture picture)) {
      return Optional.empty();
    }
    BufferedImage small;
    try {
      small = fitter.thumbnail(file, picture, THUMBNAIL_PX);
    } catch (DamagedPicture e) {
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
            colours(small)));
  }

  private static ExifBlock exif(Path file, PictureType type) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return PictureLayout.read(type, channel.map(MapMode.READ_ONLY, 0, channel.size())).exif();
    }
  }

  /// Counts in cells of 32 steps a channel; a cell's colour is the mean of what fell into it.
  private static List<Colour> colours(BufferedImage image) {
    Map<Integer, Cell> cells = new HashMap<>();
    int total = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        if (rgb >>> 24 >= 128) {
          cells.computeIfAbsent(rgb >> 5 & 0x070707, _ -> new Cell()).add(rgb);
          total++;
        }
      }
    }
    List<Cell> common = new ArrayList<>(cells.values());
    common.sort(Comparator.comparingInt((Cell cell) -> cell.count).reversed());
    List<Colour> colours = new ArrayList<>();
    for (Cell cell : common.subList(0, Math.min(MAX_COLOURS, common.size()))) {
      int percent = Math.round(100f * cell.count / total);
      if (percent > 0) {
        colours.add(new Colour(cell.hex(), percent));
      }
    }
    return colours;
  }

  private static final class Cell {
    private int count;
    private long red;
    private long green;
    private long blue;

    void add(int rgb) {
      count++;
      red += rgb >> 16 & 0xFF;
      green += rgb >> 8 & 0xFF;
      blue += rgb & 0xFF;
    }

    String hex() {
      return "#%02x%02x%02x".formatted(red / count, green / count, blue / count);
    }
  }
}
