package dev.sightline.sim.discord;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// A file somebody attaches.
///
/// @param contentType what Discord claims it is
/// @param sizeBytes what Discord claims, which a test may make a lie
/// @param widthPx absent where Discord would not know
/// @param durationSeconds present for audio and video
public record SimFile(
    String name,
    String contentType,
    ByteString bytes,
    long sizeBytes,
    @Nullable Integer widthPx,
    @Nullable Integer heightPx,
    @Nullable Double durationSeconds) {

  /// A picture; its size is read from the bytes where Java can.
  public static SimFile image(String name, String contentType, ByteString bytes) {
    BufferedImage image = decode(bytes);
    return new SimFile(
        name,
        contentType,
        bytes,
        bytes.size(),
        image == null ? null : image.getWidth(),
        image == null ? null : image.getHeight(),
        null);
  }

  /// A video.
  public static SimFile video(
      String name, String contentType, ByteString bytes, int widthPx, int heightPx, double s) {
    return new SimFile(name, contentType, bytes, bytes.size(), widthPx, heightPx, s);
  }

  /// Any other file.
  public static SimFile of(String name, String contentType, ByteString bytes) {
    return new SimFile(name, contentType, bytes, bytes.size(), null, null, null);
  }

  /// The same file with a size that need not be true.
  public SimFile claiming(long sizeBytes) {
    return new SimFile(name, contentType, bytes, sizeBytes, widthPx, heightPx, durationSeconds);
  }

  private static @Nullable BufferedImage decode(ByteString bytes) {
    try {
      return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
    } catch (IOException brokenPicture) {
      return null; // Discord takes it all the same, without a width and a height
    }
  }
}
