package dev.sightline.media;

import java.util.List;

/// What can be measured of a picture without understanding it.
///
/// @param type from the bytes
/// @param widthPx as it is seen, upright
/// @param heightPx as it is seen, upright
/// @param camera maker and model from EXIF, or empty
/// @param takenAt from EXIF as the camera wrote it, such as `2026:03:01 12:00:00`, or empty
/// @param hasPosition whether EXIF tells where it was taken
/// @param colours the most frequent first, at most [PictureMeter#MAX_COLOURS]
public record PictureFacts(
    PictureType type,
    int widthPx,
    int heightPx,
    long sizeBytes,
    String camera,
    String takenAt,
    boolean hasPosition,
    List<Colour> colours) {
  public PictureFacts {
    colours = List.copyOf(colours);
  }

  /// A colour and how much of the picture has it, or one close to it.
  ///
  /// @param hex such as `#1a2b3c`
  /// @param percent 1 to 100
  public record Colour(String hex, int percent) {}
}
