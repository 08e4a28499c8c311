package dev.sightline.stream;

import dev.sightline.stream.Markdown.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Cuts Markdown into pages that fit a platform.
///
/// Where a cut may fall says [CutPlaces]. A code fence that has to be cut is closed on the one page
/// and opened again, with its language, on the next; a table that has to be cut has its head on
/// each. Blank space around a cut is the break between two messages and is left out.
final class Splitter {
  /// Below this a page of nothing but a reopened fence would make no progress.
  static final int LEAST_LENGTH = 200;

  /// Longest info behind a fence that is said again; our own bound.
  private static final int MAX_INFO_CHARS = 40;

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
    return lengthOf(markdown) <= maxLength;
  }

  /// As the platform counts; a text that is as long as two pages is not counted to its end.
  int lengthOf(String markdown) {
    return markdown.length() / 2 > maxLength ? Integer.MAX_VALUE : length.applyAsInt(markdown);
  }

  /// Cuts the first page off a text that does not fit.
  Cut cut(String markdown) {
    int room = longestPrefix(markdown);
    CutPlaces places = new CutPlaces(markdown, room);
    Cut cut = cutAt(markdown, places, places.best(room));
    while (!fits(cut.page()) && room > 1) {
      room = Math.max(1, room - Math.max(1, length.applyAsInt(cut.page()) - maxLength));
      cut = cutAt(markdown, places, places.best(room));
    }
    return cut;
  }

  /// Cuts a page that only grows in its newest text; what stands before that may be shown already.
  ///
  /// @param from how much of it may be shown
  /// @param overdue how urgent it is, see [CutPlaces#firstFrom]
  /// @return null if there is no good place yet
  static @Nullable Cut cutFrom(String markdown, int from, double overdue) {
    CutPlaces places = new CutPlaces(markdown, markdown.length());
    int at = places.firstFrom(from, overdue);
    return at < 0 ? null : cutAt(markdown, places, at);
  }

  private static Cut cutAt(String markdown, CutPlaces places, int at) {
    String page = markdown.substring(0, at);
    String rest = markdown.substring(at);
    Fence open = Markdown.of(page).openFence();
    if (open != null) {
      String info = open.info().length() > MAX_INFO_CHARS ? "" : open.info();
      return new Cut(
          Healing.closed(page, open),
          opening(open.prefix()) + open.marker() + info + "\n" + withoutBreak(rest));
    }
    return new Cut(page.stripTrailing(), places.headFor(at) + withoutLeadingSpace(rest));
  }

  /// What makes a line at the top of a page stand where `prefix` put it: from the fourth column on
  /// it needs lists around it, else it would be indented code (CommonMark 0.31.2 §4.4).
  private static String opening(String prefix) {
    if (!prefix.isBlank() || prefix.length() < 4) {
      return prefix;
    }
    int markers = (prefix.length() - 4) / 2 + 1;
    return "- ".repeat(markers) + " ".repeat(Math.max(0, prefix.length() - 2 * markers));
  }

  private static String withoutBreak(String rest) {
    return rest.startsWith("\r\n")
        ? rest.substring(2)
        : rest.startsWith("\n") ? rest.substring(1) : rest;
  }

  /// Blank lines between two pages are the break between two messages. The indent of code stays, of
  /// a list's item it goes.
  private static String withoutLeadingSpace(String rest) {
    int line = 0;
    int start = 0;
    while (start < rest.length() && Character.isWhitespace(rest.charAt(start))) {
      start++;
      if (rest.charAt(start - 1) == '\n') {
        line = start;
      }
    }
    boolean keepsIndent = line > 0 && start - line >= 4 && !isListItem(rest, start);
    return rest.substring(keepsIndent ? line : start);
  }

  private static boolean isListItem(String text, int at) {
    int end = at;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    String signs = end == at ? "-*+" : ".)";
    return end + 1 < text.length()
        && signs.indexOf(text.charAt(end)) >= 0
        && text.charAt(end + 1) == ' ';
  }

  private int longestPrefix(String text) {
    int low = 0;
    int high = Math.min(text.length(), 2 * maxLength);
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (length.applyAsInt(text.substring(0, middle)) <= maxLength) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(1, Math.min(low, text.length() - 1));
  }
}
