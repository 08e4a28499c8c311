package dev.sightline.failure;

import org.jspecify.annotations.Nullable;

/// What a server said when it refused or failed, kept for the operator.
///
/// @param server the provider's or platform's name in the configuration, such as `fal` or `slack`
/// @param status the HTTP status, or 0 where there was none
/// @param requestId the server's own id of the call, if it gave one
/// @param message the server's own words, cut to [#MAX_MESSAGE_CHARS]; never a prompt, a secret or
///   file contents
public record ProviderNote(String server, int status, @Nullable String requestId, String message) {
  /// Longest message kept, in UTF-16 units; our own choice.
  public static final int MAX_MESSAGE_CHARS = 500;

  public ProviderNote {
    if (message.length() > MAX_MESSAGE_CHARS) {
      int end = MAX_MESSAGE_CHARS - 1;
      boolean cutsCharacter = Character.isHighSurrogate(message.charAt(end - 1));
      message = message.substring(0, cutsCharacter ? end - 1 : end) + "…";
    }
  }

  /// A note on a failure without an HTTP answer, such as a refused connection.
  public static ProviderNote withoutAnswer(String server, String message) {
    return new ProviderNote(server, 0, null, message);
  }

  @Override
  public String toString() {
    return "server=%s status=%d request-id=%s message=%s"
        .formatted(server, status, requestId == null ? "-" : requestId, message);
  }
}
