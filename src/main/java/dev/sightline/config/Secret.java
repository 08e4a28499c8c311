package dev.sightline.config;

/// A token or key. Prints as a placeholder.
///
/// @param value empty where none is set
public record Secret(String value) {
  /// Whether there is one.
  public boolean isSet() {
    return !value.isEmpty();
  }

  @Override
  public String toString() {
    return isSet() ? "(set)" : "(not set)";
  }
}
