package dev.sightline.media;

import dev.sightline.fuzz.Broken;
import dev.sightline.fuzz.FuzzInput;
import dev.sightline.media.Probed.Picture;
import dev.sightline.media.Probed.Unreadable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Any bytes are something: a picture with sides, a video, or unreadable. What is left of a picture
/// without its extras is the same picture and has none, and where nothing was left out nothing is
/// missing.
public final class ProbeFuzz {
  private static final long MAX_PIXELS = 1_000_000;
  private static final MediaProbe PROBE = new MediaProbe(MAX_PIXELS);
  private static final List<PictureType> TYPES =
      Stream.of(PictureType.values()).filter(type -> type != PictureType.PDF).toList();

  /// Those that are sent as they came where they have no extras.
  private static final Set<PictureType> CUT =
      EnumSet.of(PictureType.JPEG, PictureType.PNG, PictureType.GIF, PictureType.WEBP);

  /// A file for each thread.
  private static final ThreadLocal<Path> FILE = ThreadLocal.withInitial(ProbeFuzz::file);

  private ProbeFuzz() {}

  private static Path file() {
    try {
      Path file = Files.createTempFile("probe", ".bin");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Small files of every kind; the first byte is the number of the type.
  public static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    try {
      BufferedImage image = TestMedia.quarters(16, 8);
      for (String format : List.of("jpg", "png", "gif", "bmp", "tiff")) {
        add(seeds, TestMedia.encoded(image, format));
      }
      add(seeds, TestMedia.jpegWithExif(image, 6));
      add(seeds, TestMedia.pngWithText(image, "hello"));
      add(seeds, Arrays.copyOf(TestMedia.photo("rocket.jpg"), 3_000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] webp =
        chunks(
            "VP8X", new byte[] {0x0C, 0, 0, 0, 15, 0, 0, 7, 0, 0},
            "VP8L", new byte[] {0x2F, 15, (byte) 0xC0, 1, 0, 0},
            "EXIF", "II*\0\10\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
    add(seeds, webp);
    add(seeds, heif("heic"));
    add(seeds, heif("avif"));
    byte[] film =
        join(
            box("ftyp", "isom\0\0\0\0isom".getBytes(StandardCharsets.ISO_8859_1)),
            box("moov", box("mvhd", new byte[20])),
            box("mdat", new byte[8]));
    add(seeds, film);
    for (String text :
        List.of("<svg xmlns=''/>", "%PDF-1.7", "<!doctype html>", "hello", "8BPS\0\1")) {
      add(seeds, text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return seeds;
  }

  private static void add(List<byte[]> seeds, byte[] file) {
    for (PictureType type : TYPES) {
      if (TYPES.indexOf(type) == seeds.size() % TYPES.size() || starts(type, file)) {
        seeds.add(join(new byte[] {(byte) TYPES.indexOf(type)}, file));
      }
    }
  }

  private static boolean starts(PictureType type, byte[] file) {
    String head = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
    return switch (type) {
      case JPEG -> head.startsWith("\u00FF\u00D8");
      case PNG -> head.startsWith("\u0089PNG");
      case GIF -> head.startsWith("GIF");
      case WEBP -> head.startsWith("RIFF");
      case BMP -> head.startsWith("BM");
      case TIFF -> head.startsWith("II*") || head.startsWith("MM\0*");
      case HEIC, AVIF -> head.contains("ftyp" + type.name().toLowerCase(java.util.Locale.ROOT));
      case PDF -> false;
    };
  }

  private static byte[] heif(String brand) {
    byte[] sides = ByteBuffer.allocate(12).putInt(4, 16).putInt(8, 8).array();
    byte[] links =
        ByteBuffer.allocate(13)
            .putInt(4, 1)
            .putShort(8, (short) 1)
            .put(10, (byte) 2)
            .put(11, (byte) 1)
            .put(12, (byte) 2)
            .array();
    byte[] properties =
        join(
            box(
                "ipco",
                join(
                    box("ispe", sides),
                    box("irot", new byte[] {1}),
                    box("colr", "prof".getBytes(StandardCharsets.ISO_8859_1)))),
            box("ipma", links));
    byte[] meta =
        join(new byte[4], box("pitm", new byte[] {0, 0, 0, 0, 0, 1}), box("iprp", properties));
    return join(
        box("ftyp", (brand + "\0\0\0\0" + brand).getBytes(StandardCharsets.ISO_8859_1)),
        box("meta", meta),
        box("mdat", new byte[8]));
  }

  private static byte[] box(String type, byte[] content) {
    ByteBuffer box = ByteBuffer.allocate(8 + content.length).putInt(8 + content.length);
    return box.put(type.getBytes(StandardCharsets.ISO_8859_1)).put(content).array();
  }

  private static byte[] chunks(Object... namesAndContents) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      byte[] content = (byte[]) namesAndContents[i + 1];
      all.writeBytes(String.valueOf(namesAndContents[i]).getBytes(StandardCharsets.ISO_8859_1));
      all.writeBytes(new byte[] {(byte) content.length, 0, 0, 0});
      all.writeBytes(content);
    }
    byte[] size = {(byte) (all.size() + 4), 0, 0, 0};
    return join(
        "RIFF".getBytes(StandardCharsets.ISO_8859_1),
        size,
        "WEBP".getBytes(StandardCharsets.ISO_8859_1),
        all.toByteArray());
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /// Called by Jazzer.
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    PictureType type = input.oneOf(TYPES);
    byte[] file = input.rest();
    layout(type, file);
    // A file on disk for one in 32: they take much longer.
    if ((Arrays.hashCode(file) & 31) == 0) {
      probe(file);
    }
  }

  private static void probe(byte[] file) {
    Probed probed;
    try {
      probed = PROBE.probe(Files.write(FILE.get(), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (probed instanceof Unreadable unreadable) {
      Broken.unless(unreadable.found().length() < 100, "a long name", unreadable);
    }
    if (probed instanceof Picture picture && picture.type() != PictureType.PDF) {
      Broken.unless(picture.widthPx() > 0 && picture.heightPx() > 0, "no sides", picture);
      Broken.unless((long) picture.widthPx() * picture.heightPx() <= MAX_PIXELS, "large", picture);
      Broken.unless(picture.orientation() >= 1 && picture.orientation() <= 8, "turned", picture);
      Broken.unless(picture.frames() >= 1, "no frame", picture);
    }
  }

  private static void layout(PictureType type, byte[] file) {
    PictureLayout layout;
    try {
      layout = PictureLayout.read(type, ByteBuffer.wrap(file));
    } catch (IndexOutOfBoundsException expected) {
      return;
    }
    PictureSize size = layout.size();
    Broken.unless(size.decodedPixels() >= (long) size.widthPx() * size.heightPx(), "pixels", size);
    byte[] needed = bytes(layout.needed());
    Broken.unless(needed.length <= file.length + 12, "more than there was", type);
    if (!layout.isWhole() || !size.isKnown()) {
      return;
    }
    Broken.unless(
        !CUT.contains(type) || layout.hasExtras() || needed.length == file.length,
        "left out and not said",
        type);
    if (CUT.contains(type)) {
      PictureLayout again = PictureLayout.read(type, ByteBuffer.wrap(needed));
      Broken.unless(again.isWhole(), "whole no more", type);
      Broken.unless(!again.hasExtras(), "has extras still", type);
      Broken.unless(again.exif().equals(ExifBlock.NONE), "has EXIF still", type);
      Broken.unless(again.size().equals(size), "another size", type, size, again.size());
      Broken.unless(again.frames() == layout.frames(), "other frames", type);
      Broken.unless(Arrays.equals(bytes(again.needed()), needed), "cut anew", type);
    }
  }

  private static byte[] bytes(List<ByteBuffer> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer part : parts) {
      byte[] copy = new byte[part.limit()];
      part.get(0, copy);
      all.writeBytes(copy);
    }
    return all.toByteArray();
  }
}
