package dev.sightline.ask;

/// The bot is being stopped and takes nothing more. Whoever has the event keeps it for the next
/// start.
public final class ShuttingDown extends IllegalStateException {
  private static final long serialVersionUID = 1;

  ShuttingDown() {
    super("shutting down");
  }
}
