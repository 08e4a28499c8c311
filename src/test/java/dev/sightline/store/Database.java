package dev.sightline.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// What a store can stand on. Tests that write run on both.
public enum Database {
  /// A file in the folder of the test.
  SQLITE {
    @Override
    public String url(Path folder) {
      return "jdbc:sqlite:" + folder.resolve("sightline.db");
    }
  },
  /// A database of its own for each folder, on one real server for all tests of the process, which
  /// stops with it.
  POSTGRES {
    @Override
    public String url(Path folder) {
      return Server.ONLY.url(folder);
    }
  };

  /// The same for the same folder.
  public abstract String url(Path folder);

  /// Opens the database of a folder.
  public Store open(Path folder) {
    return Store.open(url(folder));
  }

  private static final class Server {
    static final Server ONLY = new Server();

    private static final String EMPTY = "empty_store";

    private final EmbeddedPostgres postgres;
    private final Map<Path, String> names = new HashMap<>();

    /// The schema is made once and copied from then on.
    private Server() {
      try {
        postgres = EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      execute("CREATE DATABASE " + EMPTY);
      Store.open(url(EMPTY)).close();
    }

    private String url(String name) {
      return "jdbc:postgresql://localhost:%d/%s?user=postgres&password=postgres"
          .formatted(postgres.getPort(), name);
    }

    synchronized String url(Path folder) {
      return url(names.computeIfAbsent(folder, _ -> create()));
    }

    private String create() {
      var name = "store_" + names.size();
      execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, EMPTY));
      return name;
    }

    private void execute(String sql) {
      try (var connection = postgres.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(sql, e);
      }
    }
  }
}
