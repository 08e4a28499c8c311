package dev.sightline.bot;

import org.jspecify.annotations.Nullable;

/// A command cannot do its work, for a reason that whoever typed it can mend; the message says
/// which.
final class CannotRun extends Exception {
  CannotRun(String message) {
    this(message, null);
  }

  CannotRun(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
