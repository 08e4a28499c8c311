package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Of;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/// Somebody or something that spends, as admins know it.
///
/// @param name a person's newest, which is any text; else the platform's id
/// @param words such as `Ada (U1 on Slack)` and `channel C1 on Slack`
record Named(String name, String words) {

  /// @param whose not of all
  static Named of(Handle handle, Whose whose) {
    int end = whose.who().indexOf('/');
    String platform = end < 0 ? "" : whose.who().substring(0, end);
    String at = platform.isEmpty() ? "" : " on " + shown(platform);
    if (whose.scope() != Of.PERSON) {
      return new Named(whose.id(), "%s %s%s".formatted(whose.scope().text(), whose.id(), at));
    }
    String name =
        handle
            .createQuery("SELECT name FROM people WHERE platform = :platform AND person_id = :id")
            .bind("platform", platform)
            .bind("id", whose.id())
            .mapTo(String.class)
            .findFirst()
            .orElse(whose.id());
    return new Named(name, "%s (%s%s)".formatted(name, whose.id(), at));
  }

  private static String shown(String platform) {
    return platform.charAt(0) + platform.substring(1).toLowerCase(Locale.ROOT);
  }
}
