package dev.sightline.sim.fal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.MediaReader;
import dev.sightline.sim.model.MediaRefused;
import dev.sightline.sim.model.SimJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/// fal's storage: asked for on the REST host with the key, filled and read on the CDN without. Safe
/// for all threads.
public final class FalStorage {
  private static final Set<String> STORAGE_TYPES = Set.of("fal-cdn-v3", "gcs");

  private final FalKeys keys;
  private final AtomicReference<String> cdnUrl = new AtomicReference<>("");
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private final Map<String, StoredFile> files = new ConcurrentHashMap<>();
  private final List<String> leaks = new CopyOnWriteArrayList<>();
  private volatile Etags etags = Etags.BOTH;
  private final Map<Integer, AtomicInteger> failures = new ConcurrentHashMap<>();

  /// Where the answer to a part has its etag: fal's JS client reads the body, its Python client the
  /// header.
  public enum Etags {
    BOTH,
    BODY,
    HEADER
  }

  FalStorage(FalKeys keys) {
    this.keys = keys;
  }

  void servedFrom(String newCdnUrl) {
    cdnUrl.set(newCdnUrl);
  }

  /// Every file stored, oldest first.
  public List<StoredFile> files() {
    return files.values().stream().sorted((a, b) -> a.storedAt().compareTo(b.storedAt())).toList();
  }

  /// `METHOD path` of every call to the CDN that carried a credential it must not.
  public List<String> leaks() {
    return List.copyOf(leaks);
  }

  /// From now on answers parts so.
  public void tellsEtags(Etags where) {
    etags = where;
  }

  /// The next `times` uploads of that part fail with 503.
  public void failPart(int number, int times) {
    failures.put(number, new AtomicInteger(times));
  }

  /// Forgets a file, as when its lifetime is over.
  public void expire(String url) {
    files.remove(url);
  }

  /// The file behind a link to the CDN; empty when the link leads elsewhere.
  Optional<MediaReader.OwnFile> find(String url) throws MediaRefused {
    if (!url.startsWith(cdnUrl.get() + "/")) {
      return Optional.empty();
    }
    StoredFile file = files.get(url);
    if (file == null) {
      throw new MediaRefused(MediaRefused.Why.DOWNLOAD_FAILED, "Failed to download the file");
    }
    return Optional.of(new MediaReader.OwnFile(file.contentType(), file.bytes()));
  }

  void initiate(Context context) {
    try {
      keys.check(context);
      if (!STORAGE_TYPES.contains(String.valueOf(context.queryParam("storage_type")))) {
        throw FalRefused.plain(400, "Invalid storage type");
      }
      JsonNode body = body(context);
      String lifecycle = context.header("X-Fal-Object-Lifecycle");
      checkLifecycle(lifecycle);
      String id = UUID.randomUUID().toString();
      String name = body.path("file_name").asText();
      String url = cdnUrl.get() + "/files/b/" + id.substring(0, 8) + "/" + id + "_" + name;
      Slot slot =
          new Slot(
              UUID.randomUUID().toString(),
              url,
              name,
              body.path("content_type").asText(),
              lifecycle,
              new ConcurrentSkipListMap<>());
      slots.put(id, slot);
      ObjectNode answer =
          SimJson.object()
              .put("upload_url", cdnUrl.get() + "/upload/" + id + "?signature=" + slot.signature())
              .put("file_url", url);
      context.contentType("application/json").result(answer.toString());
    } catch (FalRefused e) {
      e.send(context);
    }
  }

  void put(Context context) throws IOException {
    try {
      Slot slot = slot(context);
      store(slot, receive(context), 0);
      context.status(200);
    } catch (FalRefused e) {
      e.send(context);
    }
  }

  void putPart(Context context) throws IOException {
    try {
      Slot slot = slot(context);
      int number = Integer.parseInt(context.pathParam("part"));
      if (number < 1) {
        throw FalRefused.plain(400, "Part numbers begin with 1");
      }
      Part part = Part.of(receive(context));
      AtomicInteger failing = failures.get(number);
      if (failing != null && failing.getAndDecrement() > 0) {
        throw FalRefused.plain(503, "Slow down");
      }
      slot.parts().put(number, part);
      ObjectNode answer = SimJson.object().put("partNumber", number);
      if (etags != Etags.HEADER) {
        answer.put("etag", part.etag());
      }
      if (etags != Etags.BODY) {
        context.header("ETag", part.etag());
      }
      context.contentType("application/json").result(answer.toString());
    } catch (FalRefused e) {
      e.send(context);
    }
  }

  void complete(Context context) throws IOException {
    try {
      Slot slot = slot(context);
      SortedMap<Integer, String> named = new TreeMap<>();
      for (JsonNode part : SimJson.read(context.bodyAsBytes()).path("parts")) {
        named.put(part.path("partNumber").asInt(), part.path("etag").asText());
      }
      SortedMap<Integer, String> received = new TreeMap<>();
      slot.parts().forEach((number, part) -> received.put(number, part.etag()));
      if (named.isEmpty()
          || !named.equals(received)
          || named.firstKey() != 1
          || named.lastKey() != named.size()) {
        throw FalRefused.plain(400, "Invalid part list");
      }
      Buffer whole = new Buffer();
      slot.parts().values().forEach(part -> whole.write(part.bytes()));
      store(slot, whole.readByteString(), named.size());
      context.contentType("application/json").result("{}");
    } catch (FalRefused e) {
      e.send(context);
    }
  }

  void get(Context context) {
    try {
      refuseCredentials(context);
      StoredFile file = files.get(cdnUrl.get() + context.path());
      if (file == null) {
        throw FalRefused.plain(404, "File not found");
      }
      context.contentType(file.contentType()).result(file.bytes().toByteArray());
    } catch (FalRefused e) {
      e.send(context);
    }
  }

  private void store(Slot slot, ByteString bytes, int partCount) {
    files.put(
        slot.fileUrl(),
        new StoredFile(
            slot.fileUrl(),
            slot.name(),
            slot.contentType(),
            slot.lifecycle(),
            bytes,
            partCount,
            Instant.now()));
  }

  private static ByteString receive(Context context) throws IOException {
    try (BufferedSource in = Okio.buffer(Okio.source(context.bodyInputStream()))) {
      return in.readByteString();
    }
  }

  private Slot slot(Context context) throws FalRefused {
    refuseCredentials(context);
    Slot slot = slots.get(context.pathParam("id"));
    if (slot == null || !slot.signature().equals(context.queryParam("signature"))) {
      throw FalRefused.plain(403, "Signature does not match");
    }
    boolean isFile = "PUT".equals(context.method().name());
    String type = context.header("Content-Type");
    boolean isPart = context.pathParamMap().containsKey("part");
    if (isFile && !isPart && !slot.contentType().equals(type)) {
      throw FalRefused.plain(403, "Content-Type does not match: " + type);
    }
    return slot;
  }

  private void refuseCredentials(Context context) throws FalRefused {
    if (context.header("Authorization") != null) {
      leaks.add(context.method() + " " + context.path());
      throw FalRefused.plain(400, "Only one auth mechanism allowed");
    }
  }

  private static JsonNode body(Context context) throws FalRefused {
    var problems = SimJson.array();
    JsonNode body;
    try {
      body = SimJson.read(context.bodyAsBytes());
    } catch (IOException e) {
      throw FalRefused.invalid(
          problems.add(FalRefused.problem("json_invalid", "JSON decode error", "body", 0)));
    }
    for (String field : List.of("content_type", "file_name")) {
      if (!body.path(field).isTextual()) {
        problems.add(FalRefused.problem("missing", "Field required", "body", field));
      }
    }
    if (!problems.isEmpty()) {
      throw FalRefused.invalid(problems);
    }
    return body;
  }

  private static void checkLifecycle(@Nullable String lifecycle) throws FalRefused {
    if (lifecycle == null) {
      return;
    }
    try {
      JsonNode seconds = SimJson.read(lifecycle).path("expiration_duration_seconds");
      if (seconds.isMissingNode() || (seconds.isIntegralNumber() && seconds.longValue() > 0)) {
        return;
      }
    } catch (UncheckedIOException e) {
      throw FalRefused.plain(400, "Invalid X-Fal-Object-Lifecycle");
    }
    throw FalRefused.plain(400, "Invalid X-Fal-Object-Lifecycle");
  }

  private record Slot(
      String signature,
      String fileUrl,
      String name,
      String contentType,
      @Nullable String lifecycle,
      Map<Integer, Part> parts) {}

  private record Part(ByteString bytes, String etag) {
    /// Another for other bytes, by a checksum that is quick to take.
    static Part of(ByteString bytes) {
      CRC32 checksum = new CRC32();
      checksum.update(bytes.asByteBuffer());
      return new Part(bytes, "\"%032x\"".formatted(checksum.getValue()));
    }
  }
}
