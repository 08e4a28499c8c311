package dev.sightline.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/// Statements of one transaction, sent together: to a server in one message, so that the locks that
/// they take are held for one way there and back. Each sees what those before it did. Used by one
/// thread.
public final class Together {
  private final List<Part> parts = new ArrayList<>();

  /// Takes a row of a result.
  public interface Reader {
    /// The row at which it stands.
    void read(ResultSet row) throws SQLException;
  }

  private record Part(
      String serverSql, @Nullable ForEach each, List<List<Object>> rows, @Nullable Reader reader) {}

  /// Appends a statement without values or result.
  public Together add(String sql) {
    parts.add(new Part(sql, null, List.of(), null));
    return this;
  }

  /// Appends a statement without a result; nothing where there are no rows.
  ///
  /// @param rows a value for each of its columns
  public Together add(ForEach each, List<List<Object>> rows) {
    return add(each, rows, null);
  }

  /// Appends a statement whose result is read when all of them have been run.
  public Together add(ForEach each, List<List<Object>> rows, @Nullable Reader reader) {
    if (!rows.isEmpty()) {
      parts.add(new Part(each.serverSql(), each, List.copyOf(rows), reader));
    }
    return this;
  }

  /// Runs all of them, in their order.
  void run(Handle handle, boolean isServer) {
    if (parts.isEmpty()) {
      return;
    }
    if (isServer) {
      var sql = parts.stream().map(Part::serverSql).collect(Collectors.joining(";\n"));
      // By JDBC itself, as Jdbi reads one result only.
      try (var statement = handle.getConnection().prepareStatement(sql)) {
        runOnServer(handle.getConnection(), statement);
      } catch (SQLException e) {
        throw new UnableToExecuteStatementException(sql, e, null);
      }
      return;
    }
    for (var part : parts) {
      if (part.each == null) {
        handle.execute(part.serverSql);
        continue;
      }
      for (var from = 0; from < part.rows.size(); from += ForEach.ROWS_AT_ONCE) {
        var to = Math.min(part.rows.size(), from + ForEach.ROWS_AT_ONCE);
        runHere(handle, part.each, part.rows.subList(from, to), part.reader);
      }
    }
  }

  private void runOnServer(Connection connection, PreparedStatement statement) throws SQLException {
    var place = 1;
    for (var part : parts) {
      if (part.each != null) {
        for (var column = 0; column < part.each.columns().size(); column++) {
          var type = part.each.columns().get(column).type();
          statement.setArray(place++, array(connection, type, part.rows, column));
        }
      }
    }
    var isResult = statement.execute();
    for (var part : parts) {
      if (isResult && part.reader != null) {
        try (var rows = statement.getResultSet()) {
          while (rows.next()) {
            part.reader.read(rows);
          }
        }
      }
      isResult = statement.getMoreResults();
    }
  }

  private static Array array(
      Connection connection, ForEach.Type type, List<List<Object>> rows, int column)
      throws SQLException {
    var values = rows.stream().map(row -> row.get(column));
    return switch (type) {
      case TEXT -> connection.createArrayOf("text", values.toArray(String[]::new));
      case BIGINT ->
          connection.createArrayOf(
              "int8", values.map(value -> ((Number) value).longValue()).toArray(Long[]::new));
    };
  }

  private static void runHere(
      Handle handle, ForEach each, List<List<Object>> rows, @Nullable Reader reader) {
    var sql = each.fileSql(rows.size());
    var values = rows.stream().flatMap(List::stream).toArray();
    if (reader == null) {
      handle.execute(sql, values);
      return;
    }
    var query = handle.createQuery(sql);
    for (var place = 0; place < values.length; place++) {
      query.bind(place, values[place]);
    }
    query.scanResultSet((result, context) -> {
      try (var read = result.get()) {
        while (read.next()) {
          reader.read(read);
        }
      }
      return rows.size();
    });
  }
}
