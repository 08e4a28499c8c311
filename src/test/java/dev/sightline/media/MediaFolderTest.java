package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.media.MediaFolder.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MediaFolderTest {
  private static final MediaLimits LIMITS =
      new MediaLimits(
          1,
          1,
          1,
          1,
          1,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofDays(1),
          25);

  @TempDir Path temp;
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private MediaFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = new MediaFolder(temp.resolve("media"), LIMITS, () -> now);
  }

  @Test
  void filesAreNamedByTheirContent() throws IOException {
    Stored first = keep("hello");
    Stored second = keep("hello");

    assertThat(first).isEqualTo(second);
    assertThat(first.file().getFileName())
        .hasToString("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824.txt");
  }

  @Test
  void whatNobodyUsedForADayIsSwept() throws IOException {
    Stored old = keep("old");
    now = now.plus(Duration.ofHours(23));
    Stored used = keep("used");
    now = now.plus(Duration.ofHours(2));

    folder.sweep();

    assertThat(old.file()).doesNotExist();
    assertThat(used.file()).exists();
  }

  @Test
  void filesOfOthersAreLeftAlone() throws IOException {
    Path foreign = Files.writeString(temp.resolve("media/sightline.db"), "the ledger");
    Files.setLastModifiedTime(foreign, FileTime.from(now.minus(Duration.ofDays(400))));

    folder.sweep();

    assertThat(foreign).exists();
  }

  @Test
  void abandonedDraftsAreSwept() throws IOException {
    Path draft = Files.writeString(folder.draft(), "half");
    Files.setLastModifiedTime(draft, FileTime.from(now.minus(Duration.ofDays(2))));

    folder.sweep();

    assertThat(draft).doesNotExist();
  }

  @Test
  void theLongestUnusedGoesFirstWhereThereIsTooMuch() throws IOException {
    Stored first = keep("first 10 b");
    now = now.plus(Duration.ofMinutes(1));
    Stored second = keep("second 10b");
    now = now.plus(Duration.ofMinutes(1));
    Stored third = keep("third 10 b");
    now = now.plus(Duration.ofHours(1));

    folder.sweep();

    assertThat(first.file()).doesNotExist();
    assertThat(second.file()).exists();
    assertThat(third.file()).exists();
  }

  @Test
  void whatIsInUseStaysHoweverMuchThereIs() throws IOException {
    Stored first = keep("first 10 b");
    keep("second 10b");
    keep("third 10 b");

    folder.sweep();

    assertThat(first.file()).exists();
  }

  private Stored keep(String content) throws IOException {
    Path draft = folder.draft();
    Files.writeString(draft, content);
    return folder.keep(draft, "txt");
  }
}
