package dev.sightline.media;

/// How a child process came to its end.
///
/// @param complaint the last of what it wrote on standard error, for the log; may be empty
record ChildEnd(Cause cause, String complaint) {
  /// Why it ended.
  enum Cause {
    /// By itself, with exit code 0.
    WELL,
    /// By itself, with another exit code, or by a signal that was not ours.
    BADLY,
    /// It was killed: too much time or output.
    KILLED,
    /// It never ran.
    NOT_STARTED
  }

  boolean isWell() {
    return cause == Cause.WELL;
  }
}
