package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.SseEvent;
import dev.sightline.http.SseReader;
import dev.sightline.route.AnswerEvent.Ending;
import dev.sightline.route.AnswerEvent.Finish;
import dev.sightline.route.AnswerEvent.Spent;
import java.io.IOException;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// The body of an answer whose status is 2xx: events, or one JSON value where a server does not
/// stream after all. Which of them is seen from the first byte; content types are not to be
/// trusted.
final class AnswerBody {
  /// Longest event and longest unstreamed answer, in bytes; our own choice: a snapshot repeats the
  /// whole text, and no model writes a million tokens.
  private static final long MAX_BYTES = 8L * 1024 * 1024;

  private final String server;
  private final Response response;
  private final StreamedAnswer answer;

  AnswerBody(String server, Response response, StreamedAnswer answer) {
    this.server = server;
    this.response = response;
    this.answer = answer;
  }

  /// Reads all, then hands over what was used and that it is finished. What was used is handed over
  /// also when the answer fails.
  void read(Consumer<AnswerEvent> events)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    Headers headers = response.headers();
    try {
      readEvents();
    } finally {
      Usage usage = Usages.read(answer.usage(), headers);
      if (usage != null) {
        events.accept(new Spent(usage));
      }
    }
    Ending ending = answer.ending();
    if (ending == null) {
      throw new RouteDown(RouteDown.Reason.CUT, note("the answer ended in the middle"), null);
    }
    String routed = headers.get("x-flux-routed-model");
    events.accept(new Finish(routed == null || routed.isBlank() ? answer.model() : routed, ending));
  }

  private void readEvents() throws IOException, RouteDown, RouteRefused, InterruptedException {
    BufferedSource source = response.body().source();
    switch (firstByte(source)) {
      case '{', '[' -> readWhole(source);
      case '<' -> throw providerError("sent a page instead of an answer");
      default -> readStream(new SseReader(source, MAX_BYTES));
    }
  }

  /// The first byte that is no white space, or 0; nothing is consumed.
  private static byte firstByte(BufferedSource source) throws IOException {
    for (long at = 0; at < MAX_BYTES && source.request(at + 1); at++) {
      byte here = source.getBuffer().getByte(at);
      if (here != ' ' && here != '\n' && here != '\r' && here != '\t') {
        return here;
      }
    }
    return 0;
  }

  private void readWhole(BufferedSource source) throws IOException, RouteDown, RouteRefused {
    if (source.request(MAX_BYTES + 1)) {
      throw providerError("sent an answer longer than " + MAX_BYTES + " bytes");
    }
    JsonNode tree = Json.read(source.readUtf8());
    if (tree != null) {
      failOn(answer.takeWhole(tree));
    }
  }

  private void readStream(SseReader sse)
      throws IOException, RouteDown, RouteRefused, InterruptedException {
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while it answered");
      }
      SseEvent event = next(sse);
      if (event == null) {
        return;
      }
      String data = event.data().strip();
      if (data.equals("[DONE]")) {
        answer.done();
        return;
      }
      JsonNode tree = Json.read(data);
      if (tree != null) {
        JsonNode error = answer.takeEvent(tree);
        failOn("error".equals(event.name()) ? tree : error);
        if (answer.isOver()) {
          return;
        }
      } else if (event.isWhole() && !data.isEmpty()) {
        throw providerError("sent an event that is not JSON");
      }
    }
  }

  /// Null at the end. A connection that breaks after the last word has broken nothing.
  private @Nullable SseEvent next(SseReader sse) throws IOException {
    try {
      SseEvent event = sse.next();
      if (event == null) {
        answer.ended();
      }
      return event;
    } catch (IOException e) {
      if (answer.ending() == null || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return null;
    }
  }

  private void failOn(@Nullable JsonNode error) throws RouteDown, RouteRefused {
    if (error != null) {
      throw Fault.inside(server, response.headers(), error).raise();
    }
  }

  private RouteDown providerError(String message) {
    return new RouteDown(RouteDown.Reason.PROVIDER_ERROR, note(message), null);
  }

  private ProviderNote note(String message) {
    return new ProviderNote(server, response.code(), Fault.requestId(response.headers()), message);
  }
}
