package dev.sightline.stream;

import dev.sightline.stream.Fences.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Cuts Markdown into pages that fit a platform.
///
/// A cut falls, in this order of liking, at a blank line, a line's end, a sentence's end, a space;
/// only where there is none of them in the last half of a page, between any two characters, but
/// never inside a surrogate pair. A code fence that has to be cut is closed on the one page and
/// opened again, with its language, on the next. Where a page ends depends only on the text that
/// fits on it: pages that are full stay as they are while the text grows.
final class Splitter {
  /// Below this a page of nothing but a reopened fence would make no progress.
  static final int LEAST_LENGTH = 200;

  private final ToIntFunction<String> length;
  private final int maxLength;

  /// @param length how the platform counts
  /// @param maxLength longest page in that count, at least [#LEAST_LENGTH]
  Splitter(ToIntFunction<String> length, int maxLength) {
    if (maxLength < LEAST_LENGTH) {
      throw new IllegalArgumentException("maxLength: " + maxLength);
    }
    this.length = length;
    this.maxLength = maxLength;
  }

  /// The first page of a text that does not fit on one, and what is left for the next.
  record Cut(String page, String rest) {}

  /// All pages of `markdown`; one empty page for an empty text.
  List<String> pages(String markdown) {
    List<String> pages = new ArrayList<>();
    String rest = markdown;
    while (!fits(rest)) {
      Cut cut = cut(rest);
      pages.add(cut.page());
      rest = cut.rest();
    }
    pages.add(rest);
    return pages;
  }

  boolean fits(String markdown) {
    return length.applyAsInt(markdown) <= maxLength;
  }

  /// Cuts the first page off a text that does not fit.
  Cut cut(String markdown) {
    int room = longestPrefix(markdown, maxLength);
    Cut cut = cutAt(markdown, breakBefore(markdown, room));
    while (!fits(cut.page())) {
      room -= length.applyAsInt(cut.page()) - maxLength;
      cut = cutAt(markdown, breakBefore(markdown, room));
    }
    return cut;
  }

  private static Cut cutAt(String markdown, int at) {
    String page = markdown.substring(0, at);
    String rest = markdown.substring(at);
    @Nullable Fence open = Fences.openAtEnd(page);
    if (open == null) {
      return new Cut(page.stripTrailing(), withoutLeadingLines(rest));
    }
    String reopened = open.opening() + "\n" + (rest.startsWith("\n") ? rest.substring(1) : rest);
    return new Cut(page + Fences.closing(page, open), reopened);
  }

  /// Blank lines between two pages are the break between two messages.
  private static String withoutLeadingLines(String rest) {
    int start = 0;
    while (start < rest.length() && (rest.charAt(start) == '\n' || rest.charAt(start) == '\r')) {
      start++;
    }
    if (start == 0 && rest.startsWith(" ")) {
      return rest.substring(1);
    }
    return rest.substring(start);
  }

  private int longestPrefix(String text, int room) {
    int low = 0;
    int high = text.length();
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (length.applyAsInt(text.substring(0, middle)) <= room) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(1, low);
  }

  private static int breakBefore(String text, int most) {
    int least = most / 2;
    int paragraph = text.lastIndexOf("\n\n", most - 1);
    if (paragraph >= least) {
      return paragraph;
    }
    int line = text.lastIndexOf('\n', most - 1);
    if (line >= least) {
      return line;
    }
    int space = -1;
    for (int at = most - 1; at > least; at--) {
      if (text.charAt(at) == ' ' && !startsMarker(text, at + 1)) {
        if (".!?。！？".indexOf(text.charAt(at - 1)) >= 0) {
          return at;
        }
        space = Math.max(space, at);
      }
    }
    return space > 0 ? space : whole(text, most);
  }

  /// Whether a page that began here would begin with what looks like a fence.
  private static boolean startsMarker(String text, int at) {
    int sign = at;
    while (sign < text.length() && sign - at < 3 && text.charAt(sign) == ' ') {
      sign++;
    }
    return sign < text.length() && "`~".indexOf(text.charAt(sign)) >= 0;
  }

  /// Nearest cut at or before `at` that parts neither a surrogate pair nor a run of backticks or
  /// tildes from what stands before it: at the start of a page such a run would become a fence.
  private static int whole(String text, int at) {
    int cut = at;
    while (cut > 1 && cut < text.length() && at - cut < 32 && startsMarker(text, cut)) {
      cut--;
    }
    boolean insidePair =
        cut > 1
            && cut < text.length()
            && Character.isHighSurrogate(text.charAt(cut - 1))
            && Character.isLowSurrogate(text.charAt(cut));
    return insidePair ? cut - 1 : cut;
  }
}
