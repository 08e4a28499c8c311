package dev.sightline.route;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Response;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/// A call under way. Closing it before [#whole] ends it at the socket at once, which is how a
/// provider learns that nobody listens any more.
final class OpenCall implements AutoCloseable {
  private final Call call;
  private final Watch watch;
  private @Nullable Response response;
  private boolean isAnswered;
  private boolean isWhole;

  OpenCall(Call call, Duration firstAnswer) {
    this.call = call;
    this.watch = new Watch(call);
    watch.timeout(firstAnswer.toMillis(), TimeUnit.MILLISECONDS);
    watch.enter();
  }

  /// Sends the call, and returns when the headers of the answer are there.
  Response execute() throws IOException {
    Response opened = call.execute();
    response = opened;
    return opened;
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
