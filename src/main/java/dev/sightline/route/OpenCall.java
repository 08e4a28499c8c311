package dev.sightline.route;

import dev.sightline.failure.UnchargedStop;
import dev.sightline.http.JsonBody;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Response;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/// A call under way. Closing it before [#whole] ends it at the socket at once, which is how a
/// provider learns that nobody listens any more.
final class OpenCall implements AutoCloseable {
  /// Until a call that is hung up has noticed; our own choice.
  private static final Duration HANG_UP = Duration.ofSeconds(1);

  private final Call call;
  private final Watch watch;
  private @Nullable Response response;
  private boolean isAnswered;
  private boolean isUnwanted;
  private boolean isWhole;

  OpenCall(Call call, Duration firstAnswer) {
    this.call = call;
    this.watch = new Watch(call);
    watch.timeout(firstAnswer.toMillis(), TimeUnit.MILLISECONDS);
    watch.enter();
  }

  /// Sends the call, and returns when the headers of the answer are there.
  ///
  /// @param body of the call
  /// @param lastWord how long they are waited for although the thread was interrupted: without them
  ///   nobody can ask later what the call cost. Only for a call that is sent whole; another one
  ///   costs nothing. [#checkWanted] must follow
  /// @throws UnchargedStop if the thread was interrupted before all of the call was sent
  /// @throws InterruptedException if it was interrupted, and the headers did not come
  Response execute(JsonBody body, Duration lastWord) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new UnchargedStop("interrupted before it was sent");
    }
    CompletableFuture<Response> opening = new CompletableFuture<>();
    Thread.startVirtualThread(() -> open(opening));
    try {
      return opened(opening.get());
    } catch (ExecutionException e) {
      throw rethrown(Objects.requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      isUnwanted = true;
      return opened(lastWord(opening, body, lastWord));
    }
  }

  private Response lastWord(CompletableFuture<Response> opening, JsonBody body, Duration patience)
      throws InterruptedException {
    boolean isSent = body.isSent();
    if (!isSent) {
      call.cancel();
    }
    try {
      return opening.get((isSent ? patience : HANG_UP).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      opening.cancel(false);
      InterruptedException stopped =
          body.isSent()
              ? new InterruptedException("interrupted before it answered")
              : new UnchargedStop("interrupted before all of it was sent");
      stopped.initCause(e);
      throw stopped;
    } catch (InterruptedException e) {
      opening.cancel(false);
      throw e;
    }
  }

  private void open(CompletableFuture<Response> opening) {
    try {
      Response opened = call.execute();
      if (!opening.complete(opened)) {
        opened.close();
      }
    } catch (IOException | RuntimeException | Error e) {
      opening.completeExceptionally(e);
    }
  }

  private Response opened(Response opened) {
    response = opened;
    return opened;
  }

  private static IOException rethrown(Throwable cause) {
    return switch (cause) {
      case IOException io -> io;
      case RuntimeException broken -> throw broken;
      case Error error -> throw error;
      default -> throw new IllegalStateException(cause);
    };
  }

  /// Whether the thread was interrupted before the headers came.
  boolean isUnwanted() {
    return isUnwanted;
  }

  /// @throws InterruptedException if it was
  void checkWanted() throws InterruptedException {
    if (isUnwanted) {
      throw new InterruptedException("interrupted before it answered");
    }
  }

  /// The answer's headers were read, or null.
  @Nullable Response response() {
    return response;
  }

  /// Hands events on, and takes the first as the answer's beginning: from there on, only silence
  /// counts.
  Consumer<AnswerEvent> telling(Consumer<AnswerEvent> events) {
    return event -> {
      answered();
      events.accept(event);
    };
  }

  private void answered() {
    if (!isAnswered) {
      isAnswered = true;
      watch.exit();
    }
  }

  boolean isAnswered() {
    return isAnswered;
  }

  /// Whether the first answer took too long, so that the call was ended.
  boolean isOverdue() {
    return watch.isOver;
  }

  /// All was read: the connection may serve another call.
  void whole() {
    isWhole = true;
  }

  @Override
  public void close() {
    answered();
    if (!isWhole) {
      call.cancel();
    }
    if (response != null) {
      response.close();
    }
  }

  private static final class Watch extends AsyncTimeout {
    private final Call call;
    private volatile boolean isOver;

    Watch(Call call) {
      this.call = call;
    }

    @Override
    protected void timedOut() {
      isOver = true;
      call.cancel();
    }
  }
}
