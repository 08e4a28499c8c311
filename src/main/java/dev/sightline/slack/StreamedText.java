package dev.sightline.slack;

import org.jspecify.annotations.Nullable;

/// What Slack has of the text of one streamed message. Safe for all threads.
final class StreamedText {
  private String sent;
  private boolean isInDoubt;

  /// @param first the text it was started with
  StreamedText(String first) {
    this.sent = first;
  }

  /// What is new in `beginning`; empty while it is shorter than what was sent, as more of it may be
  /// held back than before. Null if appending does not lead to it.
  synchronized @Nullable String newIn(String beginning) {
    if (!isInDoubt && sent.startsWith(beginning)) {
      return "";
    }
    return !isInDoubt && beginning.startsWith(sent) ? beginning.substring(sent.length()) : null;
  }

  /// What is missing to `whole`, the final text; null if appending does not lead to it. White space
  /// at the end, which a page loses when it is complete, may stay.
  synchronized @Nullable String missingTo(String whole) {
    boolean isThere = sent.startsWith(whole) && sent.substring(whole.length()).isBlank();
    if (!isInDoubt && isThere) {
      return "";
    }
    return !isInDoubt && whole.startsWith(sent) ? whole.substring(sent.length()) : null;
  }

  /// Slack took what was new.
  synchronized void add(String piece) {
    sent += piece;
  }

  /// A piece went out and no answer came: it may be there or not.
  synchronized void doubt() {
    isInDoubt = true;
  }
}
