package dev.sightline.event;

import java.util.List;

/// What somebody wrote, with the files that came along.
///
/// @param text plain text in Unicode: platform markup undone, the bot's own mention removed, links
///   as bare URLs
public record Said(String text, List<IncomingFile> files) {
  public Said {
    files = List.copyOf(files);
  }

  /// Words without files.
  public static Said words(String text) {
    return new Said(text, List.of());
  }
}
