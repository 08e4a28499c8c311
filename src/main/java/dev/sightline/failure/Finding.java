package dev.sightline.failure;

/// One line of `sightline check`.
///
/// @param subject what was looked at, such as `slack scope files:read`
/// @param sentence what was found, and where it is broken what to do about it; never a secret
public record Finding(Health health, String subject, String sentence) {
  /// How it is.
  public enum Health {
    /// It works.
    WORKS,
    /// It is switched off, or works with something lost.
    NOTE,
    /// It is set up but does not work.
    BROKEN
  }
}
