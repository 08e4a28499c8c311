package dev.sightline.stream;

import org.jspecify.annotations.Nullable;

/// Finds the code fence that a piece of Markdown leaves open.
///
/// Rules of CommonMark 0.31.2 §4.5: a fence is three or more backticks or tildes, indented by at
/// most three spaces; the closing one is at least as long, of the same sign, with nothing behind
/// it.
final class Fences {
  /// Longest run of signs that is taken for a fence; our own bound.
  private static final int MAX_MARKER_CHARS = 16;

  /// Longest language that is kept; our own bound.
  private static final int MAX_LANGUAGE_CHARS = 24;

  private Fences() {}

  /// An opening fence.
  ///
  /// @param opening the line that opens it again: its signs and its language
  /// @param marker the signs that close it
  record Fence(String opening, String marker) {}

  /// The fence that is open at the end of `markdown`, or null.
  static @Nullable Fence openAtEnd(String markdown) {
    Fence open = null;
    int start = 0;
    while (start <= markdown.length()) {
      int end = markdown.indexOf('\n', start);
      String line = end < 0 ? markdown.substring(start) : markdown.substring(start, end);
      open = after(line, open);
      if (end < 0) {
        break;
      }
      start = end + 1;
    }
    return open;
  }

  /// The Markdown with its open fence closed.
  static String closed(String markdown) {
    Fence open = openAtEnd(markdown);
    return open == null ? markdown : markdown + closing(markdown, open);
  }

  /// What closes `open` behind `markdown`.
  static String closing(String markdown, Fence open) {
    return (markdown.endsWith("\n") ? "" : "\n") + open.marker();
  }

  private static @Nullable Fence after(String line, @Nullable Fence open) {
    String marker = markerOf(line);
    if (marker.isEmpty()) {
      return open;
    }
    String rest = line.strip().substring(marker.length());
    if (open == null) {
      return marker.charAt(0) == '`' && rest.indexOf('`') >= 0
          ? null
          : new Fence(marker + language(rest), marker);
    }
    boolean closes =
        marker.charAt(0) == open.marker().charAt(0)
            && marker.length() >= open.marker().length()
            && rest.isBlank();
    return closes ? null : open;
  }

  private static String language(String info) {
    String first = info.strip().split("\\s", 2)[0];
    return first.length() > MAX_LANGUAGE_CHARS ? "" : first;
  }

  private static String markerOf(String line) {
    int indent = 0;
    while (indent < line.length() && line.charAt(indent) == ' ') {
      indent++;
    }
    if (indent > 3 || indent >= line.length()) {
      return "";
    }
    char sign = line.charAt(indent);
    if (sign != '`' && sign != '~') {
      return "";
    }
    int end = indent;
    while (end < line.length() && line.charAt(end) == sign) {
      end++;
    }
    return end - indent >= 3 && end - indent <= MAX_MARKER_CHARS ? line.substring(indent, end) : "";
  }
}
