package dev.sightline.ledger;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Identities.Identity;
import dev.sightline.store.Store;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Takes a person's name out of the books. Entries and sums stay, under a random name that stands
/// for nobody; so do the channels of direct messages, whose ids tell who is in them. Safe for all
/// threads.
public final class Erasure {
  /// What people without a name are called in reports.
  public static final String NAME = "forgotten";

  /// How long a fingerprint ties the sums to who was forgotten: the longest span of a budget.
  public static final Duration TIED = Tallies.KEPT;

  private static final int RANDOM_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Store store;
  private final InstantSource time;
  private final Identities identities;

  /// Erases from the books of a ledger.
  public Erasure(Store store, InstantSource time, Identities identities) {
    this.store = store;
    this.time = time;
    this.identities = identities;
  }

  /// Who somebody was, and what stands for them now.
  public record Renamed(Identity identity, String pseudonym) {}

  /// All that this person is called on the platforms, so that nobody is forgotten by halves.
  public List<Identity> identities(PersonRef person) {
    identities.refresh();
    return identities.of(person);
  }

  /// Renames all identities of a person at once, in one transaction with nobody else in the books.
  ///
  /// @return empty where something is held for one of them; then nothing is changed
  public Optional<List<Renamed>> forget(List<Identity> person) {
    var renamed = store.writes().inTransaction(handle -> forget(handle, person));
    identities.refresh();
    return renamed;
  }

  private Optional<List<Renamed>> forget(Handle handle, List<Identity> person) {
    Tallies.lock(handle);
    store.lock(handle, Identities.TABLE);
    for (var one : person) {
      if (hasHolds(handle, one)) {
        return Optional.empty();
      }
    }
    var renamed = new ArrayList<Renamed>();
    for (var one : person) {
      var pseudonym =
          NAME + "-" + new BigInteger(RANDOM_BITS, RANDOM).toString(Character.MAX_RADIX);
      rename(handle, one, pseudonym);
      identities.remember(handle, one, pseudonym);
      renamed.add(new Renamed(one, pseudonym));
    }
    AuditTrail.add(
        handle,
        time.instant(),
        new BudgetBook.Actor("", NAME),
        "person",
        NAME,
        "somebody with a name",
        null);
    return Optional.of(List.copyOf(renamed));
  }

  private static boolean hasHolds(Handle handle, Identity one) {
    return handle
            .createQuery("SELECT COUNT(*) FROM holds WHERE platform = ? AND person_id = ?")
            .bind(0, one.platform().name())
            .bind(1, one.id())
            .mapTo(long.class)
            .one()
        > 0;
  }

  private static void rename(Handle handle, Identity one, String pseudonym) {
    var platform = one.platform().name();
    for (var direct : directChannels(handle, one)) {
      renameChannel(handle, one.platform(), direct, pseudonym);
    }
    handle.execute(
        "UPDATE entries SET person_id = ?, person_name = ? WHERE platform = ? AND person_id = ?",
        pseudonym,
        NAME,
        platform,
        one.id());
    handle.execute(
        "UPDATE usage_days SET person_id = ? WHERE platform = ? AND person_id = ?",
        pseudonym,
        platform,
        one.id());
    renameSums(handle, Whose.person(one.platform(), one.id()), platform + "/" + pseudonym);
    var wasKnown =
        handle.execute(
            "DELETE FROM people WHERE platform = ? AND person_id = ?", platform, one.id());
    if (wasKnown > 0) {
      handle.execute(
          "INSERT INTO people (platform, person_id, name) VALUES (?, ?, ?)",
          platform,
          pseudonym,
          NAME);
    }
    handle.execute(
        "UPDATE audit SET actor_id = ?, actor_name = ? WHERE actor_id = ?",
        platform + "/" + pseudonym,
        NAME,
        one.key());
    handle.execute(
        """
        UPDATE audit SET subject = ?, was = CASE WHEN was IS NULL THEN NULL ELSE ? END,
          became = CASE WHEN became IS NULL THEN NULL ELSE ? END
        WHERE subject = ?
        """,
        platform + "/" + pseudonym,
        NAME,
        NAME,
        one.key());
    Identities.part(handle, one);
    for (var table : List.of("link_codes", "link_tries")) {
      handle.execute(
          "DELETE FROM " + table + " WHERE platform = ? AND person_id = ?", platform, one.id());
    }
  }

  private record Place(String workspace, String channel) {}

  /// Ids of Slack's direct messages begin with a D
  /// (https://docs.slack.dev/reference/objects/conversation-object, read 2026-09); Discord's have
  /// no server.
  private static List<Place> directChannels(Handle handle, Identity one) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT workspace, channel FROM usage_days
            WHERE platform = :platform AND person_id = :id
              AND ((platform = 'SLACK' AND channel LIKE 'D%')
                OR (platform = 'DISCORD' AND workspace = '@me'))
            """)
        .bind("platform", one.platform())
        .bind("id", one.id())
        .map((row, context) -> new Place(row.getString("workspace"), row.getString("channel")))
        .list();
  }

  private static void renameChannel(
      Handle handle, Platform platform, Place direct, String pseudonym) {
    for (var table : List.of("entries", "usage_days")) {
      handle.execute(
          "UPDATE "
              + table
              + " SET channel = ? WHERE platform = ? AND workspace = ? AND channel = ?",
          pseudonym,
          platform.name(),
          direct.workspace(),
          direct.channel());
    }
    var place = platform.name() + "/" + direct.workspace() + "/";
    renameSums(
        handle,
        new Whose(Budget.Of.CHANNEL, place + direct.channel(), direct.channel()),
        place + pseudonym);
  }

  /// Nothing is held for them: what stands there is an empty row.
  private static void renameSums(Handle handle, Whose whose, String who) {
    handle.execute(
        "UPDATE tallies SET who = ? WHERE scope = ? AND who = ?",
        who,
        whose.scope().name(),
        whose.who());
    handle.execute(
        "UPDATE pauses SET who = ?, name = ?, words = ? WHERE scope = ? AND who = ?",
        who,
        NAME,
        NAME,
        whose.scope().name(),
        whose.who());
    handle.execute(
        "DELETE FROM held WHERE scope = ? AND who = ? AND holds = 0 AND nanos = 0",
        whose.scope().name(),
        whose.who());
  }

  /// Since when nobody's sums are told from those of others any more.
  public void sweep() {
    store.writes().useHandle(handle -> Identities.forgetOld(handle, time.instant()));
    identities.refresh();
  }

  /// When somebody was forgotten last, within the time that is remembered.
  public Optional<Instant> last() {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT MAX(at) FROM forgotten HAVING MAX(at) IS NOT NULL")
                .mapTo(long.class)
                .findFirst()
                .map(Instant::ofEpochMilli));
  }
}
