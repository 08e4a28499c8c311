package dev.sightline.media;

import dev.sightline.media.NotDecoded.Why;
import dev.sightline.media.PictureReader.Decoded;
import dev.sightline.media.PictureReply.Done;
import dev.sightline.media.PictureReply.Still;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Does a [PictureTask]: decodes, shrinks, turns upright, and writes anew what is nothing but
/// pixels. Only [PictureChild] may.
final class PictureWork {
  /// Tried from left to right before the picture is made smaller; our own choice.
  private static final float[] JPEG_QUALITIES = {0.85f, 0.75f, 0.6f, 0.45f};

  private static final double SMALLER = 0.75;
  private static final int MIN_SIDE_PX = 16;

  private final PictureTask task;
  private final List<Still> stills = new ArrayList<>();
  private PictureReply reply = new Done(0, List.of());

  private PictureWork(PictureTask task) {
    this.task = task;
  }

  /// Answers whatever happens, short of an error of the virtual machine.
  static PictureReply of(PictureTask task) {
    PictureWork work = new PictureWork(task);
    try {
      new PictureReader(task).read(work::take);
      return work.reply;
    } catch (NotDecoded e) {
      return new PictureReply.Refused(e.why(), String.valueOf(e.getMessage()));
    }
  }

  private void take(Decoded decoded) throws NotDecoded {
    BufferedImage small = upright(shrunk(decoded, task.longSidePx()), decoded.orientation());
    if (task.wantsColours()) {
      reply = new PictureReply.Coloured(Colours.of(small));
      return;
    }
    boolean asPng = choosesPng(small);
    BufferedImage plain = !asPng && small.getColorModel().hasAlpha() ? onWhite(small) : small;
    try {
      Files.write(task.targets().get(stills.size()), encode(plain, asPng));
    } catch (IOException e) {
      throw new NotDecoded(Why.NOT_WRITTEN, "cannot write: " + e, e);
    }
    stills.add(new Still(decoded.index(), asPng));
    reply = new Done(decoded.total(), stills);
  }

  private static BufferedImage shrunk(Decoded decoded, int longSidePx) {
    BufferedImage full = decoded.image();
    double scale = scale(full, longSidePx);
    return Shrink.to(
        full, side(full.getWidth(), scale), side(full.getHeight(), scale), decoded.colours());
  }

  private static double scale(BufferedImage image, int longSidePx) {
    return Math.min(1, (double) longSidePx / Math.max(image.getWidth(), image.getHeight()));
  }

  private static int side(int sidePx, double scale) {
    return (int) Math.max(1, Math.round(sidePx * scale));
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

  private boolean choosesPng(BufferedImage image) {
    return task.takesPng() && (image.getColorModel().hasAlpha() || !task.takesJpeg());
  }

  private static BufferedImage onWhite(BufferedImage image) {
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return opaque;
  }

  private byte[] encode(BufferedImage image, boolean asPng) throws IOException, NotDecoded {
    BufferedImage smaller = image;
    while (true) {
      if (asPng) {
        byte[] bytes = PictureWriter.png(smaller);
        if (bytes.length <= task.maxBytes()) {
          return bytes;
        }
      } else {
        for (float quality : JPEG_QUALITIES) {
          byte[] bytes = PictureWriter.jpeg(smaller, quality);
          if (bytes.length <= task.maxBytes()) {
            return bytes;
          }
        }
      }
      int longSide = Math.max(smaller.getWidth(), smaller.getHeight());
      if (longSide <= MIN_SIDE_PX) {
        throw new NotDecoded(
            Why.NOT_SMALL_ENOUGH, "cannot be made smaller than " + task.maxBytes() + " bytes");
      }
      double scale = scale(smaller, (int) (longSide * SMALLER));
      smaller =
          Shrink.to(smaller, side(smaller.getWidth(), scale), side(smaller.getHeight(), scale));
    }
  }
}
