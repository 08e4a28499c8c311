package dev.sightline.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// SQL that is run for many rows of values, which it finds in a table `given`. On a server it is
/// run once, with an array for each column, so that its text is the same for any number of rows and
/// is read and planned once; on SQLite for a few rows at a time. Safe for all threads.
public final class ForEach {
  /// On SQLite; few enough that a statement of each length is kept. Our own choice.
  static final int ROWS_AT_ONCE = 16;

  private final List<Column> columns;
  private final String serverSql;
  private final List<String> fileSql;

  /// SQL for each row.
  ///
  /// @param columns of `given`: names and types with commas between, `id TEXT, nanos BIGINT`; there
  ///   are no other types, and no nulls
  /// @param sql begins with SELECT, INSERT INTO or DELETE; without question marks. Rows that it
  ///   returns come in any order
  public ForEach(String columns, String sql) {
    this.columns = Arrays.stream(columns.split(", ", -1)).map(Column::of).toList();
    this.serverSql =
        given(
            sql,
            this.columns.stream()
                .map(column -> "unnest(CAST(? AS " + column.type + "[]))")
                .collect(Collectors.joining(", ", "SELECT ", "")));
    var row = "(" + String.join(", ", Collections.nCopies(this.columns.size(), "?")) + ")";
    this.fileSql =
        IntStream.rangeClosed(1, ROWS_AT_ONCE)
            .mapToObj(rows -> "VALUES " + String.join(", ", Collections.nCopies(rows, row)))
            .map(rows -> given(sql, rows))
            .toList();
  }

  private String given(String sql, String rows) {
    var names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
    return "WITH given (" + names + ") AS (" + rows + ")\n" + sql;
  }

  List<Column> columns() {
    return columns;
  }

  /// With a question mark for the array of each column.
  String serverSql() {
    return serverSql;
  }

  /// For SQLite, with a question mark for each value.
  ///
  /// @param rows from 1 to [#ROWS_AT_ONCE]
  String fileSql(int rows) {
    return fileSql.get(rows - 1);
  }

  record Column(String name, Type type) {
    static Column of(String text) {
      var parts = text.split(" ", 2);
      return new Column(parts[0], Type.valueOf(parts[1]));
    }
  }

  /// Of a column.
  enum Type {
    TEXT,
    BIGINT
  }
}
