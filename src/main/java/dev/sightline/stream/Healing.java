package dev.sightline.stream;

import dev.sightline.stream.Markdown.Fence;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes Markdown that is still being written fit to be shown.
///
/// What could turn out to be something else with the next character is held back: half a link, half
/// a row of a table, the first signs of a fence, a `<` that may begin a token, half a character.
/// What is open and can be seen as what it is gets closed for show: code fences, code in a line,
/// emphasis. So what is shown is always the beginning of the text, with closing signs behind it.
public final class Healing {
  /// Longest link that is waited for; our own bound.
  private static final int MAX_LINK_CHARS = 1_000;

  /// Longest row that is waited for; our own bound.
  private static final int MAX_ROW_CHARS = 1_000;

  /// Signs that alone in the last line may become a list, a heading, a line, a quote or a fence.
  private static final Pattern MARK_LINE =
      Pattern.compile("[ \t>]*(?:[-=*_+#~`]+|\\d{1,9}[.)]?|[-*+] \\[[ xX]?]?)[ \t]*");

  private static final Pattern BLOCK_START =
      Pattern.compile("[ \t>]*(?:$|(?:[-*+]|\\d{1,9}[.)])[ \t]|#{1,6}[ \t]|\\||(?:`{3}|~{3}))");

  private static final Pattern LAST_ADDRESS =
      Pattern.compile("(?i)(?=[hw])(?<!]\\(|<)(?:https?:|www\\.)[\\x21-\\x7E&&[^<>]]{0,1000}\\z");
  private static final Pattern LAST_TOKEN =
      Pattern.compile("<(?:[@#!:/?a-zA-Z][^\\s<>]{0,100}(?: [\\w -]{0,40})?)?\\z");
  private static final Pattern LAST_ESCAPE = Pattern.compile("(?:\\\\|&#?\\w{0,31})\\z");
  private static final Pattern DELIMITER_ROW = Pattern.compile("[ \t>]*\\|?[ \t]*:?[-:| \t]*");

  private Healing() {}

  /// `text` as it can be shown while more of it is to come.
  static String of(String text) {
    return of(text, true);
  }

  /// The beginning of `text` that can be shown while more of it is to come, with nothing closed
  /// behind it: for places where what is shown can only grow.
  public static String beginning(String text) {
    return of(text, false);
  }

  private static String of(String text, boolean closes) {
    String whole = text.substring(0, wholeCharacters(text));
    Markdown read = Markdown.of(whole);
    Fence open = read.openFence();
    if (open == null) {
      return prose(heldTable(whole, read), closes);
    }
    int opening = lineStart(whole, open.start());
    if (whole.indexOf('\n', open.start()) < 0) {
      return prose(whole.substring(0, opening), closes);
    }
    int last = lineStart(whole, whole.length());
    String tail = whole.substring(last).replaceAll("[ \t>]", "");
    boolean maybeCloses =
        last >= open.bodyStart() && tail.chars().allMatch(sign -> sign == open.marker().charAt(0));
    String shown = maybeCloses ? whole.substring(0, last) : whole;
    return closes ? closed(shown, open) : shown;
  }

  /// `text` with `open` closed behind it.
  static String closed(String text, Fence open) {
    return text + (text.endsWith("\n") ? "" : "\n") + open.prefix() + open.marker();
  }

  /// Without the row of a table that is being written, and without a head that may become one.
  private static String heldTable(String text, Markdown read) {
    int last = lineStart(text, text.length());
    String lastLine = text.substring(last).replaceFirst("^[ \t>]*", "");
    if (text.length() - last > MAX_ROW_CHARS) {
      return text;
    }
    if (read.tableAtEnd() != null) {
      return text.substring(0, last);
    }
    int head = last;
    if (last > 0
        && (last == text.length() || DELIMITER_ROW.matcher(text.substring(last)).matches())) {
      head = lineStart(text, last - 1);
    }
    String line = text.substring(head, lineEnd(text, head)).replaceFirst("^[ \t>]*", "");
    boolean mayBeHead =
        line.startsWith("|") || (head < last && last < text.length() && line.contains("|"));
    boolean beginsTable = !hasBar(text, head - 1);
    if (mayBeHead && beginsTable) {
      return text.substring(0, head);
    }
    return lastLine.startsWith("|") ? text.substring(0, last) : text;
  }

  /// Whether the line that ends at `end` has a bar in it.
  private static boolean hasBar(String text, int end) {
    return end > 0 && text.substring(lineStart(text, end), end).indexOf('|') >= 0;
  }

  private static String prose(String text, boolean closes) {
    int end = text.length();
    int before;
    do {
      before = end;
      end = held(text, end);
    } while (end < before);
    String shown = text.substring(0, end);
    InlineScan scan = InlineScan.of(shown, blockStart(shown, end));
    while (scan.dangling() < shown.length()) {
      shown = shown.substring(0, scan.dangling()).stripTrailing();
      scan = InlineScan.of(shown, blockStart(shown, shown.length()));
    }
    return !closes || scan.closers().isEmpty() ? shown : shown.stripTrailing() + scan.closers();
  }

  /// How much of the first `end` characters can be shown.
  private static int held(String text, int end) {
    int last = lineStart(text, end);
    Matcher marks = MARK_LINE.matcher(text).region(last, end);
    if (last < end && marks.matches()) {
      return last;
    }
    for (Pattern pattern : new Pattern[] {LAST_ADDRESS, LAST_TOKEN, LAST_ESCAPE}) {
      Matcher found = pattern.matcher(text).region(Math.max(last, end - MAX_LINK_CHARS), end);
      if (found.find()) {
        return found.start();
      }
    }
    int block = Math.max(blockStart(text, end), end - MAX_LINK_CHARS);
    return LinkScan.held(text, block, end);
  }

  /// Where the paragraph, list item, heading or row that ends at `end` begins.
  static int blockStart(String text, int end) {
    int start = lineStart(text, end);
    while (start > 0 && !BLOCK_START.matcher(text).region(start, end).lookingAt()) {
      int above = lineStart(text, start - 1);
      if (text.substring(above, start - 1).isBlank()) {
        break;
      }
      start = above;
    }
    return start;
  }

  private static int lineStart(String text, int at) {
    return text.lastIndexOf('\n', at - 1) + 1;
  }

  private static int lineEnd(String text, int at) {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  /// Without half a surrogate pair, or a joiner whose other half is to come.
  private static int wholeCharacters(String text) {
    int end = text.length();
    while (end > 0
        && (Character.isHighSurrogate(text.charAt(end - 1)) || text.charAt(end - 1) == '\u200D')) {
      end--;
    }
    return end;
  }
}
