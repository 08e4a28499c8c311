package dev.sightline.media;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.MediaFolder.Stored;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/// Puts a large file to a signed URL of fal's storage in parts, a few at once, each read from disk
/// as it is sent. Safe for all threads.
final class FalParts {
  /// As fal's own JS client 1.10.1 cuts them (read 2026-08-02).
  static final long PART_BYTES = 10L << 20;

  /// Enough to fill a line though each part waits for its answer; our own choice.
  private static final int AT_ONCE = 4;

  private static final MediaType JSON = MediaType.get("application/json");

  private final ObjectMapper json = new ObjectMapper();
  private final StorageCalls calls;

  FalParts(StorageCalls calls) {
    this.calls = calls;
  }

  /// Returns when the file is whole there; where a part fails for good, the others are ended.
  void put(Stored stored, HttpUrl url, UploadMeter meter)
      throws RouteDown, RouteRefused, InterruptedException {
    int count = (int) ((stored.sizeBytes() + PART_BYTES - 1) / PART_BYTES);
    Map<Integer, String> etags = new ConcurrentSkipListMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
    try {
      CompletionService<String> parts = new ExecutorCompletionService<>(threads);
      for (int number = 1; number <= count; number++) {
        int part = number;
        parts.submit(() -> etags.put(part, put(stored, url, part, meter)));
      }
      for (int i = 0; i < count; i++) {
        parts.take().get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RouteDown down -> throw down;
        case RouteRefused refused -> throw refused;
        case null, default -> throw new IllegalStateException("uploading a part failed", e);
      }
    } finally {
      threads.shutdownNow();
      threads.close();
    }
    complete(url, etags);
  }

  /// @return the part's etag
  private String put(Stored stored, HttpUrl url, int number, UploadMeter meter)
      throws RouteDown, RouteRefused, InterruptedException {
    long fromByte = (number - 1) * PART_BYTES;
    RequestBody bytes =
        new FileSlice(
            stored.file(),
            fromByte,
            Math.min(PART_BYTES, stored.sizeBytes() - fromByte),
            null,
            meter::sent);
    Request request =
        new Request.Builder().url(below(url, String.valueOf(number))).put(bytes).build();
    return calls.patiently(() -> etag(calls.call(request)));
  }

  /// fal's JS client reads it from the body, its Python client from the header.
  private String etag(StorageCalls.Answer answer) throws RouteDown {
    String header = answer.headers().get("ETag");
    String etag = answer.body().path("etag").asText(header == null ? "" : header);
    if (etag.isEmpty()) {
      throw calls.unusable("no etag for a part");
    }
    return etag;
  }

  private void complete(HttpUrl url, Map<Integer, String> etags)
      throws RouteDown, RouteRefused, InterruptedException {
    ObjectNode body = json.createObjectNode();
    ArrayNode parts = body.putArray("parts");
    etags.forEach((number, etag) -> parts.addObject().put("partNumber", number).put("etag", etag));
    Request request =
        new Request.Builder()
            .url(below(url, "complete"))
            .post(RequestBody.create(body.toString(), JSON))
            .build();
    calls.patiently(() -> calls.call(request));
  }

  /// The query, which is the signature, stays behind the path.
  private static HttpUrl below(HttpUrl url, String segment) {
    return url.newBuilder().addPathSegment(segment).build();
  }
}
