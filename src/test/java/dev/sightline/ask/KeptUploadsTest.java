package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class KeptUploadsTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final URI FIRST = URI.create("https://v3.fal.media/files/a/1.png");
  private static final URI SECOND = URI.create("https://v3.fal.media/files/a/2.png");

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private KeptUploads uploads;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  KeptUploadsTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    uploads = new KeptUploads(store, () -> now);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void uploadIsFoundUntilItsTimeIsOver() {
    uploads.keep("fal", "cup", FIRST, DAY);

    now = now.plus(DAY).minusMillis(1);
    assertThat(uploads.find("fal", "cup")).contains(FIRST);
    now = now.plusMillis(1);
    assertThat(uploads.find("fal", "cup")).isEmpty();
  }

  @Test
  void otherBytesAndOtherProvidersHaveUploadsOfTheirOwn() {
    uploads.keep("fal", "cup", FIRST, DAY);

    assertThat(uploads.find("fal", "cat")).isEmpty();
    assertThat(uploads.find("fal-too", "cup")).isEmpty();
  }

  @Test
  void newerUploadIsTheOneThatCounts() {
    uploads.keep("fal", "cup", FIRST, DAY);
    uploads.keep("fal", "cup", SECOND, DAY.multipliedBy(2));

    now = now.plus(DAY);
    assertThat(uploads.find("fal", "cup")).contains(SECOND);
  }

  @Test
  void thoseWhoseTimeIsOverAreNotKept() {
    uploads.keep("fal", "cup", FIRST, DAY);
    now = now.plus(DAY);

    uploads.keep("fal", "cat", SECOND, DAY);

    assertThat(rows()).isOne();
  }

  @Test
  void allAreForgottenTogether() {
    uploads.keep("fal", "cup", FIRST, DAY);
    uploads.keep("fal", "cat", SECOND, DAY);

    store.writes().useHandle(KeptUploads::forget);

    assertThat(rows()).isZero();
  }

  private long rows() {
    return store
        .reads()
        .withHandle(
            handle -> handle.createQuery("SELECT COUNT(*) FROM uploads").mapTo(long.class).one());
  }
}
