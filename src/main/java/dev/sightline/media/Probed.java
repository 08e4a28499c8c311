package dev.sightline.media;

/// What a file is, told from its bytes alone.
public sealed interface Probed {

  /// A picture whose container is whole.
  ///
  /// @param widthPx as stored, before `orientation` is applied
  /// @param heightPx as stored, before `orientation` is applied
  /// @param orientation EXIF's number, 1 (upright) to 8
  /// @param hasExtras whether the file holds more than the picture: EXIF, positions, comments,
  ///   previews, trailing bytes
  /// @param frames how many it holds, one after the other: 1, or more of an animation or of pages;
  ///   0 for a PDF file, whose pages nobody has counted yet and which has no size of its own
  record Picture(
      PictureType type, int widthPx, int heightPx, int orientation, boolean hasExtras, int frames)
      implements Probed {
    /// Whether it can be more than one picture to a model.
    boolean hasFrames() {
      return frames != 1;
    }
  }

  /// A video, by its container.
  record Video(VideoType type) implements Probed {}

  /// Nothing that can be read.
  ///
  /// @param found what it is instead, for people, such as `a HEIC picture` or `12,000 × 9,000
  ///   pixels`; may be empty
  record Unreadable(Flaw flaw, String found) implements Probed {}

  /// What is wrong with a file.
  enum Flaw {
    /// Zero bytes.
    EMPTY,
    /// Begins well, and ends too early or is damaged inside.
    DAMAGED,
    /// More than [MediaLimits#maxPixels].
    TOO_MANY_PIXELS,
    /// HTML.
    WEB_PAGE,
    /// Something else than a picture or video.
    OTHER_TYPE
  }
}
