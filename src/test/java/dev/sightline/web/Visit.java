package dev.sightline.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// Somebody at the page who sends requests by hand, with cookies of their own.
final class Visit {
  private static final JsonMapper JSON = new JsonMapper();

  private URI page;
  private final Map<String, Cookie> cookies = new ConcurrentHashMap<>();
  private final OkHttpClient http;

  /// What came back, read to its end.
  record Reply(Response response, String body) {
    int status() {
      return response.code();
    }

    String header(String name) {
      return String.valueOf(response.header(name));
    }

    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  /// One event.
  record Event(String name, String id, String data) {
    JsonNode json() throws IOException {
      return JSON.readTree(data);
    }
  }

  Visit(URI page) {
    this.page = page;
    this.http =
        new OkHttpClient.Builder()
            .readTimeout(Duration.ofSeconds(20))
            .followRedirects(false)
            .cookieJar(jar())
            .build();
  }

  private CookieJar jar() {
    return new CookieJar() {
      @Override
      public void saveFromResponse(HttpUrl url, List<Cookie> list) {
        list.forEach(cookie -> cookies.put(cookie.name(), cookie));
      }

      @Override
      public List<Cookie> loadForRequest(HttpUrl url) {
        return List.copyOf(cookies.values());
      }
    };
  }

  /// The same browser at another address.
  void goTo(URI other) {
    page = other;
  }

  Request.Builder request(String path) {
    return new Request.Builder().url(page.resolve(path).toString());
  }

  Reply send(Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      return new Reply(response, response.body().string());
    }
  }

  Reply get(String path) throws IOException {
    return send(request(path).build());
  }

  /// The form of a question.
  static MultipartBody.Builder form(String question) {
    return new MultipartBody.Builder()
        .setType(MultipartBody.FORM)
        .addFormDataPart("question", question);
  }

  static MultipartBody.Builder withFile(MultipartBody.Builder form, String name, byte[] bytes) {
    return form.addFormDataPart(
        "files", name, RequestBody.create(bytes, MediaType.get("image/jpeg")));
  }

  Reply ask(RequestBody form) throws IOException {
    return send(request("/api/asks").post(form).build());
  }

  /// Asks, and returns the id of the ask.
  String ask(String question) throws IOException {
    return ask(form(question).build()).json().path("ask").asText();
  }

  /// The events from there on, as they come.
  Events events(String ask, @Nullable String lastId) throws IOException {
    Request.Builder request = request("/api/asks/" + ask + "/events");
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    return new Events(http.newCall(request.build()).execute());
  }

  /// A stream of events.
  static final class Events implements AutoCloseable {
    private final Response response;
    private final BufferedSource source;
    private String id = "";

    private Events(Response response) {
      this.response = response;
      this.source = response.body().source();
    }

    int status() {
      return response.code();
    }

    /// The next event, with the id that a browser would come back with after it.
    Event next() throws IOException {
      String name = "";
      String data = "";
      while (true) {
        String line = source.readUtf8LineStrict();
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.isEmpty() && !data.isEmpty()) {
          return new Event(name, id, data);
        }
      }
    }

    /// All events to the last.
    List<Event> rest() throws IOException {
      List<Event> rest = new ArrayList<>();
      do {
        rest.add(next());
      } while (!rest.getLast().name().equals("end"));
      return rest;
    }

    /// The text of the first page once it is this long.
    String untilText(int chars) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.length() < chars) {
        JsonNode page = next().json();
        text.setLength(page.path("from").asInt());
        text.append(page.path("added").asText());
      }
      return text.toString();
    }

    /// The id that a browser would come back with now, which stands after the events it covers.
    String idAfterNext() throws IOException {
      String before = id;
      while (id.equals(before)) {
        String line = source.readUtf8LineStrict();
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        }
      }
      return id;
    }

    @Override
    public void close() {
      response.close();
    }
  }
}
