package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.media.Probed.Flaw;
import dev.sightline.media.Probed.Picture;
import dev.sightline.media.Probed.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What fuzzing found in the headers of pictures.
final class PictureLayoutTest {
  @TempDir Path folder;

  @Test
  void bytesBetweenTheSegmentsOfAJpegAreExtras() throws IOException {
    byte[] jpeg = TestMedia.encoded(TestMedia.quarters(16, 8), "jpg");
    byte[] hidden =
        join(Arrays.copyOf(jpeg, 2), ascii("N 48.1"), Arrays.copyOfRange(jpeg, 2, jpeg.length));

    assertThat(picture(jpeg).hasExtras()).isFalse();
    assertThat(picture(hidden).hasExtras()).isTrue();
    assertThat(needed(hidden)).isEqualTo(jpeg);
  }

  /// The two bytes of the length count themselves.
  @Test
  void aJpegSegmentWithoutRoomForItsOwnLengthIsDamage() throws IOException {
    byte[] jpeg = TestMedia.encoded(TestMedia.quarters(16, 8), "jpg");
    byte[] broken =
        join(
            Arrays.copyOf(jpeg, 2),
            new byte[] {-1, (byte) 0xC4, 0, 0},
            Arrays.copyOfRange(jpeg, 2, jpeg.length));

    assertThat(flaw(broken)).isEqualTo(Flaw.DAMAGED);
  }

  /// `FF 00` is a byte of the coded data and not the beginning of a segment: right behind a scan it
  /// would become part of it.
  @Test
  void aStuffedByteOutsideOfAScanIsNoSegment() throws IOException {
    byte[] jpeg = TestMedia.encoded(TestMedia.quarters(16, 8), "jpg");
    byte[] comment = {-1, (byte) 0xFE, 0, 2};
    byte[] stuffed = {-1, 0, 0, 2};
    byte[] end = {-1, (byte) 0xD9};
    byte[] hidden = join(Arrays.copyOf(jpeg, jpeg.length - 2), comment, stuffed, end);

    assertThat(picture(hidden).hasExtras()).isTrue();
    assertThat(needed(hidden)).isEqualTo(jpeg);
  }

  @Test
  void bytesAtTheEndOfAWebpThatAreNoChunkAreExtras() throws IOException {
    byte[] chunk = join(ascii("VP8L"), new byte[] {6, 0, 0, 0, 0x2F, 15, (byte) 0xC0, 1, 0, 0});
    byte[] plain = join(ascii("RIFF"), new byte[] {18, 0, 0, 0}, ascii("WEBP"), chunk);
    byte[] more =
        join(ascii("RIFF"), new byte[] {24, 0, 0, 0}, ascii("WEBP"), chunk, ascii("N 48.1"));

    assertThat(picture(plain).hasExtras()).isFalse();
    assertThat(picture(more).hasExtras()).isTrue();
  }

  /// Their product is beyond what a `long` holds, and was taken for little.
  @Test
  void tilesOfATiffThatAreLargerThanAnyNumberAreDamage() throws IOException {
    ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 4 * 12 + 4).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put(ascii("II*\0")).putInt(8).putShort((short) 4);
    for (int[] entry : new int[][] {{256, 16}, {257, 8}, {322, -1}, {323, -1}}) {
      tiff.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
    }

    assertThat(flaw(tiff.array())).isEqualTo(Flaw.DAMAGED);
  }

  @Test
  void aHeifWhosePrimaryPictureHasNoSidesIsDamaged() throws IOException {
    assertThat(picture(heif(box("ispe", sides()), 1)).widthPx()).isEqualTo(16);
    assertThat(flaw(heif(box("ispe", sides()), 0))).isEqualTo(Flaw.DAMAGED);
  }

  @Test
  void aHeifWhosePropertiesBreakOffIsDamaged() throws IOException {
    byte[] whole = heif(box("ispe", sides()), 1);
    byte[] broken = whole.clone();
    int count = new String(whole, StandardCharsets.ISO_8859_1).indexOf("ipma") + 4 + 7;
    broken[count + 3] = 40;

    assertThat(flaw(broken)).isEqualTo(Flaw.DAMAGED);
  }

  /// Each costs much more memory than its eight bytes.
  @Test
  void boxesBeyondWhatAnyPictureHasAreNotKept() throws IOException {
    byte[] many = new byte[0];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 3_000; i++) {
      all.writeBytes(box("free", many));
    }
    all.writeBytes(box("ispe", sides()));

    assertThat(flaw(heif(all.toByteArray(), 1))).isEqualTo(Flaw.DAMAGED);
  }

  /// @param property number of the property that the picture has; 0 for none
  private static byte[] heif(byte[] properties, int property) {
    byte[] links = {0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, (byte) property};
    byte[] all = join(box("ipco", properties), box("ipma", links));
    byte[] primary = box("pitm", new byte[] {0, 0, 0, 0, 0, 1});
    return join(
        box("ftyp", ascii("avif\0\0\0\0avif")),
        box("meta", join(new byte[4], primary, box("iprp", all))),
        box("mdat", new byte[8]));
  }

  private static byte[] sides() {
    return ByteBuffer.allocate(12).putInt(4, 16).putInt(8, 8).array();
  }

  private static byte[] box(String type, byte[] content) {
    byte[] length = ByteBuffer.allocate(4).putInt(8 + content.length).array();
    return join(length, ascii(type), content);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] needed(byte[] jpeg) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer part : JpegLayout.read(ByteBuffer.wrap(jpeg)).needed()) {
      byte[] copy = new byte[part.limit()];
      part.get(0, copy);
      all.writeBytes(copy);
    }
    return all.toByteArray();
  }

  private Probed probed(byte[] bytes) throws IOException {
    return new MediaProbe(1_000_000).probe(TestMedia.write(folder, "file", bytes));
  }

  private Picture picture(byte[] bytes) throws IOException {
    Probed probed = probed(bytes);
    assertThat(probed).isInstanceOf(Picture.class);
    return (Picture) probed;
  }

  private Flaw flaw(byte[] bytes) throws IOException {
    Probed probed = probed(bytes);
    assertThat(probed).isInstanceOf(Unreadable.class);
    return ((Unreadable) probed).flaw();
  }
}
