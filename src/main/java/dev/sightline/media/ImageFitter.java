package dev.sightline.media;

import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.Probed.Picture;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Makes pictures fit what a route takes: upright, small enough, of a type it reads, and without
/// anything that is not the picture.
///
/// What fits already passes byte for byte. What only carries too much (EXIF, positions, comments)
/// loses that and keeps its pixels untouched. All else is decoded, shrunk and written anew.
///
/// Decoding happens on as many threads as there are cores, and not on those of the asks: a virtual
/// thread that decodes would hold up all others. Safe for all threads.
public final class ImageFitter implements AutoCloseable {
  private static final String JPEG = "image/jpeg";
  private static final String PNG = "image/png";

  /// Tried from left to right before the picture is made smaller; our own choice.
  private static final float[] JPEG_QUALITIES = {0.85f, 0.75f, 0.6f, 0.45f};

  private static final double SMALLER = 0.75;
  private static final int MIN_SIDE_PX = 16;

  private final MediaFolder folder;
  private final ExecutorService workers;

  public ImageFitter(MediaFolder folder) {
    this.folder = folder;
    this.workers =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("image-fitter-", 1).daemon().factory());
  }

  /// A picture as a route takes it.
  record Fitted(Stored stored, String mediaType) {}

  /// Whether `picture` passes byte for byte.
  boolean passesAsIs(Picture picture, long sizeBytes, MediaRules rules) {
    return isSmallEnough(picture, sizeBytes, rules) && !picture.hasExtras();
  }

  /// Fits the picture in `source`, which `picture` describes.
  ///
  /// @throws DamagedPicture if it cannot be decoded, or not be made small enough
  Fitted fit(Stored source, Picture picture, MediaRules rules)
      throws DamagedPicture, IOException, InterruptedException {
    if (passesAsIs(picture, source.sizeBytes(), rules)) {
      return new Fitted(source, picture.type().mediaType());
    }
    return onWorker(() -> refit(source, picture, rules));
  }

  /// A small upright copy for looking at its colours.
  BufferedImage thumbnail(Path file, Picture picture, int longSidePx)
      throws DamagedPicture, IOException, InterruptedException {
    return onWorker(() -> upright(shrunk(file, picture, longSidePx), picture.orientation()));
  }

  private <T> T onWorker(Callable<T> decoding)
      throws DamagedPicture, IOException, InterruptedException {
    Future<T> work = workers.submit(decoding);
    try {
      return work.get();
    } catch (InterruptedException e) {
      work.cancel(false);
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case DamagedPicture damaged -> throw damaged;
        case IOException disk -> throw disk;
        case null, default -> throw new IllegalStateException("decoding failed", e);
      }
    }
  }

  private static boolean isSmallEnough(Picture picture, long sizeBytes, MediaRules rules) {
    return Math.max(picture.widthPx(), picture.heightPx()) <= rules.maxLongSidePx()
        && sizeBytes <= rules.maxImageBytes()
        && rules.imageTypes().contains(picture.type().mediaType())
        && picture.orientation() == 1;
  }

  private Fitted refit(Stored source, Picture picture, MediaRules rules)
      throws DamagedPicture, IOException {
    Optional<Fitted> stripped = strip(source, picture, rules);
    if (stripped.isPresent()) {
      return stripped.get();
    }
    BufferedImage image =
        upright(shrunk(source.file(), picture, rules.maxLongSidePx()), picture.orientation());
    boolean asPng = choosesPng(image, rules);
    if (!asPng && image.getColorModel().hasAlpha()) {
      image = onWhite(image);
    }
    byte[] bytes = encode(image, asPng, rules.maxImageBytes());
    Path draft = folder.draft();
    Files.write(draft, bytes);
    return asPng
        ? new Fitted(folder.keep(draft, PictureType.PNG.extension()), PNG)
        : new Fitted(folder.keep(draft, PictureType.JPEG.extension()), JPEG);
  }

  private Optional<Fitted> strip(Stored source, Picture picture, MediaRules rules)
      throws IOException {
    boolean isStrippable = picture.type() != PictureType.TIFF && picture.hasExtras();
    if (!isStrippable || !isSmallEnough(picture, 0, rules)) {
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

  private static BufferedImage shrunk(Path file, Picture picture, int longSidePx)
      throws DamagedPicture {
    BufferedImage full = PictureReader.pixels(picture.type(), file, longSidePx);
    return shrunk(full, longSidePx);
  }

  private static BufferedImage shrunk(BufferedImage full, int longSidePx) {
    int longSide = Math.max(full.getWidth(), full.getHeight());
    double scale = Math.min(1, (double) longSidePx / longSide);
    int widthPx = (int) Math.max(1, Math.round(full.getWidth() * scale));
    int heightPx = (int) Math.max(1, Math.round(full.getHeight() * scale));
    return Shrink.to(full, widthPx, heightPx);
  }

  private static BufferedImage upright(BufferedImage image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    int width = image.getWidth();
    int height = image.getHeight();
    boolean swapsSides = orientation >= 5;
    BufferedImage upright =
        new BufferedImage(
            swapsSides ? height : width, swapsSides ? width : height, image.getType());
    Graphics2D graphics = upright.createGraphics();
    graphics.drawImage(image, turn(orientation, width, height), null);
    graphics.dispose();
    return upright;
  }

  /// What EXIF's orientation asks for (Exif 2.32, 4.6.4.A, tag 0112).
  private static AffineTransform turn(int orientation, int width, int height) {
    return switch (orientation) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
      default -> throw new IllegalArgumentException("orientation: " + orientation);
    };
  }

  private static boolean choosesPng(BufferedImage image, MediaRules rules) {
    boolean takesPng = rules.imageTypes().contains(PNG);
    boolean takesJpeg = rules.imageTypes().contains(JPEG);
    return takesPng && (image.getColorModel().hasAlpha() || !takesJpeg);
  }

  private static BufferedImage onWhite(BufferedImage image) {
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return opaque;
  }

  private static byte[] encode(BufferedImage image, boolean asPng, long maxBytes)
      throws IOException, DamagedPicture {
    BufferedImage smaller = image;
    while (true) {
      if (asPng) {
        byte[] bytes = PictureWriter.png(smaller);
        if (bytes.length <= maxBytes) {
          return bytes;
        }
      } else {
        for (float quality : JPEG_QUALITIES) {
          byte[] bytes = PictureWriter.jpeg(smaller, quality);
          if (bytes.length <= maxBytes) {
            return bytes;
          }
        }
      }
      int longSide = Math.max(smaller.getWidth(), smaller.getHeight());
      if (longSide <= MIN_SIDE_PX) {
        throw new DamagedPicture("cannot be made smaller than " + maxBytes + " bytes");
      }
      smaller = shrunk(smaller, (int) (longSide * SMALLER));
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
