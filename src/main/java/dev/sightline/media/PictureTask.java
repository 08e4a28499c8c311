package dev.sightline.media;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [PictureProcess] is asked to do with one file.
///
/// @param source absolute
/// @param original absolute; the file that says what the colours of `source` mean, where that is
///   not `source` itself; else null
/// @param orientation EXIF's, 1 to 8; what it asks for is done
/// @param longSidePx longest side of the results
/// @param maxBytes largest result, in bytes
/// @param maxPixels most pixels that one frame or page may have while it is decoded
/// @param takesJpeg whether a result may be JPEG
/// @param takesPng whether a result may be PNG
/// @param targets absolute, one for each frame or page wanted, first ones first; nothing is there
///   yet. Empty where only colours are wanted
record PictureTask(
    Path source,
    @Nullable Path original,
    PictureType type,
    int orientation,
    int longSidePx,
    long maxBytes,
    long maxPixels,
    boolean takesJpeg,
    boolean takesPng,
    List<Path> targets) {
  PictureTask {
    targets = List.copyOf(targets);
  }

  /// The same for the PNG that was made of a HEIC or AVIF file.
  PictureTask decodedTo(Path png) {
    return new PictureTask(
        png,
        source,
        PictureType.PNG,
        orientation,
        longSidePx,
        maxBytes,
        maxPixels,
        takesJpeg,
        takesPng,
        targets);
  }

  boolean wantsColours() {
    return targets.isEmpty();
  }

  /// How many frames or pages are wanted.
  int wanted() {
    return Math.max(1, targets.size());
  }

  /// Says no before much memory is taken: what a decoder finds may differ from what the header said
  /// before.
  void check(int widthPx, int heightPx) throws NotDecoded {
    if (widthPx <= 0 || heightPx <= 0) {
      throw new NotDecoded(NotDecoded.Why.DAMAGED, "%d × %d".formatted(widthPx, heightPx));
    }
    if ((long) widthPx * heightPx > maxPixels) {
      throw new NotDecoded(
          NotDecoded.Why.TOO_MANY_PIXELS, "%,d × %,d pixels".formatted(widthPx, heightPx));
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(source.toString());
    out.writeUTF(original == null ? "" : original.toString());
    out.writeUTF(type.name());
    out.writeByte(orientation);
    out.writeInt(longSidePx);
    out.writeLong(maxBytes);
    out.writeLong(maxPixels);
    out.writeBoolean(takesJpeg);
    out.writeBoolean(takesPng);
    out.writeShort(targets.size());
    for (Path target : targets) {
      out.writeUTF(target.toString());
    }
  }

  static PictureTask read(DataInput in) throws IOException {
    Path source = Path.of(in.readUTF());
    String original = in.readUTF();
    PictureType type = PictureType.valueOf(in.readUTF());
    int orientation = in.readByte();
    int longSidePx = in.readInt();
    long maxBytes = in.readLong();
    long maxPixels = in.readLong();
    boolean takesJpeg = in.readBoolean();
    boolean takesPng = in.readBoolean();
    int count = in.readUnsignedShort();
    List<Path> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(Path.of(in.readUTF()));
    }
    return new PictureTask(
        source,
        original.isEmpty() ? null : Path.of(original),
        type,
        orientation,
        longSidePx,
        maxBytes,
        maxPixels,
        takesJpeg,
        takesPng,
        targets);
  }
}
