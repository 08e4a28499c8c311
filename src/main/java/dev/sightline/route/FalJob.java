package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// A job in fal's queue, and where it is asked for.
///
/// fal tells these URLs when it takes a job, and they are used as they come if they lead to the
/// queue that is configured: the key goes nowhere else. Else, and after a restart, they are built:
/// the router's endpoints share the path of their application, without what follows it (facts of
/// the fal JS client 1.10.1, read 2026-08-02).
record FalJob(String id, HttpUrl status, HttpUrl result, HttpUrl cancel) {
  private static final String REQUESTS = "openrouter/router/requests";

  /// UUIDs so far; what else may stand in a path without changing it.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /// Whether a job may have this id.
  static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /// The job of that id.
  ///
  /// @throws IllegalArgumentException if there can be no such id
  static FalJob of(HttpUrl queueUrl, String id) {
    if (!isId(id)) {
      throw new IllegalArgumentException("id of a job: " + id);
    }
    HttpUrl job = Urls.join(queueUrl, REQUESTS + "/" + id);
    return new FalJob(id, Urls.join(job, "status"), job, Urls.join(job, "cancel"));
  }

  /// The job that a submit was answered with; null where the answer names none.
  static @Nullable FalJob read(HttpUrl queueUrl, JsonNode answer) {
    String id = Json.text(answer.path("request_id"));
    if (!isId(id)) {
      return null;
    }
    FalJob built = of(queueUrl, id);
    return new FalJob(
        id,
        told(queueUrl, answer.path("status_url"), built.status),
        told(queueUrl, answer.path("response_url"), built.result),
        told(queueUrl, answer.path("cancel_url"), built.cancel));
  }

  private static HttpUrl told(HttpUrl queueUrl, JsonNode url, HttpUrl built) {
    HttpUrl told = HttpUrl.parse(Json.text(url));
    if (told == null) {
      return built;
    }
    boolean isOurs =
        told.scheme().equals(queueUrl.scheme())
            && told.host().equals(queueUrl.host())
            && told.port() == queueUrl.port();
    return isOurs ? told : built;
  }
}
