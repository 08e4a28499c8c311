package dev.sightline.store;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// Keeps the prepared statements of the connection that writes, since SQLite's driver does not, and
/// reading SQL anew takes longer than doing what it says. Used by whoever has that connection, so
/// by one thread at a time.
final class KeptStatements implements StatementBuilder {
  /// More than our code has; SQL that is composed must not fill the memory. Our own choice.
  private static final int MOST = 256;

  private final StatementBuilder ordinary = new DefaultStatementBuilder();
  private final Map<String, PreparedStatement> free = new HashMap<>();
  private @Nullable Connection owner;

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    if (context.isReturningGeneratedKeys()) {
      return ordinary.create(connection, sql, context);
    }
    // Not the pool's view of it, which closes its statements when it is given back.
    var unpooled = connection.unwrap(SQLiteConnection.class);
    if (!unpooled.equals(owner)) {
      free.clear();
      owner = unpooled;
    }
    var kept = free.remove(sql);
    return kept == null ? unpooled.prepareStatement(sql) : kept;
  }

  @Override
  public void close(Connection connection, String sql, Statement statement) throws SQLException {
    if (statement instanceof PreparedStatement prepared
        && prepared.getConnection().equals(owner)
        && !prepared.isClosed()
        && free.size() < MOST
        && !free.containsKey(sql)) {
      prepared.clearParameters();
      free.put(sql, prepared);
    } else {
      ordinary.close(connection, sql, statement);
    }
  }

  @Override
  public Statement create(Connection connection, StatementContext context) throws SQLException {
    return ordinary.create(connection, context);
  }

  @Override
  public CallableStatement createCall(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return ordinary.createCall(connection, sql, context);
  }
}
