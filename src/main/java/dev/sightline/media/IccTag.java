package dev.sightline.media;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/// The colour profile of a PNG file, which Java's reader leaves out, or of the file from which
/// ffmpeg made it. Only [PictureChild] reads it.
final class IccTag {
  /// Profiles of cameras and screens have a few kilobytes, the largest of printers some megabytes.
  private static final int MAX_PROFILE_BYTES = 8 << 20;

  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_FRAME_BYTES = 12;

  /// Name of at most 79 bytes, a zero, and the kind of compression (PNG, section 11.3.2.3).
  private static final int MAX_NAME_BYTES = 79;

  private IccTag() {}

  /// What red, green and blue mean in a PNG; empty for sRGB, for greys, and where the profile makes
  /// no sense.
  static Optional<ColorSpace> of(PictureTask task) throws IOException {
    Path original = task.original();
    return original == null ? ofPng(task.source()) : ofHeif(original);
  }

  private static Optional<ColorSpace> ofHeif(Path heif) throws IOException {
    try (FileChannel channel = FileChannel.open(heif)) {
      ByteBuffer file = channel.map(MapMode.READ_ONLY, 0, channel.size());
      Optional<ByteBuffer> profile = HeifLayout.read(file).profile();
      if (profile.isEmpty()) {
        return Optional.empty();
      }
      byte[] bytes = new byte[profile.get().limit()];
      profile.get().get(0, bytes);
      return space(bytes);
    }
  }

  private static Optional<ColorSpace> ofPng(Path png) throws IOException {
    try (FileChannel channel = FileChannel.open(png)) {
      ByteBuffer file = channel.map(MapMode.READ_ONLY, 0, channel.size());
      int at = SIGNATURE_BYTES;
      while (at + CHUNK_FRAME_BYTES <= file.limit()) {
        long dataBytes = Integer.toUnsignedLong(file.getInt(at));
        if (dataBytes > file.limit() - at - CHUNK_FRAME_BYTES) {
          return Optional.empty();
        }
        byte[] type = new byte[4];
        file.get(at + 4, type);
        String name = new String(type, StandardCharsets.ISO_8859_1);
        if (name.equals("iCCP")) {
          return rgb(file.slice(at + 8, (int) dataBytes));
        }
        if (name.equals("IDAT") || name.equals("sRGB")) {
          return Optional.empty();
        }
        at += CHUNK_FRAME_BYTES + (int) dataBytes;
      }
      return Optional.empty();
    }
  }

  private static Optional<ColorSpace> rgb(ByteBuffer chunk) {
    int name = 0;
    while (name < MAX_NAME_BYTES && name < chunk.limit() && chunk.get(name) != 0) {
      name++;
    }
    if (name + 2 >= chunk.limit()) {
      return Optional.empty();
    }
    byte[] packed = new byte[chunk.limit() - name - 2];
    chunk.get(name + 2, packed);
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return space(in.readNBytes(MAX_PROFILE_BYTES));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<ColorSpace> space(byte[] bytes) {
    try {
      ICC_Profile profile = ICC_Profile.getInstance(bytes);
      return profile.getColorSpaceType() == ColorSpace.TYPE_RGB
          ? Optional.of(new ICC_ColorSpace(profile))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
