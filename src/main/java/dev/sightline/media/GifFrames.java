package dev.sightline.media;

import dev.sightline.media.PictureReader.Decoded;
import dev.sightline.media.PictureReader.Sink;
import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/// The frames of an animated GIF as they are seen: each drawn over what those before left on the
/// canvas (https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 23, read 2026-11-21).
final class GifFrames {
  private static final String STREAM = "javax_imageio_gif_stream_1.0";
  private static final String IMAGE = "javax_imageio_gif_image_1.0";

  /// Frames after these are not looked at, since all before one have to be drawn for it. A minute
  /// and a half at 25 a second; our own choice.
  private static final int MAX_FRAMES = 2_250;

  private final PictureTask task;
  private final ImageReader reader;

  GifFrames(PictureTask task, ImageReader reader) {
    this.task = task;
    this.reader = reader;
  }

  /// Evenly spaced, the first one always among them.
  void read(Sink sink) throws IOException, NotDecoded {
    int total = Math.min(MAX_FRAMES, count());
    int wanted = Math.min(task.wanted(), total);
    Frame first = frame(0);
    if (total == 1 && isWhole(first.place)) {
      sink.take(new Decoded(0, 1, reader.read(0), 1, null));
      return;
    }
    BufferedImage canvas = canvas(first.place);
    int sent = 0;
    for (int index = 0; sent < wanted; index++) {
      Frame frame = index == 0 ? first : frame(index);
      BufferedImage before = frame.disposal.equals("restoreToPrevious") ? copy(canvas) : canvas;
      draw(canvas, reader.read(index), frame.place);
      if (index == (long) sent * total / wanted) {
        sink.take(new Decoded(index, total, copy(canvas), 1, null));
        sent++;
      }
      if (frame.disposal.equals("restoreToBackgroundColor")) {
        clear(canvas, frame.place);
      }
      canvas = before;
    }
  }

  /// By their headers alone, as the reader would keep all of each.
  private int count() throws IOException {
    try (FileChannel file = FileChannel.open(task.source())) {
      return GifLayout.read(file.map(MapMode.READ_ONLY, 0, file.size())).frames();
    }
  }

  private record Frame(Rectangle place, String disposal) {}

  private Frame frame(int index) throws IOException, NotDecoded {
    IIOMetadata metadata = reader.getImageMetadata(index);
    IIOMetadataNode place = child(metadata, IMAGE, "ImageDescriptor");
    IIOMetadataNode control = child(metadata, IMAGE, "GraphicControlExtension");
    int widthPx = number(place, "imageWidth");
    int heightPx = number(place, "imageHeight");
    task.check(widthPx, heightPx);
    return new Frame(
        new Rectangle(
            number(place, "imageLeftPosition"),
            number(place, "imageTopPosition"),
            widthPx,
            heightPx),
        control.getAttribute("disposalMethod"));
  }

  private boolean isWhole(Rectangle place) throws IOException {
    Rectangle screen = screen();
    return screen.isEmpty() || place.equals(screen);
  }

  private Rectangle screen() throws IOException {
    IIOMetadata metadata = reader.getStreamMetadata();
    IIOMetadataNode screen = child(metadata, STREAM, "LogicalScreenDescriptor");
    return new Rectangle(
        number(screen, "logicalScreenWidth"), number(screen, "logicalScreenHeight"));
  }

  private BufferedImage canvas(Rectangle first) throws IOException, NotDecoded {
    Rectangle screen = screen();
    Rectangle canvas = screen.isEmpty() ? first : screen;
    task.check(canvas.width, canvas.height);
    return new BufferedImage(canvas.width, canvas.height, BufferedImage.TYPE_INT_ARGB);
  }

  private static void draw(BufferedImage canvas, BufferedImage frame, Rectangle place) {
    Graphics2D graphics = canvas.createGraphics();
    graphics.drawImage(frame, place.x, place.y, null);
    graphics.dispose();
  }

  private static void clear(BufferedImage canvas, Rectangle place) {
    Graphics2D graphics = canvas.createGraphics();
    graphics.setComposite(AlphaComposite.Clear);
    graphics.fill(place);
    graphics.dispose();
  }

  private static BufferedImage copy(BufferedImage image) {
    BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
    image.copyData(copy.getRaster());
    return copy;
  }

  /// An empty node where there is none of that name.
  private static IIOMetadataNode child(IIOMetadata metadata, String format, String name) {
    IIOMetadataNode node = (IIOMetadataNode) metadata.getAsTree(format);
    for (node = (IIOMetadataNode) node.getFirstChild();
        node != null;
        node = (IIOMetadataNode) node.getNextSibling()) {
      if (name.equals(node.getNodeName())) {
        return node;
      }
    }
    return new IIOMetadataNode(name);
  }

  private static int number(IIOMetadataNode node, String attribute) {
    String value = node.getAttribute(attribute);
    return value.isEmpty() ? 0 : Integer.parseInt(value);
  }
}
