package dev.sightline.media;

import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// A colour profile with the primaries of Display P3 and a gamma of 2.2, and ways to put it into
/// files (ICC.1:2001-04).
final class TestProfile {
  private static final int HEADER_BYTES = 128;
  private static final int ENTRY_BYTES = 12;
  private static final int TAGS = 9;

  private TestProfile() {}

  static byte[] displayP3() throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteBuffer table = ByteBuffer.allocate(4 + TAGS * ENTRY_BYTES).putInt(TAGS);
    add(table, data, "desc", description("P3 with gamma 2.2"));
    add(table, data, "cprt", text("none"));
    add(table, data, "wtpt", xyz(0.9642, 1, 0.8249));
    add(table, data, "rXYZ", xyz(0.51512, 0.24120, -0.00105));
    add(table, data, "gXYZ", xyz(0.29198, 0.69225, 0.04189));
    add(table, data, "bXYZ", xyz(0.15710, 0.06657, 0.78407));
    for (String curve : new String[] {"rTRC", "gTRC", "bTRC"}) {
      add(table, data, curve, gamma(2.2));
    }
    int sizeBytes = HEADER_BYTES + table.limit() + data.size();
    ByteBuffer profile = ByteBuffer.allocate(sizeBytes);
    profile.putInt(0, sizeBytes).putInt(8, 0x02100000);
    profile.put(12, ascii("mntrRGB XYZ "));
    profile.put(36, ascii("acsp"));
    profile.putInt(68, fixed(0.9642)).putInt(72, fixed(1)).putInt(76, fixed(0.8249));
    profile.put(HEADER_BYTES, table.array());
    profile.put(HEADER_BYTES + table.limit(), data.toByteArray());
    return profile.array();
  }

  static ICC_ColorSpace space() throws IOException {
    return new ICC_ColorSpace(ICC_Profile.getInstance(displayP3()));
  }

  /// A JPEG with the profile in a segment after the first two bytes.
  static byte[] inJpeg(byte[] jpeg) throws IOException {
    byte[] profile = displayP3();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(
        ByteBuffer.allocate(4)
            .putShort((short) 0xFFE2)
            .putShort((short) (16 + profile.length))
            .array());
    out.write(ascii("ICC_PROFILE\0\1\1"));
    out.write(profile);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /// A PNG with the profile in a chunk after the header.
  static byte[] inPng(byte[] png) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write(ascii("iCCPx\0\0"));
    try (DeflaterOutputStream packed = new DeflaterOutputStream(chunk)) {
      packed.write(displayP3());
    }
    CRC32 sum = new CRC32();
    sum.update(chunk.toByteArray());
    int headerEnd = 33;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, headerEnd);
    out.write(ByteBuffer.allocate(4).putInt(chunk.size() - 4).array());
    out.write(chunk.toByteArray());
    out.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    out.write(png, headerEnd, png.length - headerEnd);
    return out.toByteArray();
  }

  private static void add(ByteBuffer table, ByteArrayOutputStream data, String name, byte[] content)
      throws IOException {
    table.put(ascii(name));
    table.putInt(HEADER_BYTES + table.capacity() + data.size()).putInt(content.length);
    data.write(content);
    data.write(new byte[(4 - content.length % 4) % 4]);
  }

  private static byte[] xyz(double x, double y, double z) {
    return ByteBuffer.allocate(20)
        .put(ascii("XYZ "))
        .putInt(0)
        .putInt(fixed(x))
        .putInt(fixed(y))
        .putInt(fixed(z))
        .array();
  }

  private static byte[] gamma(double gamma) {
    return ByteBuffer.allocate(14)
        .put(ascii("curv"))
        .putInt(0)
        .putInt(1)
        .putShort((short) Math.round(gamma * 256))
        .array();
  }

  private static byte[] text(String text) {
    return ByteBuffer.allocate(9 + text.length())
        .put(ascii("text"))
        .putInt(0)
        .put(ascii(text + "\0"))
        .array();
  }

  private static byte[] description(String text) {
    return ByteBuffer.allocate(91 + text.length())
        .put(ascii("desc"))
        .putInt(0)
        .putInt(text.length() + 1)
        .put(ascii(text))
        .array();
  }

  private static int fixed(double value) {
    return (int) Math.round(value * 65536);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
