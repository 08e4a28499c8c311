package dev.sightline.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;

/// An answer on its pages while it is written. Used by one ask's thread; what stands on a page is
/// read by others.
final class Paging {
  private final ToIntFunction<String> length;
  private final int maxLength;
  private final int mostPages;
  private final Splitter splitter;
  private final Growth growth = new Growth();
  private final List<LatestText> pages = new ArrayList<>();
  private final StringBuilder overflow = new StringBuilder();
  private long lastLength;

  /// @param length how the platform counts a page
  /// @param mostPages what does not fit on these is kept as [#overflow]
  Paging(ToIntFunction<String> length, int maxLength, int mostPages) {
    this.length = length;
    this.maxLength = maxLength;
    this.mostPages = mostPages;
    this.splitter = new Splitter(length, maxLength);
    pages.add(new LatestText());
  }

  /// Never empty; grows at its end.
  List<LatestText> pages() {
    return Collections.unmodifiableList(pages);
  }

  LatestText last() {
    return pages.getLast();
  }

  /// The text behind the last page; empty where all of it stands on pages.
  String overflow() {
    return overflow.toString();
  }

  boolean overflows() {
    return !overflow.isEmpty();
  }

  /// Adds text at the end, and turns the page where it is full.
  ///
  /// @param overdue how urgently a page that only grows should end in its newest text, see
  ///   [CutPlaces#firstFrom]; below 0 if it need not
  void append(String added, double overdue) {
    if (overflows()) {
      overflow.append(added);
      return;
    }
    int before = last().text().length();
    last().append(added);
    lastLength += growth.most(added);
    if (overdue >= 0) {
      Splitter.Cut cut = Splitter.cutFrom(last().text(), before, overdue);
      if (cut != null) {
        turn(cut);
      }
    }
    while (!overflows() && lastLength > maxLength) {
      lastLength = splitter.lengthOf(last().text());
      if (lastLength <= maxLength) {
        return;
      }
      turn(splitter.cut(last().text()));
    }
  }

  /// Whether another page may follow the last.
  boolean goesOn() {
    return pages.size() < mostPages;
  }

  /// How full the last page is, counted exactly where it is fuller than `exactFrom`; 1 is full.
  double fullness(double exactFrom) {
    if (lastLength > maxLength * exactFrom) {
      lastLength = length.applyAsInt(last().text());
    }
    return (double) lastLength / maxLength;
  }

  private void turn(Splitter.Cut cut) {
    last().fill(cut.page());
    if (pages.size() >= mostPages) {
      overflow.append(cut.rest());
      return;
    }
    add();
    last().append(cut.rest());
    growth.restart(cut.rest());
    lastLength = Long.MAX_VALUE;
  }

  /// Starts over: pages that still have text show it, others say where it went.
  void rewrite(String text) {
    overflow.setLength(0);
    List<String> texts = splitter.pages(text);
    int shown = Math.min(texts.size(), Math.max(pages.size(), mostPages));
    while (pages.size() < shown) {
      add();
    }
    for (int i = 0; i < pages.size(); i++) {
      if (i < texts.size() - 1) {
        pages.get(i).fill(texts.get(i));
      } else {
        pages.get(i).replace(i < texts.size() ? texts.get(i) : "↑");
      }
    }
    overflow.append(String.join("\n\n", texts.subList(shown, texts.size())));
    growth.restart(last().text());
    lastLength = length.applyAsInt(last().text());
  }

  /// Puts the overflow on pages too.
  void unfold() {
    for (String text : splitter.pages(overflow())) {
      add();
      last().fill(text);
    }
    overflow.setLength(0);
  }

  /// One more page with nothing on it yet.
  void add() {
    pages.add(new LatestText());
  }
}
