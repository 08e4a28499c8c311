package dev.sightline.web;

import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.CallWindows;
import io.javalin.http.Context;
import java.time.Duration;

/// Compares what people show with the admin token, in a time that does not tell where they differ.
/// After too many wrong ones nobody at the same address learns anything. Safe for all threads.
final class TokenCheck {
  /// In a minute. Our own choice: a person mistypes a few times, a guesser needs billions.
  private static final int MOST_FAILURES = 10;

  private static final String BEARER = "Bearer ";

  private final String token;
  private final CallWindows tries = new CallWindows(System::nanoTime);

  /// @param token not empty
  TokenCheck(String token) {
    this.token = token;
  }

  /// Whether a person typed the token.
  ///
  /// @throws WebRefusal after too many wrong ones
  boolean isTyped(Context context, String shown) {
    return isRight(context, shown.strip(), token);
  }

  /// Whether a script sent the token.
  ///
  /// @throws WebRefusal after too many wrong ones
  boolean isBorne(Context context) {
    String header = context.header("Authorization");
    return header != null && isRight(context, header, BEARER + token);
  }

  /// Whether `try` at something that only the holder of the token can make was right; wrong ones
  /// count as wrong tokens do.
  ///
  /// @throws WebRefusal after too many wrong ones
  boolean isRight(Context context, String shown, String expected) {
    CallWindow failures =
        tries.of(new CallLimit("login:" + context.ip(), MOST_FAILURES, Duration.ofMinutes(1)));
    if (!failures.tryStart().isZero()) {
      throw new WebRefusal(429, "Too many wrong tokens. Please wait a minute.");
    }
    boolean isRight = Secrets.areEqual(shown, expected);
    if (isRight) {
      failures.notStarted();
    } else {
      failures.ended();
    }
    return isRight;
  }
}
