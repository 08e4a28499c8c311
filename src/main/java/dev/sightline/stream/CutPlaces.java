package dev.sightline.stream;

import dev.sightline.stream.Markdown.Fence;
import dev.sightline.stream.Markdown.Piece;
import dev.sightline.stream.Markdown.Table;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a text may be cut.
///
/// In this order of liking, within the last half of a page: at a blank line outside of code and
/// tables, at a line's end, at a sentence's end, at a space. A link, an address, a token in angle
/// brackets, code within a line, the lines of a fence and a row of a table stay whole, unless one
/// is longer than half a page; a grapheme cluster stays whole always.
final class CutPlaces {
  /// Longest piece beyond a page's end that is looked at; our own bound.
  private static final int LOOK_AHEAD_CHARS = 1_000;

  /// Longest grapheme cluster that is kept whole; our own bound.
  private static final int MAX_CLUSTER_CHARS = 128;

  private static final Pattern TOKEN = Pattern.compile("<[@#!/:a-zA-Z][^<>\\n]{1,200}>");
  private static final Pattern ADDRESS = Pattern.compile("(?i)(?:https?://|www\\.)[^\\s<>]+");

  private final String text;
  private final String seen;
  private final List<Span> whole = new ArrayList<>();
  private final List<Span> blocks = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();

  private record Span(int start, int end) {
    boolean isCutAt(int at) {
      return start < at && at < end;
    }
  }

  /// @param room where the first page ends at the latest
  CutPlaces(String text, int room) {
    this.text = text;
    this.seen = text.substring(0, Math.min(text.length(), room + LOOK_AHEAD_CHARS));
    int depth = 0;
    int linkStart = 0;
    for (Piece piece : Markdown.of(seen).pieces()) {
      switch (piece) {
        case Fence fence -> fence(fence);
        case Table table -> table(table);
        case Markdown.LinkStart start -> linkStart = depth++ == 0 ? start.start() : linkStart;
        case Markdown.LinkEnd end -> {
          if (--depth == 0) {
            whole.add(new Span(linkStart, end.end()));
          }
        }
        case Markdown.IndentedCode code -> blocks.add(new Span(code.start(), code.end()));
        case Markdown.CodeSpan _, Markdown.Autolink _, Markdown.HeadingMark _ ->
            whole.add(new Span(piece.start(), piece.end()));
      }
    }
    keep(TOKEN);
    keep(ADDRESS);
    if (seen.length() == text.length()
        && blocks.stream().noneMatch(block -> block.end() == text.length())) {
      int from =
          Math.max(Healing.blockStart(text, text.length()), text.length() - LOOK_AHEAD_CHARS);
      int held = LinkScan.held(text, from, text.length());
      whole.add(new Span(held, text.length()));
    }
  }

  private void keep(Pattern pattern) {
    Matcher found = pattern.matcher(seen);
    while (found.find()) {
      whole.add(new Span(found.start(), found.end()));
    }
  }

  private void fence(Fence fence) {
    blocks.add(new Span(fence.start(), fence.end()));
    whole.add(new Span(fence.start(), Math.min(fence.end(), fence.bodyStart() + 1)));
    if (fence.isClosed()) {
      whole.add(new Span(fence.bodyEnd() - 1, fence.end()));
    }
  }

  private void table(Table table) {
    tables.add(table);
    blocks.add(new Span(table.start(), table.end()));
    whole.add(new Span(table.start(), table.bodyStart() + 1));
    int row = table.bodyStart();
    while (row < table.end()) {
      int next = seen.indexOf('\n', row);
      int end = next < 0 ? table.end() : next;
      whole.add(new Span(row, end));
      row = end + 1;
    }
  }

  /// The best place at or before `most`.
  int best(int most) {
    int least = most / 2;
    IntPredicate isApart =
        at -> isFree(at) && blocks.stream().noneMatch(block -> block.isCutAt(at));
    int place = last("\n\n", most, least, isApart);
    if (place < 0) {
      place = last("\n", most, least, this::isFree);
    }
    if (place < 0) {
      place =
          last(" ", most, least, at -> isFree(at) && isSentenceEnd(at) && !startsMarker(at + 1));
    }
    if (place < 0) {
      place = last(" ", most, least, at -> isFree(at) && !startsMarker(at + 1));
    }
    if (place < 0) {
      place = last("", most, least, at -> isFree(at) && !startsMarker(at) && isBoundary(at));
    }
    return place < 0 ? boundary(most) : place;
  }

  /// The first place in the newest text, from `from` on.
  ///
  /// @param overdue how urgent it is: from 0 between paragraphs, from 1/3 at a line's end, from 2/3
  ///   at a space outside of code and tables
  /// @return -1 if there is none with something behind it
  int firstFrom(int from, double overdue) {
    for (int next = Math.max(2, from); next < text.length(); next++) {
      int at = next - 1;
      char sign = text.charAt(at);
      boolean isBreak = (sign == '\n' || sign == ' ') && !Character.isWhitespace(text.charAt(next));
      if (isBreak && isFree(at)) {
        boolean isApart = blocks.stream().noneMatch(block -> block.isCutAt(at));
        boolean isParagraph = sign == '\n' && text.charAt(at - 1) == '\n' && isApart;
        boolean isLine = sign == '\n' && overdue >= 1.0 / 3;
        boolean isWord = isApart && overdue >= 2.0 / 3 && !startsMarker(next);
        if (isParagraph || isLine || isWord) {
          return at;
        }
      }
    }
    return -1;
  }

  /// The lines that have to stand above a page that begins at `at`: the head of a table.
  String headFor(int at) {
    for (Table table : tables) {
      boolean isRowEnd = at < text.length() && text.charAt(at) == '\n';
      if (table.bodyStart() < at && at < table.end() && isRowEnd) {
        int start = table.start() - table.prefix().length();
        return text.substring(Math.max(0, start), table.bodyStart());
      }
    }
    return "";
  }

  private int last(String sign, int most, int least, IntPredicate isGood) {
    int at = sign.isEmpty() ? most : text.lastIndexOf(sign, most - 1);
    while (at > 0 && at >= least) {
      if (isGood.test(at)) {
        return at;
      }
      at = sign.isEmpty() ? at - 1 : text.lastIndexOf(sign, at - 1);
    }
    return -1;
  }

  private boolean isFree(int at) {
    return whole.stream().noneMatch(span -> span.isCutAt(at));
  }

  private boolean isSentenceEnd(int space) {
    return space > 0 && ".!?。！？".indexOf(text.charAt(space - 1)) >= 0;
  }

  /// Whether a page that began here would begin with what looks like a fence.
  private boolean startsMarker(int at) {
    int sign = at;
    while (sign < text.length() && sign - at < 3 && text.charAt(sign) == ' ') {
      sign++;
    }
    return sign < text.length() && "`~".indexOf(text.charAt(sign)) >= 0;
  }

  private boolean isBoundary(int at) {
    return boundary(at) == at;
  }

  /// The last place at or before `at` between two grapheme clusters.
  private int boundary(int at) {
    if (at >= text.length() || (isAscii(text.charAt(at)) && isAscii(text.charAt(at - 1)))) {
      return at;
    }
    int from = Math.max(0, at - MAX_CLUSTER_CHARS);
    if (from > 0 && Character.isLowSurrogate(text.charAt(from))) {
      from--;
    }
    BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
    clusters.setText(text.substring(from, Math.min(text.length(), at + MAX_CLUSTER_CHARS)));
    int before = clusters.isBoundary(at - from) ? at - from : clusters.preceding(at - from);
    if (before > 0) {
      return from + before;
    }
    return Character.isLowSurrogate(text.charAt(at)) && at > 1 ? at - 1 : at;
  }

  private static boolean isAscii(char sign) {
    return sign >= ' ' && sign < 0x7F;
  }
}
