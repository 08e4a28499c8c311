package dev.sightline.sim.discord;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import okio.Buffer;
import okio.ByteString;

/// Pictures for tests of the simulator.
final class Pictures {
  private Pictures() {}

  static ByteString png(int widthPx, int heightPx) {
    Buffer bytes = new Buffer();
    try {
      ImageIO.write(
          new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_INT_RGB),
          "png",
          bytes.outputStream());
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    return bytes.readByteString();
  }
}
