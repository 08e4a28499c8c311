package dev.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  @TempDir private Path folder;

  @Test
  void createsTheFolderAndTheTables() {
    try (var store = Store.open("jdbc:sqlite:" + folder.resolve("a/b/sightline.db"))) {
      assertThat(count(store, "SELECT COUNT(*) FROM entries")).isZero();
    }
  }

  @Test
  void keepsWhatWasWrittenOverAReopening() {
    var url = "jdbc:sqlite:" + folder.resolve("sightline.db");
    try (var store = Store.open(url)) {
      writeTurn(store);
    }

    try (var store = Store.open(url)) {
      assertThat(count(store, "SELECT COUNT(*) FROM turns")).isOne();
    }
  }

  @Test
  void usesAWriteAheadLogAndForeignKeys() {
    try (var store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      var mode =
          store.writes().withHandle(h -> h.select("PRAGMA journal_mode").mapTo(String.class).one());
      var keys =
          store.writes().withHandle(h -> h.select("PRAGMA foreign_keys").mapTo(int.class).one());

      assertThat(mode).isEqualTo("wal");
      assertThat(keys).isOne();
    }
  }

  @Test
  void aStatementIsReadOnceAndLeavesNothingOpen() throws SQLException {
    var file = folder.resolve("sightline.db");
    try (var store = Store.open("jdbc:sqlite:" + file)) {
      writeTurn(store);
      var first = store.writes().withHandle(StoreTest::firstTurn);
      var second = store.writes().withHandle(StoreTest::firstTurn);
      assertThatThrownBy(() -> writeTurn(store)).hasMessageContaining("PRIMARY KEY");
      store.writes().useHandle(handle -> handle.execute("DELETE FROM turns"));
      writeTurn(store);

      assertThat(second).isSameAs(first);
      try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
          var statement = other.createStatement();
          var checkpoint = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
        assertThat(checkpoint.getInt(1)).as("busy").isZero();
      }
    }
  }

  /// @return the statement that asked
  private static PreparedStatement firstTurn(Handle handle) {
    var query = handle.createQuery("SELECT * FROM turns");
    assertThat(query.map((row, context) -> row.getString("thread")).findFirst()).contains("t");
    return query.getContext().getStatement();
  }

  @Test
  void readersCannotWrite() {
    try (var store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      assertThatThrownBy(() -> store.reads().useHandle(h -> h.execute("DELETE FROM turns")))
          .isInstanceOf(UnableToExecuteStatementException.class);
    }
  }

  @Test
  void anInterruptedThreadStillWritesAndStaysInterrupted() {
    try (var store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      Thread.currentThread().interrupt();
      try {
        writeTurn(store);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }

      assertThat(count(store, "SELECT COUNT(*) FROM turns")).isOne();
    }
  }

  /// A lock that SQLite refuses without waiting is met about once in 500 openings beside four
  /// writers.
  @Test
  void opensWhileOtherProcessesWriteWithoutAPause() throws Exception {
    var url = "jdbc:sqlite:" + folder.resolve("sightline.db");
    try (var store = Store.open(url)) {
      writeTurn(store);
    }
    var file = SqliteFile.of(url);
    var isOpened = new AtomicBoolean();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> writing = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        writing.add(writers.submit(() -> writeUntil(isOpened, file)));
      }
      try {
        for (int i = 0; i < 2_000; i++) {
          file.prepare();
        }
      } finally {
        isOpened.set(true);
      }
      for (Future<Void> written : writing) {
        written.get();
      }
    }
  }

  private static Void writeUntil(AtomicBoolean isOpened, SqliteFile file) throws SQLException {
    try (var connection = file.source().getConnection();
        var statement = connection.createStatement()) {
      while (!isOpened.get()) {
        statement.execute("UPDATE turns SET text = text");
      }
    }
    return null;
  }

  /// All of them wait for one that holds the connection; the urgent one came last.
  @Test
  void urgentWriteGoesBeforeAllThatWait() throws Exception {
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      store.writes().useHandle(handle -> handle.execute("CREATE TABLE writers (name TEXT)"));
      CountDownLatch isHeld = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Future<Boolean> holder =
          threads.submit(() ->
              store
                  .writes()
                  .withHandle(handle -> {
                    isHeld.countDown();
                    return release.await(20, TimeUnit.SECONDS);
                  }));
      isHeld.await();
      for (int i = 0; i < 50; i++) {
        threads.execute(() -> turn(store.writes(), "ordinary"));
      }
      Thread urgent = Thread.ofPlatform().start(() -> turn(store.urgentWrites(), "urgent"));
      await().until(() -> urgent.getState() == Thread.State.WAITING);

      release.countDown();
      assertThat(holder.get()).isTrue();
      threads.shutdown();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      urgent.join();

      assertThat(
              store
                  .reads()
                  .withHandle(handle ->
                      handle
                          .createQuery("SELECT name FROM writers ORDER BY rowid")
                          .mapTo(String.class)
                          .list())
                  .indexOf("urgent"))
          .isZero();
    }
  }

  private static void turn(Jdbi writes, String name) {
    writes.useHandle(handle -> handle.execute("INSERT INTO writers VALUES (?)", name));
  }

  @Test
  void saysThatAFileIsNoDatabase() throws IOException {
    var file = Files.writeString(folder.resolve("notes.txt"), "milk, eggs, bread\n".repeat(100));

    assertThatThrownBy(() -> Store.open("jdbc:sqlite:" + file))
        .isInstanceOf(StoreUnusable.class)
        .hasMessageContaining("notes.txt is not a SQLite database");
  }

  @Test
  void saysThatTheFolderCannotBeCreated() throws IOException {
    var file = Files.writeString(folder.resolve("data"), "");

    assertThatThrownBy(() -> Store.open("jdbc:sqlite:" + file.resolve("sightline.db")))
        .isInstanceOf(StoreUnusable.class)
        .hasMessageContaining("cannot be created");
  }

  @Test
  void saysThatThePathIsAFolder() {
    assertThatThrownBy(() -> Store.open("jdbc:sqlite:" + folder))
        .isInstanceOf(StoreUnusable.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void refusesADatabaseThatForgets() {
    assertThatThrownBy(() -> Store.open("jdbc:sqlite::memory:"))
        .isInstanceOf(StoreUnusable.class)
        .hasMessageContaining("name a file");
  }

  @Test
  void saysThatADriverIsMissing() {
    assertThatThrownBy(() -> Store.open("jdbc:nosuch://localhost/sightline"))
        .isInstanceOf(StoreUnusable.class)
        .hasMessageContaining("store.url");
  }

  private static void writeTurn(Store store) {
    store
        .writes()
        .useTransaction(
            h -> h.execute("INSERT INTO turns VALUES ('WEB','w','c','t',1,'p',0,'PERSON','x','')"));
  }

  private static int count(Store store, String sql) {
    return store.reads().withHandle(h -> h.select(sql).mapTo(int.class).one());
  }
}
