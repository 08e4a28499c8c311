package dev.sightline.thread;

/// Something to press under a message. Only we make them: no text can, whoever wrote it.
///
/// @param id random; what it does and who may press it is known on our side only
/// @param label at most [#MAX_LABEL_CHARS] of plain text
public record Button(String id, String label, Kind kind) {
  /// Longest label, in UTF-16 units: Discord takes 80, Slack 75 (docs.slack.dev and
  /// discord-api-docs, read 2026-08).
  public static final int MAX_LABEL_CHARS = 75;

  public Button {
    if (label.isBlank() || label.length() > MAX_LABEL_CHARS) {
      throw new IllegalArgumentException("label: " + label);
    }
  }

  /// What a press means.
  public enum Kind {
    /// Ends the answer that is growing.
    STOP,
    /// Asks the same question anew.
    AGAIN,
    /// Asks the same question anew, and another model. All of a page form one menu.
    AGAIN_WITH,
    /// Lets the model go on where its answer was cut.
    CONTINUE,
    /// The answer was good.
    GOOD,
    /// The answer was bad.
    BAD,
    /// Lets a person or channel ask again that was paused; for admins.
    LET_GO_ON
  }
}
