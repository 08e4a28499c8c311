package dev.sightline.media;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import dev.sightline.media.Probed.Flaw;
import dev.sightline.media.Probed.Picture;
import dev.sightline.media.Probed.Unreadable;
import dev.sightline.media.Probed.Video;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Tells what a file is from its bytes: never from its name or from what a server claims.
///
/// Nothing is decoded here. Safe for all threads.
public final class MediaProbe {
  private static final int HEAD_BYTES = 1024;
  private static final int EBML_MAGIC = 0x1A45DFA3;
  private static final int MPEG_PACK = 0x000001BA;
  private static final int MPEG_SEQUENCE = 0x000001B3;

  private static final Set<String> HEIC_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1");
  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");
  private static final Set<String> SOUND_BRANDS = Set.of("M4A ", "M4B ", "M4P ");

  /// First atoms of QuickTime files from before the `ftyp` atom.
  private static final Set<String> OLD_QUICKTIME = Set.of("moov", "mdat", "wide", "free", "skip");

  private final long maxPixels;

  /// @param maxPixels most pixels of a picture, width × height
  public MediaProbe(long maxPixels) {
    this.maxPixels = maxPixels;
  }

  /// What `file` is.
  ///
  /// @throws IOException if the file itself cannot be read from disk
  public Probed probe(Path file) throws IOException {
    long sizeBytes = Files.size(file);
    if (sizeBytes == 0) {
      return new Unreadable(Flaw.EMPTY, "");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] head = new byte[(int) Math.min(HEAD_BYTES, sizeBytes)];
      ByteBuffer into = ByteBuffer.wrap(head);
      while (into.hasRemaining() && channel.read(into) >= 0) {}
      Optional<VideoType> video = video(head);
      if (video.isPresent()) {
        return VideoBoxes.isWhole(video.get(), channel)
            ? new Video(video.get())
            : new Unreadable(Flaw.DAMAGED, "a video");
      }
      Optional<Unreadable> other = notAPicture(head);
      if (other.isPresent()) {
        return other.get();
      }
      if (isPdf(head)) {
        return new Picture(PictureType.PDF, 0, 0, 1, true, 0);
      }
      FileType detected = FileTypeDetector.detectFileType(new ByteArrayInputStream(head));
      Optional<PictureType> type = heif(head).or(() -> pictureType(detected));
      if (type.isEmpty()) {
        return new Unreadable(Flaw.OTHER_TYPE, describe(detected));
      }
      if (sizeBytes > Integer.MAX_VALUE) {
        return new Unreadable(Flaw.DAMAGED, "a picture of more than 2 GB");
      }
      return picture(type.get(), channel.map(MapMode.READ_ONLY, 0, sizeBytes));
    }
  }

  /// Whether a file that begins with `head` is a video: to know how much of it to take.
  static boolean isVideo(byte[] head) {
    return video(head).isPresent();
  }

  private Probed picture(PictureType type, ByteBuffer bytes) {
    PictureLayout layout;
    try {
      layout = PictureLayout.read(type, bytes);
    } catch (IndexOutOfBoundsException e) {
      return new Unreadable(Flaw.DAMAGED, describe(type));
    }
    PictureSize size = layout.size();
    if (size.decodedPixels() > maxPixels) {
      String pixels = "%,d × %,d pixels".formatted(size.widthPx(), size.heightPx());
      return new Unreadable(Flaw.TOO_MANY_PIXELS, pixels);
    }
    if (!layout.isWhole() || !size.isKnown()) {
      return new Unreadable(Flaw.DAMAGED, describe(type));
    }
    return new Picture(
        type,
        size.widthPx(),
        size.heightPx(),
        layout.exif().orientation(),
        layout.hasExtras(),
        layout.frames());
  }

  private static Optional<VideoType> video(byte[] head) {
    if (head.length < 12) {
      return Optional.empty();
    }
    int magic = ByteBuffer.wrap(head).getInt(0);
    if (magic == EBML_MAGIC) {
      String start = ascii(head, 0, Math.min(head.length, 64));
      return Optional.of(start.contains("webm") ? VideoType.WEBM : VideoType.MKV);
    }
    if (magic == MPEG_PACK || magic == MPEG_SEQUENCE) {
      return Optional.of(VideoType.MPEG);
    }
    if (ascii(head, 0, 4).equals("RIFF") && ascii(head, 8, 12).equals("AVI ")) {
      return Optional.of(VideoType.AVI);
    }
    String box = ascii(head, 4, 8);
    if (box.equals("ftyp")) {
      String brand = ascii(head, 8, 12);
      if (HEIC_BRANDS.contains(brand)
          || AVIF_BRANDS.contains(brand)
          || SOUND_BRANDS.contains(brand)) {
        return Optional.empty();
      }
      return Optional.of(brand.equals("qt  ") ? VideoType.MOV : VideoType.MP4);
    }
    return OLD_QUICKTIME.contains(box) ? Optional.of(VideoType.MOV) : Optional.empty();
  }

  private static Optional<Unreadable> notAPicture(byte[] head) {
    if (head.length >= 12
        && ascii(head, 4, 8).equals("ftyp")
        && SOUND_BRANDS.contains(ascii(head, 8, 12))) {
      return Optional.of(new Unreadable(Flaw.OTHER_TYPE, "a sound recording"));
    }
    String text = ascii(head, 0, head.length);
    String start = text.replace("\u00EF\u00BB\u00BF", "").stripLeading().toLowerCase(Locale.ROOT);
    if (start.startsWith("<!doctype html")
        || start.startsWith("<html")
        || start.startsWith("<head")
        || start.startsWith("<body")
        || (start.startsWith("<") && start.contains("<html"))) {
      return Optional.of(new Unreadable(Flaw.WEB_PAGE, "a web page"));
    }
    if (start.startsWith("<svg") || (start.startsWith("<?xml") && start.contains("<svg"))) {
      return Optional.of(new Unreadable(Flaw.OTHER_TYPE, "an SVG drawing"));
    }
    boolean isText = text.chars().allMatch(c -> c >= 0x20 || c == '\n' || c == '\r' || c == '\t');
    return isText && !start.startsWith("%pdf") && !start.startsWith("{\\rtf")
        ? Optional.of(new Unreadable(Flaw.OTHER_TYPE, "a text file"))
        : Optional.empty();
  }

  private static Optional<PictureType> heif(byte[] head) {
    if (head.length < 16 || !ascii(head, 4, 8).equals("ftyp")) {
      return Optional.empty();
    }
    String brand = ascii(head, 8, 12);
    int end = Math.clamp(ByteBuffer.wrap(head).getInt(0), 16, head.length);
    boolean isAvif = AVIF_BRANDS.contains(brand) || ascii(head, 16, end).contains("avif");
    return isAvif
        ? Optional.of(PictureType.AVIF)
        : HEIC_BRANDS.contains(brand) ? Optional.of(PictureType.HEIC) : Optional.empty();
  }

  /// Readers take the mark anywhere in the first 1,024 bytes (PDF 1.7, appendix H, note 13). Here
  /// only blanks may stand before it, so that what is a picture or a page of HTML as well counts as
  /// that.
  private static boolean isPdf(byte[] head) {
    return ascii(head, 0, head.length)
        .replace("\u00EF\u00BB\u00BF", "")
        .stripLeading()
        .startsWith("%PDF-");
  }

  private static Optional<PictureType> pictureType(FileType detected) {
    return switch (detected) {
      case Jpeg -> Optional.of(PictureType.JPEG);
      case Png -> Optional.of(PictureType.PNG);
      case Gif -> Optional.of(PictureType.GIF);
      case WebP -> Optional.of(PictureType.WEBP);
      case Bmp -> Optional.of(PictureType.BMP);
      case Tiff -> Optional.of(PictureType.TIFF);
      default -> Optional.empty();
    };
  }

  private static String describe(FileType type) {
    return type == FileType.Unknown
        ? "a file of an unknown kind"
        : "a %s file".formatted(type.getName());
  }

  private static String describe(PictureType type) {
    return "a %s picture".formatted(type.name());
  }

  private static String ascii(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
