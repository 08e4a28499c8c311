package dev.sightline.sim.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The server does not answer, and says why.
class ChatRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final @Nullable String param;

  ChatRefused(int status, String code, String message, @Nullable String param) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  static ChatRefused invalid(@Nullable String param, String message) {
    return new ChatRefused(400, "invalid_value", message, param);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  @Nullable String param() {
    return param;
  }

  String message() {
    return Objects.requireNonNull(getMessage());
  }

  /// A refusal whose body a test wrote itself.
  static final class Verbatim extends ChatRefused {
    private static final long serialVersionUID = 1;

    Verbatim(int status, String body) {
      super(status, "", body, null);
    }
  }
}
