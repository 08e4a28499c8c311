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
  private static final int MOST_HEAD_CHARS = 300;

  private boolean hasBar;
  private int rows;

  /// A page begins with `text`.
  void restart(String text) {
    hasBar = false;
    rows = 0;
    most(text);
  }

  /// How much longer a page is at most with `added` behind it.
  long most(String added) {
    long most = 0;
    for (int at = 0; at < added.length(); at++) {
      char sign = added.charAt(at);
      hasBar |= sign == '|';
      if (sign == '\n') {
        rows = hasBar ? rows + 1 : 0;
        hasBar = false;
        most += rows > 0 ? MOST_HEAD_CHARS : 0;
      }
      most += MOST_PER_CHAR + rows;
    }
    return most;
  }
}
