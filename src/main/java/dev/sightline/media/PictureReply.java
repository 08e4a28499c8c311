package dev.sightline.media;

import dev.sightline.media.PictureFacts.Colour;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a [PictureProcess] answers to a [PictureTask].
sealed interface PictureReply {
  /// Longest explanation that is passed on, in characters; our own choice.
  int MAX_MESSAGE_CHARS = 1_000;

  /// Most stills and colours that are believed; more than any task wants.
  int MAX_COUNT = 10_000;

  /// The first targets of the task have been written, in order.
  ///
  /// @param total how many frames or pages there are in the file
  /// @param stills those written
  record Done(int total, List<Still> stills) implements PictureReply {
    public Done {
      stills = List.copyOf(stills);
    }
  }

  /// One frame or page.
  ///
  /// @param index from 0, of [Done#total]
  /// @param isPng else JPEG
  record Still(int index, boolean isPng) {}

  /// What colours it has, most frequent first.
  record Coloured(List<Colour> colours) implements PictureReply {
    public Coloured {
      colours = List.copyOf(colours);
    }
  }

  /// It could not be done.
  record Refused(NotDecoded.Why why, String message) implements PictureReply {
    public Refused {
      message = message.substring(0, Math.min(MAX_MESSAGE_CHARS, message.length()));
    }
  }

  /// Writes this as [#read] reads it.
  default void write(DataOutput out) throws IOException {
    switch (this) {
      case Done(int total, List<Still> stills) -> {
        out.writeByte(0);
        out.writeInt(total);
        out.writeInt(stills.size());
        for (Still still : stills) {
          out.writeInt(still.index);
          out.writeBoolean(still.isPng);
        }
      }
      case Coloured(List<Colour> colours) -> {
        out.writeByte(1);
        out.writeInt(colours.size());
        for (Colour colour : colours) {
          out.writeUTF(colour.hex());
          out.writeByte(colour.percent());
        }
      }
      case Refused(NotDecoded.Why why, String message) -> {
        out.writeByte(2);
        out.writeUTF(why.name());
        out.writeUTF(message);
      }
    }
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws IOException if it makes no sense: the other side is not to be trusted
  static PictureReply read(DataInput in) throws IOException {
    try {
      return switch (in.readByte()) {
        case 0 -> done(in);
        case 1 -> coloured(in);
        case 2 -> new Refused(NotDecoded.Why.valueOf(in.readUTF()), in.readUTF());
        default -> throw new IOException("an unknown kind of reply");
      };
    } catch (IllegalArgumentException e) {
      throw new IOException("a reply that makes no sense", e);
    }
  }

  private static Done done(DataInput in) throws IOException {
    int total = in.readInt();
    int count = count(in);
    List<Still> stills = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stills.add(new Still(in.readInt(), in.readBoolean()));
    }
    return new Done(total, stills);
  }

  private static Coloured coloured(DataInput in) throws IOException {
    int count = count(in);
    List<Colour> colours = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      colours.add(new Colour(in.readUTF(), in.readUnsignedByte()));
    }
    return new Coloured(colours);
  }

  private static int count(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_COUNT) {
      throw new IOException("a reply with %d parts".formatted(count));
    }
    return count;
  }
}
