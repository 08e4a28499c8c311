package dev.sightline.stream;

/// Looks for a link that a text ends in the middle of.
final class LinkScan {
  private LinkScan() {}

  /// Where the unfinished link of the last block begins, or `end` where there is none.
  ///
  /// @param from where the block begins
  static int held(String text, int from, int end) {
    int depth = 0;
    int opening = end;
    int at = from;
    while (at < end) {
      char sign = text.charAt(at);
      if (sign == '\\') {
        at++;
      } else if (sign == '`') {
        at = afterCode(text, at, end) - 1;
      } else if (sign == '[') {
        if (depth++ == 0) {
          opening = at > from && text.charAt(at - 1) == '!' ? at - 1 : at;
        }
      } else if (sign == ']' && depth > 0 && --depth == 0) {
        int after = afterTarget(text, at + 1, end);
        if (after < 0) {
          return opening;
        }
        opening = end;
        at = after - 1;
      }
      at++;
    }
    if (depth > 0) {
      return opening;
    }
    return end > from && text.charAt(end - 1) == '!' && !isEscaped(text, from, end - 1)
        ? end - 1
        : end;
  }

  /// Behind what follows a label: an address, a reference, or nothing; -1 where that is open.
  private static int afterTarget(String text, int at, int end) {
    if (at == end) {
      return -1;
    }
    char opener = text.charAt(at);
    if (opener == '[') {
      int close = text.indexOf(']', at);
      return close < 0 || close >= end ? -1 : close + 1;
    }
    return opener == '(' ? afterAddress(text, at + 1, end) : at;
  }

  private static int afterAddress(String text, int from, int end) {
    int depth = 1;
    boolean inAngles = false;
    char quote = 0;
    for (int at = from; at < end; at++) {
      char sign = text.charAt(at);
      if (sign == '\\') {
        at++;
      } else if (quote != 0) {
        quote = sign == quote ? 0 : quote;
      } else if (inAngles) {
        inAngles = sign != '>';
      } else if (sign == '<' && at == from) {
        inAngles = true;
      } else if ((sign == '"' || sign == '\'') && Character.isWhitespace(text.charAt(at - 1))) {
        quote = sign;
      } else if (sign == '(') {
        depth++;
      } else if (sign == ')' && --depth == 0) {
        return at + 1;
      }
    }
    return -1;
  }

  private static int afterCode(String text, int at, int end) {
    int run = at;
    while (run < end && text.charAt(run) == '`') {
      run++;
    }
    int close = InlineScan.closingRun(text, run, end, run - at);
    return close < 0 ? run : close;
  }

  private static boolean isEscaped(String text, int from, int at) {
    int back = at;
    while (back > from && text.charAt(back - 1) == '\\') {
      back--;
    }
    return (at - back) % 2 == 1;
  }
}
