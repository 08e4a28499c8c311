package dev.sightline.web;

import dev.sightline.event.IncomingFile;
import io.javalin.http.Context;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of what people drop into the page. Bytes go from the socket to the disk, under random
/// names, and are deleted after a day. Safe for all threads.
final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

  /// Ours, and what Jetty leaves when the process dies in the middle of an upload. Nothing else in
  /// the folder is touched.
  private static final Pattern SWEPT = Pattern.compile("(upload-|MultiPart).*");

  private static final Duration KEPT = Duration.ofDays(1);

  /// What was uploaded as lately as this may still be waiting for its turn.
  private static final Duration IN_USE = Duration.ofHours(1);

  /// The limits below are our own choices.
  private static final int MOST_AT_ONCE = 4;

  private static final int MOST_FILES = 20;

  /// The folder holds so many uploads of the largest size.
  private static final int MOST_UPLOADS_KEPT = 20;

  /// For the question and all that is not a file.
  private static final long FIELD_BYTES = 200_000;

  /// What is smaller need not go over the disk.
  private static final int SMALL_BYTES = 16_000;

  private static final int MOST_NAME_CHARS = 200;

  private final Path folder;
  private final long maxBytes;
  private final InstantSource time;
  private final Semaphore slots = new Semaphore(MOST_AT_ONCE);

  /// What came with a question.
  ///
  /// @param thread empty for a new one
  record Form(String question, String thread, List<IncomingFile> files) {
    Form {
      files = List.copyOf(files);
    }
  }

  private record Kept(Path path, long sizeBytes, Instant changed) {}

  /// @param maxBytes of all files of one ask together
  Uploads(Path folder, long maxBytes, InstantSource time) {
    this.folder = folder.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.time = time;
  }

  /// Makes the folder where it is missing.
  void open() throws IOException {
    Files.createDirectories(folder);
  }

  /// Takes in a question and its files.
  ///
  /// @throws WebRefusal if it is too large, malformed, or there is no room; nothing is kept then
  Form receive(Context context) {
    long announced = context.req().getContentLengthLong();
    if (announced > maxBytes + FIELD_BYTES) {
      throw tooLarge();
    }
    if (!slots.tryAcquire()) {
      throw new WebRefusal(503, "Too many uploads at once. Please try again in a moment.");
    }
    List<IncomingFile> files = new ArrayList<>();
    boolean isTaken = false;
    try {
      if (sweep() + Math.max(0, announced) > MOST_UPLOADS_KEPT * maxBytes) {
        throw new WebRefusal(507, "The folder for uploads is full. Please try again in an hour.");
      }
      Form form = read(context, files);
      isTaken = true;
      return form;
    } catch (IOException e) {
      throw unread(e);
    } finally {
      slots.release();
      if (!isTaken) {
        delete(files);
      }
    }
  }

  private Form read(Context context, List<IncomingFile> files) throws IOException {
    String question = "";
    String thread = "";
    long sizeBytes = 0;
    for (Part part : parts(context)) {
      switch (part.getName()) {
        case "question" -> question = text(part);
        case "thread" -> thread = text(part);
        case "files" -> {
          if (files.size() == MOST_FILES) {
            throw new WebRefusal(413, "One question can have %d files.".formatted(MOST_FILES));
          }
          sizeBytes += part.getSize();
          if (sizeBytes > maxBytes) {
            throw tooLarge();
          }
          files.add(keep(part));
        }
        case null, default -> {}
      }
    }
    return new Form(question, thread, files);
  }

  private Iterable<Part> parts(Context context) throws IOException {
    context
        .req()
        .setAttribute(
            ServletContextRequest.MULTIPART_CONFIG_ELEMENT,
            new MultipartConfigElement(folder.toString(), -1, maxBytes + FIELD_BYTES, SMALL_BYTES));
    try {
      return context.req().getParts();
    } catch (ServletException | IllegalStateException e) {
      throw isTooLarge(e)
          ? tooLarge()
          : new WebRefusal(400, "This upload came broken. Please send it again.");
    }
  }

  private static boolean isTooLarge(Exception e) {
    return Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
        .map(cause -> String.valueOf(cause.getMessage()))
        .anyMatch(message -> message.contains("exceeded"));
  }

  /// A form sends every line break as CRLF (RFC 7578 and the HTML standard).
  private static String text(Part part) throws IOException {
    if (part.getSize() > FIELD_BYTES) {
      throw new WebRefusal(413, "This question is too long. Please shorten it.");
    }
    try (var in = part.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n").strip();
    }
  }

  private IncomingFile keep(Part part) throws IOException {
    Path path = folder.resolve("upload-" + Secrets.randomId());
    part.write(path.toString());
    String type = part.getContentType();
    return new IncomingFile(
        shown(part.getSubmittedFileName()),
        type == null ? "" : type,
        part.getSize(),
        new IncomingFile.OnDisk(path));
  }

  /// The name as text of one line.
  private static String shown(@Nullable String name) {
    String plain = name == null ? "" : name.replaceAll("\\p{Cntrl}", " ").strip();
    if (plain.isEmpty()) {
      return "file";
    }
    return plain.length() <= MOST_NAME_CHARS ? plain : plain.substring(0, MOST_NAME_CHARS) + "…";
  }

  private WebRefusal tooLarge() {
    return new WebRefusal(
        413,
        "That is too large: all files of a question together may have %s."
            .formatted(megabytes(maxBytes)));
  }

  private static String megabytes(long bytes) {
    return bytes < 1_000_000 ? bytes / 1_000 + " KB" : bytes / 1_000_000 + " MB";
  }

  private WebRefusal unread(IOException e) {
    LOG.warn("an upload was not read: {}", e.toString());
    return folder.toFile().getUsableSpace() < maxBytes
        ? new WebRefusal(507, "There is no room left on the disk for this upload.")
        : new WebRefusal(400, "This upload came broken. Please send it again.");
  }

  /// Deletes the files of a question that will not be asked.
  void delete(List<IncomingFile> files) {
    for (IncomingFile file : files) {
      if (file.origin() instanceof IncomingFile.OnDisk onDisk) {
        delete(onDisk.path());
      }
    }
  }

  /// Deletes what is older than a day, and the oldest of what is more than the folder may hold.
  ///
  /// @return bytes that are left
  synchronized long sweep() {
    List<Kept> all = kept();
    long left = all.stream().mapToLong(Kept::sizeBytes).sum();
    Instant now = time.instant();
    for (Kept kept : all) {
      boolean isOld = kept.changed().isBefore(now.minus(KEPT));
      boolean isMuch = left > MOST_UPLOADS_KEPT * maxBytes / 2;
      if (isOld || (isMuch && kept.changed().isBefore(now.minus(IN_USE)))) {
        delete(kept.path());
        left -= kept.sizeBytes();
      }
    }
    return left;
  }

  private List<Kept> kept() {
    List<Kept> all = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (SWEPT.matcher(String.valueOf(path.getFileName())).matches()
            && Files.isRegularFile(path)) {
          all.add(new Kept(path, Files.size(path), Files.getLastModifiedTime(path).toInstant()));
        }
      }
    } catch (NoSuchFileException e) {
      LOG.debug("{} went while the folder was read", e.getFile());
    } catch (IOException e) {
      LOG.warn("cannot read the folder of uploads: {}", e.toString());
    }
    all.sort(Comparator.comparing(Kept::changed));
    return all;
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", path, e.toString());
    }
  }
}
