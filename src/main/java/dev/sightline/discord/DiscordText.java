package dev.sightline.discord;

/// Text of a model or a picture as Discord may show it, and how Discord counts text.
final class DiscordText {
  private DiscordText() {}

  /// `markdown` in Discord's dialect, without power.
  static String inert(String markdown) {
    return DiscordMarkdown.of(markdown);
  }

  /// How Discord counts: Unicode code points.
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /// At most `most` code points of `text`, with an ellipsis where something was cut.
  static String cut(String text, int most) {
    if (length(text) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /// One line of at most `most` code points, cut at a word's end where there is one.
  static String title(String text, int most) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (length(line) <= most) {
      return line;
    }
    String start = cut(line, most);
    int space = start.lastIndexOf(' ');
    return space > most / 2 ? start.substring(0, space) + "…" : start;
  }
}
