package dev.sightline.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Sends an answer to the page while it grows, as server-sent events in this order:
///
/// - any number of `page` and `file`; an id says how much the reader has with all events up to it
/// - a comment now and then, so that nothing between us and the reader gives the connection up
/// - `end`, once, last; where it is missing the reader comes back with the last id
final class AnswerFeed {
  /// Less than the 30 s after which Jetty and many proxies take a silent connection for dead.
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /// How soon a browser comes back.
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// Our own choice; each costs a connection and a virtual thread.
  private static final int MOST_READERS = 200;

  private final Semaphore readers = new Semaphore(MOST_READERS);

  /// Blocks until the answer has ended or the reader has left.
  void send(LiveAnswer answer, Context context) throws IOException, InterruptedException {
    if (!readers.tryAcquire()) {
      throw new WebRefusal(503, "Too many people are reading at once. Please wait a moment.");
    }
    try {
      context.contentType("text/event-stream; charset=utf-8");
      context.header("X-Accel-Buffering", "no");
      write(answer, context, FeedCursor.read(context.header("Last-Event-ID")));
    } finally {
      readers.release();
    }
  }

  private static void write(LiveAnswer answer, Context context, FeedCursor start)
      throws IOException, InterruptedException {
    OutputStream out = context.outputStream();
    put(out, "retry: " + RETRY.toMillis() + "\n\n");
    FeedCursor cursor = start;
    while (true) {
      context.res().flushBuffer();
      LiveAnswer.Changes changes = answer.after(cursor, HEARTBEAT);
      cursor = changes.cursor();
      for (LiveAnswer.PageChange page : changes.pages()) {
        put(out, event("page", json(context, page)));
      }
      for (LiveAnswer.FileChange file : changes.files()) {
        put(out, event("file", json(context, file)));
      }
      put(out, changes.isEmpty() ? ": still here\n\n" : "id: " + cursor + "\n\n");
      if (changes.hasEnded()) {
        put(out, event("end", "{}"));
        context.res().flushBuffer();
        return;
      }
      if (changes.isHungUp()) {
        return;
      }
    }
  }

  private static String json(Context context, Object event) {
    return context.jsonMapper().toJsonString(event, event.getClass());
  }

  private static String event(String name, String json) {
    return "event: " + name + "\ndata: " + json + "\n\n";
  }

  private static void put(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
