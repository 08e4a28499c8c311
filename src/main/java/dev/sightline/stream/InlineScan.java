package dev.sightline.stream;

import java.util.ArrayDeque;
import java.util.Deque;

/// What is open at the end of a block of running text: code and emphasis.
///
/// @param closers signs that close it, innermost first
/// @param dangling where the signs begin that the text ends with and that open or close nothing
///   yet; the text's length where there are none
record InlineScan(String closers, int dangling) {
  /// Deeper nesting is shown as it is written; our own bound.
  private static final int MAX_OPEN = 4;

  private record Run(char sign, int length) {
    String signs() {
      return String.valueOf(sign).repeat(length);
    }
  }

  /// Scans `text` from `from`, where a block begins.
  static InlineScan of(String text, int from) {
    Deque<Run> open = new ArrayDeque<>();
    int at = from;
    while (at < text.length()) {
      char sign = text.charAt(at);
      int end = at + 1;
      if (sign == '\\') {
        end++;
      } else if (sign == '`') {
        end = runEnd(text, at);
        int close = closingRun(text, end, text.length(), end - at);
        if (close < 0) {
          int tail = tailOfTicks(text, end);
          if (end == text.length() || tail < text.length()) {
            return new InlineScan("", end == text.length() ? at : tail);
          }
          return new InlineScan(text.substring(at, end) + closersOf(open), text.length());
        }
        end = close;
      } else if (sign == ']' && text.startsWith("](", at)) {
        end = Math.max(end, text.indexOf(')', at) + 1);
      } else if (sign == '*' || sign == '_' || sign == '~') {
        end = runEnd(text, at);
        if (end == text.length() && isOpenOrHalf(text, at, end, open)) {
          return new InlineScan("", at);
        }
        take(text, at, end, open);
      }
      at = end;
    }
    return new InlineScan(closersOf(open), text.length());
  }

  /// Behind the run of exactly `length` backticks that closes code, or -1.
  static int closingRun(String text, int from, int end, int length) {
    int at = text.indexOf('`', from);
    while (at >= 0 && at < end) {
      int run = Math.min(end, runEnd(text, at));
      if (run - at == length) {
        return run;
      }
      at = text.indexOf('`', run);
    }
    return -1;
  }

  private static int tailOfTicks(String text, int from) {
    int tail = text.length();
    while (tail > from && text.charAt(tail - 1) == '`') {
      tail--;
    }
    return tail;
  }

  private static boolean isOpenOrHalf(String text, int at, int end, Deque<Run> open) {
    if (at > 0 && Character.isWhitespace(text.charAt(at - 1))) {
      return true;
    }
    Run last = open.peek();
    return last == null || last.sign() != text.charAt(at) || last.length() > end - at || at == 0;
  }

  private static void take(String text, int at, int end, Deque<Run> open) {
    char sign = text.charAt(at);
    if (sign == '~' && end - at != 2) {
      return;
    }
    int before = at == 0 ? ' ' : text.codePointBefore(at);
    int after = end == text.length() ? ' ' : text.codePointAt(end);
    boolean opens =
        flanks(after, before) && (sign != '_' || !flanks(before, after) || isMark(before));
    boolean closes =
        flanks(before, after) && (sign != '_' || !flanks(after, before) || isMark(after));
    int left = end - at;
    while (closes && left > 0 && !open.isEmpty() && open.peek().sign() == sign) {
      Run last = open.pop();
      int used = Math.min(left, last.length());
      left -= used;
      if (used < last.length()) {
        open.push(new Run(sign, last.length() - used));
      }
    }
    if (opens && left > 0 && !Character.isLetterOrDigit(before)) {
      open.push(new Run(sign, left));
    }
  }

  /// Whether signs stand close to `near` in the sense of CommonMark 0.31.2 §6.2.
  private static boolean flanks(int near, int far) {
    return !isSpace(near) && (!isMark(near) || isSpace(far) || isMark(far));
  }

  private static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }

  private static boolean isMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          true;
      default -> false;
    };
  }

  private static String closersOf(Deque<Run> open) {
    if (open.size() > MAX_OPEN || open.stream().anyMatch(run -> run.length() > 3)) {
      return "";
    }
    StringBuilder closers = new StringBuilder();
    open.forEach(run -> closers.append(run.signs()));
    return closers.toString();
  }

  private static int runEnd(String text, int at) {
    int end = at;
    while (end < text.length() && text.charAt(end) == text.charAt(at)) {
      end++;
    }
    return end;
  }
}
