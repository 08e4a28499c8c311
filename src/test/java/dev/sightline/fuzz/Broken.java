package dev.sightline.fuzz;

/// Says that something that holds for every input does not hold for this one.
public final class Broken extends AssertionError {
  private static final long serialVersionUID = 1;

  private Broken(String message) {
    super(message);
  }

  /// Throws where `holds` is false.
  ///
  /// @param what is wrong then
  public static void unless(boolean holds, String what, Object... details) {
    if (!holds) {
      StringBuilder message = new StringBuilder(what);
      for (Object detail : details) {
        message.append("\n  ").append(detail);
      }
      throw new Broken(message.toString());
    }
  }
}
