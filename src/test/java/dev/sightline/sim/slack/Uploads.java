package dev.sightline.sim.slack;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// Upload URLs: each takes the bytes of one file, once, without a token.
final class Uploads {
  static final String PATH = "/upload/v1/";

  private final Supplier<URI> base;
  private final Map<String, Opened> opened = new ConcurrentHashMap<>();

  Uploads(Supplier<URI> base) {
    this.base = base;
  }

  String open(String id, String name, int length) {
    opened.put(id, new Opened(name, length, null));
    return base.get() + PATH + id;
  }

  @Nullable Opened take(String id) {
    Opened upload = opened.get(id);
    return upload == null || upload.bytes() == null ? null : opened.remove(id);
  }

  void receive(Context context) throws IOException {
    String id = context.pathParam("id");
    Opened upload = opened.get(id);
    if (upload == null || upload.bytes() != null) {
      context.status(404).result("not found");
      return;
    }
    ByteString bytes = bytes(context);
    if (bytes.size() != upload.length()) {
      context.status(400).result("length mismatch");
      return;
    }
    opened.put(id, new Opened(upload.name(), upload.length(), bytes));
    context.result("OK - " + bytes.size());
  }

  private static ByteString bytes(Context context) throws IOException {
    if (context.isMultipartFormData()) {
      UploadedFile file = context.uploadedFiles().getFirst();
      try (InputStream content = file.content()) {
        return ByteString.of(content.readAllBytes());
      }
    }
    return ByteString.of(context.bodyAsBytes());
  }

  static String mimetype(String name) {
    return Optional.ofNullable(URLConnection.guessContentTypeFromName(name))
        .orElse(name.endsWith(".md") ? "text/markdown" : "application/octet-stream");
  }

  /// @param length what the app announced
  /// @param bytes null until they came
  record Opened(String name, int length, @Nullable ByteString bytes) {}
}
