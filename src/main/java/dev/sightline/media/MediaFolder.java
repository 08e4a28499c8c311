package dev.sightline.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files that media work leaves on disk, each named by the SHA-256 of its bytes and never
/// changed once it has that name.
///
/// Swept every few minutes while in use: what nobody used for long goes, and the longest unused
/// where there is too much of it. Safe for all threads and for several processes.
public final class MediaFolder {
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);

  /// An ask may still be using what is younger, however full the folder is; our own choice.
  private static final Duration IN_USE = Duration.ofMinutes(30);

  private static final String DRAFT = "draft-";

  private static final int BUFFER_BYTES = 64 * 1024;

  /// What this class names so; whatever else is in the folder is not its own to delete.
  private static final Pattern OURS =
      Pattern.compile("draft-[0-9a-f-]{36}|[0-9a-f]{64}\\.[a-z0-9]+");

  private final Path folder;
  private final Duration keepFor;
  private final long maxBytes;
  private final InstantSource time;
  private final AtomicReference<Instant> lastSweep = new AtomicReference<>(Instant.EPOCH);

  /// @param folder such as `data/media`; made if it is not there
  public MediaFolder(Path folder, MediaLimits limits, InstantSource time) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.keepFor = limits.keepFor();
    this.maxBytes = limits.maxFolderBytes();
    this.time = time;
  }

  /// A file with its content's name.
  ///
  /// @param sha256 in lower-case hex
  public record Stored(Path file, String sha256, long sizeBytes) {}

  /// A path for a file in the making; nothing is there yet. Swept like all others.
  Path draft() {
    return folder.resolve(DRAFT + UUID.randomUUID());
  }

  /// Gives `draft` the name of its content; it is gone from its old path afterwards.
  Stored keep(Path draft, String extension) throws IOException {
    String sha256 = sha256(draft);
    long sizeBytes = Files.size(draft);
    Path file = folder.resolve(sha256 + "." + extension);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(file, FileTime.from(time.instant()));
    return new Stored(file, sha256, sizeBytes);
  }

  /// Whether it is still there; if so, it stays on as if it were new.
  boolean isKept(Stored stored) throws IOException {
    try {
      Files.setLastModifiedTime(stored.file(), FileTime.from(time.instant()));
      return true;
    } catch (NoSuchFileException swept) {
      return false;
    }
  }

  /// Sweeps, if the last time is long enough ago.
  void sweepIfDue() throws IOException {
    Instant now = time.instant();
    Instant last = lastSweep.get();
    if (!now.isBefore(last.plus(SWEEP_INTERVAL)) && lastSweep.compareAndSet(last, now)) {
      sweep();
    }
  }

  /// Deletes what is too old or too much.
  public void sweep() throws IOException {
    Instant now = time.instant();
    List<Aged> kept = new ArrayList<>();
    for (Aged file : files()) {
      if (file.usedAt.isBefore(now.minus(file.isDraft() ? IN_USE : keepFor))) {
        Files.deleteIfExists(file.path);
      } else {
        kept.add(file);
      }
    }
    kept.sort(Comparator.comparing(Aged::usedAt));
    long totalBytes = kept.stream().mapToLong(Aged::sizeBytes).sum();
    for (Aged file : kept) {
      if (totalBytes <= maxBytes || file.usedAt.isAfter(now.minus(IN_USE))) {
        return;
      }
      Files.deleteIfExists(file.path);
      totalBytes -= file.sizeBytes;
    }
  }

  /// Deletes all that was not used since, by whomever; asks that began later are not disturbed.
  public void erase(Instant usedUntil) throws IOException {
    for (Aged file : files()) {
      if (!file.usedAt.isAfter(usedUntil)) {
        Files.deleteIfExists(file.path);
      }
    }
  }

  private List<Aged> files() throws IOException {
    List<Aged> found = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        try {
          BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
          if (seen.isRegularFile() && OURS.matcher(path.getFileName().toString()).matches()) {
            found.add(new Aged(path, seen.lastModifiedTime().toInstant(), seen.size()));
          }
        } catch (NoSuchFileException _) {
          // Another thread renamed or swept it in between.
        }
      }
    }
    return found;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private record Aged(Path path, Instant usedAt, long sizeBytes) {
    /// Where nobody writes to it any more, its process is gone.
    boolean isDraft() {
      return path.getFileName().toString().startsWith(DRAFT);
    }
  }
}
