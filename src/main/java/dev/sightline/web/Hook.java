package dev.sightline.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.function.Function;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// A path at which another server tells us something, without a token of ours: what it sends has to
/// prove by itself who sent it.
///
/// @param path from the root, such as `/fal/webhook`
public record Hook(String path, Taker taker) {
  /// Longest that is taken, in bytes: an answer with all that goes with it. Our own choice.
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  /// Decides on what was sent. Called by many threads.
  @FunctionalInterface
  public interface Taker {
    /// The status of the answer.
    ///
    /// @param header the value of a header of that name, or null
    /// @param body as it came
    int take(Function<String, @Nullable String> header, ByteString body);
  }

  boolean isAt(Context context) {
    return context.path().equals(path);
  }

  void take(Context context) throws IOException {
    byte[] body = context.bodyInputStream().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      throw new WebRefusal(413, "This is more than is taken here.");
    }
    context.status(taker.take(context::header, ByteString.of(body)));
  }
}
