package dev.sightline;

/// When a class of tests begins. Those that take longest begin first, so that none of them goes on
/// alone in the end.
public final class LongTests {
  /// For `@Order`; a class without one comes later.
  public static final int FIRST = 1;

  private LongTests() {}
}
