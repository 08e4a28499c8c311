package dev.sightline.failure;

/// An ask was stopped where its call cannot have cost anything: before all of it was sent, or when
/// the provider had refused it.
public final class UnchargedStop extends InterruptedException {
  /// @param message for the log
  public UnchargedStop(String message) {
    super(message);
  }
}
