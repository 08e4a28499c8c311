package dev.sightline.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// A SQLite database file, and the settings under which we open it.
record SqliteFile(String url, Path path) {
  static final String PREFIX = "jdbc:sqlite:";

  /// How long a write waits while another process writes.
  private static final int BUSY_TIMEOUT_MS = 10_000;

  static SqliteFile of(String url) {
    var rest = url.substring(PREFIX.length());
    var query = rest.indexOf('?');
    var name = query < 0 ? rest : rest.substring(0, query);
    if (name.isEmpty() || name.contains(":memory:") || rest.contains("mode=memory")) {
      throw new StoreUnusable(
          "store.url is \"" + url + "\": a database in memory forgets what was spent; name a file");
    }
    return new SqliteFile(url, Path.of(name.startsWith("file:") ? name.substring(5) : name));
  }

  /// Creates the folder, and proves that the file is a database that we may write to.
  void prepare() {
    var absolute = path.toAbsolutePath();
    try {
      var folder = absolute.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new StoreUnusable(
          "the folder of the database " + absolute + " cannot be created: " + e.getMessage(), e);
    }
    if (Files.isDirectory(absolute)) {
      throw new StoreUnusable("the database " + absolute + " is a folder; name a file in it");
    }
    if (Files.exists(absolute) && !Files.isWritable(absolute)) {
      throw new StoreUnusable(
          "the database " + absolute + " may not be written to by this user; give it the right");
    }
    // Taking the write lock proves more than opening, which would not find a read-only folder. It
    // reads nothing: behind an open read, SQLite refuses a lock that is taken instead of waiting.
    try (var connection = source().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      throw new StoreUnusable(sentence(absolute, e), e);
    }
  }

  private static String sentence(Path file, SQLException e) {
    if (e instanceof SQLiteException sqlite
        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
      return file + " is not a SQLite database; move it away or name another file in store.url";
    }
    if (e instanceof SQLiteException sqlite && isRefused(sqlite.getResultCode())) {
      return "the database " + file + " or its folder may not be written to by this user";
    }
    return "the database " + file + " cannot be opened: " + e.getMessage();
  }

  private static boolean isRefused(SQLiteErrorCode code) {
    return code == SQLiteErrorCode.SQLITE_CANTOPEN || code.name().startsWith("SQLITE_READONLY");
  }

  SQLiteDataSource source() {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    // What somebody wants forgotten is not to be found in the file either.
    config.setPragma(Pragma.SECURE_DELETE, "true");
    config.enforceForeignKeys(true);
    var source = new SQLiteDataSource(config);
    source.setUrl(url);
    return source;
  }
}
