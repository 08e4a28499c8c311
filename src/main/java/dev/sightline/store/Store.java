package dev.sightline.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/// The database: opened, brought to the newest schema, and handed out for reading and writing.
///
/// SQLite lets one connection write at a time, and tells the others "database is locked" when their
/// patience ends. So all writes of this process queue in memory ([WriteQueue]) for the one
/// connection behind [#writes]; with it, transactions take the write lock at their start and wait
/// for other processes. [#reads] has connections of its own, which never wait for a writer (WAL).
/// What was committed survives the end of the process; a power cut may take the last moments but
/// leaves the file whole (`synchronous = NORMAL`). PostgreSQL has one pool for both, and the same
/// durability (`synchronous_commit = off`).
///
/// An interrupt does not break a query off: what a stopped ask has cost still reaches the ledger.
/// The thread stays interrupted.
///
/// Safe for all asks.
public final class Store implements AutoCloseable {
  private static final int SQLITE_READERS = 4;

  /// Pages in the log (of 4 KiB) at which it is brought into the file, for which a commit waits.
  /// The default of 1,000 lets few commits wait, but for longer than a hundredth of all may: at a
  /// thousand holds and settlements a second p99 was 10 to 16 ms with it, and is 4 to 9 ms with
  /// this.
  private static final int CHECKPOINT_PAGES = 100;

  private static final int SERVER_CONNECTIONS = 10;
  private static final long CONNECTION_WAIT_MS = 30_000;

  private final HikariDataSource writers;
  private final @Nullable HikariDataSource readers;
  private final Jdbi reads;
  private final Jdbi writes;
  private final Jdbi urgentWrites;

  private Store(HikariDataSource writers, @Nullable HikariDataSource readers) {
    this.writers = writers;
    this.readers = readers;
    if (readers == null) {
      this.writes = jdbi(() -> connectUninterrupted(writers));
      this.urgentWrites = writes;
      this.reads = writes;
    } else {
      WriteQueue queue = new WriteQueue(() -> connectUninterrupted(writers));
      KeptStatements kept = new KeptStatements();
      this.writes = jdbi(queue.ordinary()).setStatementBuilderFactory(_ -> kept);
      this.urgentWrites = jdbi(queue.urgent()).setStatementBuilderFactory(_ -> kept);
      this.reads = jdbi(() -> connectUninterrupted(readers));
    }
  }

  /// Opens the database, creating it and its folder if need be.
  ///
  /// @param url `jdbc:sqlite:FILE`, or that of a server as [ServerUrl] reads it
  /// @throws StoreUnusable with a sentence for the operator
  public static Store open(String url) {
    if (!url.startsWith(SqliteFile.PREFIX)) {
      return openServer(url);
    }
    var file = SqliteFile.of(url);
    file.prepare();
    migrate(file.source());
    var writers = pool("store-writer", 1);
    writers.setDataSource(file.source());
    writers.setConnectionInitSql("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    var readers = pool("store-readers", SQLITE_READERS);
    readers.setDataSource(file.source());
    readers.setConnectionInitSql("PRAGMA query_only = ON");
    return new Store(new HikariDataSource(writers), new HikariDataSource(readers));
  }

  private static Store openServer(String url) {
    var server = ServerUrl.of(url);
    var config = pool("store", SERVER_CONNECTIONS);
    config.setJdbcUrl(server.url());
    server.user().ifPresent(config::setUsername);
    server.password().ifPresent(config::setPassword);
    if (server.isPostgres()) {
      // As durable as SQLite with synchronous = NORMAL: a commit that every ask of a workspace has
      // to wait for does not itself wait for the disk.
      config.setConnectionInitSql("SET synchronous_commit = off");
    }
    try {
      var pool = new HikariDataSource(config);
      try {
        migrate(pool);
      } catch (StoreUnusable e) {
        pool.close();
        throw e;
      }
      return new Store(pool, null);
    } catch (StoreUnusable e) {
      throw e;
    } catch (PoolInitializationException e) {
      throw new StoreUnusable("the database of store.url cannot be reached: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new StoreUnusable("store.url cannot be used: " + e.getMessage(), e);
    }
  }

  private static HikariConfig pool(String name, int size) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(CONNECTION_WAIT_MS);
    return config;
  }

  private static void migrate(DataSource source) {
    try {
      Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
    } catch (FlywayException e) {
      throw new StoreUnusable(
          "the schema of the database cannot be brought up to date: " + e.getMessage(), e);
    }
  }

  private static Jdbi jdbi(ConnectionFactory connections) {
    var jdbi = Jdbi.create(connections);
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    return jdbi;
  }

  private static Connection connectUninterrupted(DataSource source) throws SQLException {
    var interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return source.getConnection();
        } catch (SQLException e) {
          if (!(e.getCause() instanceof InterruptedException)) {
            throw e;
          }
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// For queries; refuses to write where the database is SQLite.
  public Jdbi reads() {
    return reads;
  }

  /// For everything that writes. Short transactions only, never around a network call, and never
  /// one inside another: with SQLite they share one connection.
  public Jdbi writes() {
    return writes;
  }

  /// As [#writes], before all others that wait. For the few short ones for which a platform's
  /// deadline waits, or that a death of the process must not overtake.
  public Jdbi urgentWrites() {
    return urgentWrites;
  }

  /// Keeps others from writing to these tables until the transaction ends. SQLite's has done so
  /// since it began.
  public void lock(Handle handle, String... tables) {
    if (readers == null) {
      handle.execute("LOCK TABLE " + String.join(", ", tables) + " IN EXCLUSIVE MODE");
    }
  }

  /// Whether one transaction at a time writes, of all processes.
  public boolean hasOneWriter() {
    return readers != null;
  }

  /// Takes what was deleted out of SQLite's log, too, which else holds it until it is written anew;
  /// in its file it is overwritten already. Where a server keeps what it has deleted is its own
  /// affair.
  public void wipe() {
    if (hasOneWriter()) {
      // Read to its end, or the next commit would find it in progress.
      writes.useHandle(
          handle -> handle.createQuery("PRAGMA wal_checkpoint(TRUNCATE)").mapToMap().list());
    }
  }

  /// Runs statements in the transaction of the handle.
  public void run(Handle handle, Together statements) {
    statements.run(handle, readers == null);
  }

  @Override
  public void close() {
    if (readers != null) {
      readers.close();
    }
    writers.close();
  }
}
