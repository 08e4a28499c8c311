package dev.sightline.stream;

/// How much longer a page may have become on its platform, without counting it: an upper bound that
/// costs no look at what stands already.
///
/// One character becomes at most [#MOST_PER_CHAR] by escaping. In a table that is shown in straight
/// columns it may widen each line above, and a new row may repeat the head.
final class Growth {
  /// `&` becomes `&amp;` on Slack, and a fence that it opens has to be closed.
  private static final int MOST_PER_CHAR = 8;

  /// The names of all columns; our own bound.
  private static final int MOST_HEAD_CHARS = 600;

  private boolean mayHaveTable;
  private int lines;

  /// A page begins with `text`.
  void restart(String text) {
    mayHaveTable = text.indexOf('|') >= 0;
    lines = breaks(text);
  }

  /// How much longer a page is at most with `added` behind it.
  long most(String added) {
    int newLines = breaks(added);
    lines += newLines;
    boolean hasBar = added.indexOf('|') >= 0;
    mayHaveTable |= hasBar;
    if (!mayHaveTable) {
      return (long) added.length() * MOST_PER_CHAR;
    }
    int newRows = newLines + (hasBar ? 1 : 0);
    return (long) added.length() * (MOST_PER_CHAR + lines) + (long) newRows * MOST_HEAD_CHARS;
  }

  private static int breaks(String text) {
    return (int) text.chars().filter(sign -> sign == '\n').count();
  }
}
