package dev.sightline.sim.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.MultipartReader;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// A REST call as its route sees it: path, query, JSON and uploads.
///
/// @param files uploads by the number in `files[n]`
record ApiRequest(Context context, ObjectNode json, Map<Integer, SimFile> files) {
  /// 10 MiB a file, 10 files, 25 MiB a request: Discord docs, "Uploading Files" (Aug 2026).
  private static final int MOST_FILE_BYTES = 10 << 20;

  private static final int MOST_REQUEST_BYTES = 25 << 20;
  private static final int MOST_FILES = 10;

  ApiRequest {
    files = Map.copyOf(files);
  }

  static ApiRequest read(Context context) {
    ByteString body = ByteString.of(context.bodyAsBytes());
    if (body.size() > MOST_REQUEST_BYTES) {
      throw Rejection.of(ApiError.TOO_LARGE);
    }
    String contentType = context.header("Content-Type");
    MediaType type = contentType == null ? null : MediaType.parse(contentType);
    if (type != null && type.type().equals("multipart")) {
      return readMultipart(context, body, String.valueOf(type.parameter("boundary")));
    }
    if (body.size() == 0) {
      return new ApiRequest(context, Json.object(), Map.of());
    }
    if (type == null || !type.subtype().equals("json")) {
      throw Rejection.of(
          400, 50035, "Expected \"Content-Type\" header to be one of {'application/json'}.");
    }
    JsonNode json = parse(body);
    return json instanceof ObjectNode object
        ? new ApiRequest(context, object, Map.of())
        : new ApiRequest(context, wrap(json), Map.of());
  }

  private static ApiRequest readMultipart(Context context, ByteString body, String boundary) {
    ObjectNode json = Json.object();
    Map<Integer, SimFile> files = new LinkedHashMap<>();
    try (MultipartReader reader = new MultipartReader(new Buffer().write(body), boundary)) {
      for (var part = reader.nextPart(); part != null; part = reader.nextPart()) {
        ByteString bytes = part.body().readByteString();
        String field = parameter(part.headers(), "name");
        if ("payload_json".equals(field) && parse(bytes) instanceof ObjectNode object) {
          json = object;
        } else if (field != null && field.matches("files\\[\\d+]")) {
          String name = parameter(part.headers(), "filename");
          files.put(
              Integer.parseInt(field.substring("files[".length(), field.length() - 1)),
              upload(name == null ? "unknown" : name, bytes));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    if (files.size() > MOST_FILES) {
      BodyErrors errors = new BodyErrors();
      errors.tooLong("attachments", MOST_FILES);
      errors.throwIfAny();
    }
    return new ApiRequest(context, json, files);
  }

  private static SimFile upload(String name, ByteString bytes) {
    if (bytes.size() > MOST_FILE_BYTES) {
      throw Rejection.of(ApiError.TOO_LARGE);
    }
    String guessed = URLConnection.guessContentTypeFromName(name);
    String contentType = guessed == null ? "application/octet-stream" : guessed;
    return contentType.startsWith("image/")
        ? SimFile.image(name, contentType, bytes)
        : SimFile.of(name, contentType, bytes);
  }

  private static @Nullable String parameter(Headers headers, String name) {
    String disposition = headers.get("Content-Disposition");
    if (disposition == null) {
      return null;
    }
    // A media type has the same grammar of parameters, and unquotes them.
    MediaType parsed = MediaType.parse("form/data" + disposition.substring("form-data".length()));
    return parsed == null ? null : parsed.parameter(name);
  }

  private static JsonNode parse(ByteString body) {
    try {
      return Json.parse(body);
    } catch (JsonProcessingException unreadable) {
      throw Rejection.of(ApiError.INVALID_JSON);
    }
  }

  /// An array as the body (bulk commands) is kept under `items`.
  private static ObjectNode wrap(JsonNode array) {
    ObjectNode wrapped = Json.object();
    wrapped.set("items", array);
    return wrapped;
  }

  List<SimFile> uploads() {
    List<SimFile> inOrder = new ArrayList<>();
    files.keySet().stream().sorted().forEach(index -> inOrder.add(file(index)));
    return inOrder;
  }

  SimFile file(int index) {
    SimFile file = files.get(index);
    if (file == null) {
      throw new IllegalArgumentException("files[" + index + "]");
    }
    return file;
  }

  String path(String name) {
    return context.pathParam(name);
  }

  /// An id in the path, or the refusal of something that is none.
  long id(String name) {
    String text = context.pathParam(name);
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException notAnId) {
      BodyErrors errors = new BodyErrors();
      errors.add(
          name + "_id", "NUMBER_TYPE_COERCE", "Value \"%s\" is not snowflake.".formatted(text));
      throw refused(errors, notAnId);
    }
  }

  private static RuntimeException refused(BodyErrors errors, NumberFormatException cause) {
    errors.throwIfAny();
    return cause;
  }

  @Nullable String query(String name) {
    return context.queryParam(name);
  }
}
