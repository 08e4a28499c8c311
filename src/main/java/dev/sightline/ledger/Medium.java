package dev.sightline.ledger;

/// What an ask was about; an ask about several things counts as the dearest.
public enum Medium {
  /// Words alone.
  TEXT,
  /// Pictures.
  IMAGE,
  /// Videos, also those that are only linked to.
  VIDEO,
  /// Of a time when nobody wrote it down.
  UNKNOWN
}
