package dev.sightline.stream;

import dev.sightline.stream.Markdown.Alignment;
import dev.sightline.stream.Markdown.Table;
import java.util.ArrayList;
import java.util.List;

/// A table as lines of text for a fixed-width font: in straight columns where they are narrow
/// enough to be read on a telephone, else as one `name: value` a line.
public final class TextTable {
  /// Widest table in columns; what is wider breaks its lines in a chat's window. Our own choice.
  private static final int MOST_COLUMNS = 68;

  private static final char FIRST_STRONG_ISOLATE = '\u2068';
  private static final char POP_ISOLATE = '\u2069';
  private static final char LEFT_TO_RIGHT_MARK = '\u200E';

  private TextTable() {}

  /// The lines, without line breaks.
  public static List<String> lines(Table table) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < table.alignments().size(); column++) {
      int at = column;
      widths.add(
          table.rows().stream().mapToInt(row -> CharWidth.of(cell(row, at))).max().orElse(0));
    }
    int whole = widths.stream().mapToInt(width -> width + 3).sum() - 3;
    return whole <= MOST_COLUMNS ? columns(table, widths) : records(table);
  }

  private static List<String> columns(Table table, List<Integer> widths) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : table.rows()) {
      List<String> cells = new ArrayList<>();
      for (int column = 0; column < widths.size(); column++) {
        cells.add(padded(cell(row, column), widths.get(column), table.alignments().get(column)));
      }
      lines.add(line(String.join(" │ ", cells)));
      if (lines.size() == 1) {
        lines.add(String.join("─┼─", widths.stream().map(width -> "─".repeat(width)).toList()));
      }
    }
    return lines;
  }

  private static List<String> records(Table table) {
    List<String> lines = new ArrayList<>();
    List<String> head = table.rows().getFirst();
    if (table.rows().size() == 1) {
      lines.add(line(String.join(" │ ", head.stream().map(TextTable::isolated).toList())));
    }
    for (List<String> row : table.rows().subList(1, table.rows().size())) {
      if (!lines.isEmpty()) {
        lines.add("──");
      }
      for (int column = 0; column < head.size(); column++) {
        lines.add(line(isolated(head.get(column)) + ": " + isolated(cell(row, column))));
      }
    }
    return lines;
  }

  private static String cell(List<String> row, int column) {
    return column < row.size() ? row.get(column) : "";
  }

  private static String padded(String cell, int width, Alignment alignment) {
    int room = width - CharWidth.of(cell);
    int before =
        switch (alignment) {
          case LEFT -> 0;
          case CENTER -> room / 2;
          case RIGHT -> room;
        };
    return " ".repeat(before) + isolated(cell) + " ".repeat(room - before);
  }

  /// Keeps text that runs from right to left within its column.
  private static String isolated(String cell) {
    return runsLeft(cell) ? FIRST_STRONG_ISOLATE + cell + POP_ISOLATE : cell;
  }

  private static String line(String text) {
    String line = text.stripTrailing();
    return runsLeft(line) ? LEFT_TO_RIGHT_MARK + line : line;
  }

  private static boolean runsLeft(String text) {
    return text.codePoints()
        .map(Character::getDirectionality)
        .anyMatch(direction ->
            direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);
  }
}
