package dev.sightline.ask;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns the time at the beginning of a line, as in `- 1:23 The launch`, into a link to that second
/// of a video on YouTube, while the answer comes in pieces of any size.
///
/// What may become a time is held back, never more than [#MOST_HELD] characters. Used by one
/// thread.
final class ChapterLinks {
  private static final int MOST_HELD = 40;

  /// A list's sign, emphasis or a bracket may stand before the time.
  private static final Pattern CHAPTER =
      Pattern.compile(
          """
          (?x)
          ( [\\x20\\t]* (?: (?: [-*+•–] | \\d{1,3}[.)] ) [\\x20\\t]+ )? (?: \\*\\*|__|\\*|_ )? \\(? )
          (?: \\[ (?<boxed> (?:\\d{1,2}:)? \\d{1,3}:[0-5]\\d ) \\] (?!\\()
            |       (?<bare>  (?:\\d{1,2}:)? \\d{1,3}:[0-5]\\d )     (?![\\d:]) )
          """);

  private final String link;
  private final StringBuilder held = new StringBuilder();
  private boolean isLineBegun;

  /// @param video `https://www.youtube.com/watch?v=ID`
  ChapterLinks(URI video) {
    this.link = video + "&t=";
  }

  /// What can be shown of the text so far and was not before.
  String add(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      if (isLineBegun) {
        shown.append(sign);
        isLineBegun = sign != '\n';
      } else {
        held.append(sign);
        decide(sign, shown);
      }
    }
    return shown.toString();
  }

  // Whether a match could still grow is just what a text that comes in pieces has to be asked.
  @SuppressWarnings("JdkObsolete")
  private void decide(char last, StringBuilder shown) {
    Matcher chapter = CHAPTER.matcher(held);
    boolean isChapter = chapter.lookingAt();
    boolean mayGrow = chapter.hitEnd() && last != '\n' && held.length() < MOST_HELD;
    if (mayGrow) {
      return;
    }
    shown.append(isChapter ? linked(chapter) : held);
    held.setLength(0);
    isLineBegun = last != '\n';
  }

  private String linked(Matcher chapter) {
    String boxed = chapter.group("boxed");
    String time = boxed == null ? chapter.group("bare") : boxed;
    return chapter.group(1)
        + "[%s](%s%ds)".formatted(time, link, seconds(time))
        + held.substring(chapter.end());
  }

  private static long seconds(@Nullable String time) {
    long seconds = 0;
    for (String part : String.valueOf(time).split(":", -1)) {
      seconds = seconds * 60 + Long.parseLong(part);
    }
    return seconds;
  }

  /// What was held back, when no more text comes.
  String end() {
    Matcher chapter = CHAPTER.matcher(held);
    String rest = chapter.lookingAt() ? linked(chapter) : held.toString();
    held.setLength(0);
    isLineBegun = true;
    return rest;
  }

  /// Begins anew, for a text that takes the place of all before.
  void restart() {
    held.setLength(0);
    isLineBegun = false;
  }
}
