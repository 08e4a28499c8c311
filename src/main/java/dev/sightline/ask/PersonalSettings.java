package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.ledger.Identities;
import dev.sightline.ledger.Identities.Identity;
import dev.sightline.route.Parameters;
import dev.sightline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What people set for themselves, on disk. Who is linked has one set of them: what was changed
/// last, on whichever platform. Safe for all asks.
public final class PersonalSettings {
  private static final String TABLE = "settings";

  private final Store store;
  private final InstantSource time;
  private final Identities identities;

  /// Those in the store.
  ///
  /// @param identities who is one person on two platforms
  public PersonalSettings(Store store, InstantSource time, Identities identities) {
    this.store = store;
    this.time = time;
    this.identities = identities;
  }

  /// What somebody set.
  ///
  /// @param route name of the route that answers where none is named; null for whichever fits best
  /// @param reasoning whether the model is to think before it speaks; null for as configured
  public record Chosen(@Nullable String route, @Nullable Boolean reasoning) {
    /// Nothing.
    public static final Chosen NONE = new Chosen(null, null);

    Parameters parameters() {
      return new Parameters("", null, null, reasoning, null);
    }

    private static Chosen read(ResultSet row) throws SQLException {
      String reasoning = row.getString("reasoning");
      return new Chosen(
          row.getString("route"), reasoning == null ? null : Boolean.valueOf(reasoning));
    }
  }

  /// All that this person set.
  public Chosen of(PersonRef person) {
    Identity other = other(person);
    return store.reads().withHandle(handle -> read(handle, person, other));
  }

  private @Nullable Identity other(PersonRef person) {
    return identities.linkedWith(person).orElse(null);
  }

  private static Chosen read(Handle handle, PersonRef person, @Nullable Identity other) {
    return handle
        .createQuery(
            """
            SELECT route, reasoning FROM settings
            WHERE (platform = ? AND person_id = ?) OR (platform = ? AND person_id = ?)
            ORDER BY changed DESC, platform LIMIT 1
            """)
        .bind(0, person.platform().name())
        .bind(1, person.id())
        .bind(2, (other == null ? person.platform() : other.platform()).name())
        .bind(3, other == null ? person.id() : other.id())
        .map((row, context) -> Chosen.read(row))
        .findFirst()
        .orElse(Chosen.NONE);
  }

  /// From now on this route answers them where they name none; null for whichever fits best.
  public void prefer(PersonRef person, @Nullable String route) {
    change(person, chosen -> new Chosen(route, chosen.reasoning()));
  }

  /// From now on models think before they speak to this person, or do not; null for as configured.
  public void think(PersonRef person, @Nullable Boolean reasoning) {
    change(person, chosen -> new Chosen(chosen.route(), reasoning));
  }

  private void change(PersonRef person, UnaryOperator<Chosen> change) {
    Identity other = other(person);
    store
        .writes()
        .useTransaction(handle -> {
          store.lock(handle, TABLE);
          Chosen now = change.apply(read(handle, person, other));
          handle.execute(
              """
              INSERT INTO settings (platform, person_id, route, reasoning, changed)
              VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (platform, person_id) DO UPDATE SET route = excluded.route,
                reasoning = excluded.reasoning, changed = excluded.changed
              """,
              person.platform().name(),
              person.id(),
              now.route(),
              now.reasoning() == null ? null : now.reasoning().toString(),
              time.millis());
        });
  }

  /// Erases what somebody set, in the transaction of whoever erases the rest.
  static void erase(Handle handle, Identity one) {
    handle.execute(
        "DELETE FROM settings WHERE platform = ? AND person_id = ?",
        one.platform().name(),
        one.id());
  }
}
