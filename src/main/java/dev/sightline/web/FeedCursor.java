package dev.sightline.web;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How much of an answer a reader has. Written as the id of each event, so that a reader who comes
/// back goes on where the connection broke.
///
/// @param files how many of the answer's files
/// @param pages what of each page
record FeedCursor(int files, List<Seen> pages) {
  /// Nothing yet.
  static final FeedCursor START = new FeedCursor(0, List.of());

  private static final Pattern WRITTEN = Pattern.compile("\\d{1,3}(/\\d{1,6}\\.\\d{1,9}e?){0,99}");

  /// What a reader has of a page.
  ///
  /// @param revision which text; grows when the text changed other than at its end
  /// @param chars UTF-16 units of the text
  /// @param isClosed whether with notice and footer
  record Seen(int revision, int chars, boolean isClosed) {
    /// Nothing of the page.
    static final Seen NOTHING = new Seen(-1, 0, false);
  }

  FeedCursor {
    pages = List.copyOf(pages);
  }

  /// Reads what [#toString] wrote; anything else is the start.
  static FeedCursor read(@Nullable String written) {
    if (written == null || !WRITTEN.matcher(written).matches()) {
      return START;
    }
    List<Seen> pages = new ArrayList<>();
    String[] parts = written.split("/", -1);
    for (int i = 1; i < parts.length; i++) {
      boolean isClosed = parts[i].endsWith("e");
      int dot = parts[i].indexOf('.');
      int end = parts[i].length() - (isClosed ? 1 : 0);
      pages.add(
          new Seen(
              Integer.parseInt(parts[i], 0, dot, 10),
              Integer.parseInt(parts[i], dot + 1, end, 10),
              isClosed));
    }
    return new FeedCursor(Integer.parseInt(parts[0]), pages);
  }

  /// What was seen of the page of this number, counted from 0.
  Seen page(int number) {
    return number < pages.size() ? pages.get(number) : Seen.NOTHING;
  }

  @Override
  public String toString() {
    return pages.stream()
        .map(page -> "/" + page.revision() + "." + page.chars() + (page.isClosed() ? "e" : ""))
        .collect(Collectors.joining("", Integer.toString(files), ""));
  }
}
