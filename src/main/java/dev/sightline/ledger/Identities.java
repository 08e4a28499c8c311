package dev.sightline.ledger;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Which identities on two platforms are one person's. Their entries and sums stay apart, so that
/// nothing has to be moved when people are linked or parted; what is spent by one and the other is
/// added up where a limit or a report is about the person.
///
/// A change counts at once in this process, and within [BudgetBook#FRESH] in others. Safe for all
/// asks.
public final class Identities {
  /// Locked first by whoever changes it, or the tables of codes and tries.
  static final String TABLE = "identities";

  private final Store store;
  private final InstantSource time;
  private volatile Seen seen;

  Identities(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
    this.seen = read();
  }

  /// What a person is on one platform.
  ///
  /// @param name the one that they had when they were linked
  public record Identity(Platform platform, String id, String name) {
    static Identity of(PersonRef person) {
      return new Identity(person.platform(), person.id(), person.name());
    }

    String key() {
      return Whose.person(platform, id).who();
    }

    BudgetBook.Actor actor() {
      return new BudgetBook.Actor(key(), name);
    }
  }

  /// @param others by the key of one, the other
  /// @param salt of the hashes; empty where there are none
  /// @param forgotten what stands for somebody who was forgotten, by the hash of their key
  private record Seen(
      Map<String, Identity> others, String salt, Map<String, List<Whose>> forgotten, Instant at) {}

  private record Row(Identity identity, String joint) {}

  private Seen read() {
    var at = time.instant();
    var rows =
        store
            .reads()
            .withHandle(handle ->
                handle
                    .createQuery("SELECT * FROM identities")
                    .map((row, context) ->
                        new Row(
                            new Identity(
                                Platform.valueOf(row.getString("platform")),
                                row.getString("person_id"),
                                row.getString("name")),
                            row.getString("joint_platform") + '/' + row.getString("joint_id")))
                    .list());
    var byJoint = new HashMap<String, List<Identity>>();
    rows.forEach(
        row -> byJoint.computeIfAbsent(row.joint(), _ -> new ArrayList<>()).add(row.identity()));
    var others = new HashMap<String, Identity>();
    for (var pair : byJoint.values()) {
      if (pair.size() == 2) {
        others.put(pair.getFirst().key(), pair.getLast());
        others.put(pair.getLast().key(), pair.getFirst());
      }
    }
    var forgotten = new HashMap<String, List<Whose>>();
    var salt = store.reads().withHandle(handle -> readForgotten(handle, forgotten));
    return new Seen(Map.copyOf(others), salt, Map.copyOf(forgotten), at);
  }

  private static String readForgotten(Handle handle, Map<String, List<Whose>> forgotten) {
    return handle
        .createQuery("SELECT * FROM forgotten")
        .map((row, context) -> {
          var platform = Platform.valueOf(row.getString("platform"));
          forgotten
              .computeIfAbsent(row.getString("who_hash"), _ -> new ArrayList<>())
              .add(Whose.person(platform, row.getString("pseudonym")));
          return row.getString("salt");
        })
        .list()
        .stream()
        .findFirst()
        .orElse("");
  }

  private Seen seen() {
    var now = time.instant();
    if (Duration.between(seen.at(), now).compareTo(BudgetBook.FRESH) > 0) {
      seen = read();
    }
    return seen;
  }

  /// Who this person is on another platform.
  public Optional<Identity> linkedWith(PersonRef person) {
    return other(Whose.person(person.platform(), person.id()).who());
  }

  private Optional<Identity> other(String key) {
    return Optional.ofNullable(seen().others().get(key));
  }

  /// Whatever else counts as this person, as `PLATFORM/id`: who they are on another platform, and
  /// what stands for them where they were forgotten within the longest span of a budget.
  public List<String> otherKeys(PersonRef person) {
    return others(List.of(Whose.person(person.platform(), person.id()))).stream()
        .map(Whose::who)
        .toList();
  }

  /// All identities of a person, their own first.
  List<Identity> of(PersonRef person) {
    return Stream.concat(Stream.of(Identity.of(person)), linkedWith(person).stream()).toList();
  }

  /// These, and whoever else counts as the person among them.
  List<Whose> with(List<Whose> whose) {
    var others = others(whose);
    return others.isEmpty() ? whose : Stream.concat(whose.stream(), others.stream()).toList();
  }

  /// Whoever else counts as the person among these.
  private List<Whose> others(List<Whose> whose) {
    var known = seen();
    return whose.stream()
        .filter(one -> one.scope() == Budget.Of.PERSON)
        .flatMap(one -> others(known, one).stream())
        .toList();
  }

  private static List<Whose> others(Seen known, Whose person) {
    var others = new ArrayList<>(before(known, person));
    var other = known.others().get(person.who());
    if (other != null) {
      var linked = Whose.person(other.platform(), other.id());
      others.add(linked);
      others.addAll(before(known, linked));
    }
    return others;
  }

  /// What stands for somebody who was forgotten and came back: what they spent before still counts
  /// until the longest span of a budget is over.
  private static List<Whose> before(Seen known, Whose person) {
    return known.forgotten().isEmpty()
        ? List.of()
        : known.forgotten().getOrDefault(hash(known.salt(), person.who()), List.of());
  }

  private static String hash(String salt, String key) {
    return Links.hash(salt + key);
  }

  /// Notes what stands for somebody from now on, without who that is.
  void remember(Handle handle, Identity one, String pseudonym) {
    var salt =
        handle
            .createQuery("SELECT salt FROM forgotten LIMIT 1")
            .mapTo(String.class)
            .findFirst()
            .orElseGet(() -> UUID.randomUUID().toString());
    handle.execute(
        "INSERT INTO forgotten (pseudonym, platform, salt, who_hash, at) VALUES (?, ?, ?, ?, ?)",
        pseudonym,
        one.platform().name(),
        salt,
        hash(salt, one.key()),
        time.millis());
  }

  /// From then on nobody can tell any more whose the sums were.
  static void forgetOld(Handle handle, Instant now) {
    handle.execute("DELETE FROM forgotten WHERE at < ?", now.minus(Tallies.KEPT).toEpochMilli());
  }

  /// Makes two identities one person, in a transaction that keeps others from doing so too.
  ///
  /// @return false if one of them is linked; nothing is written
  boolean link(Handle handle, Identity one, Identity other) {
    if (isLinked(handle, one) || isLinked(handle, other)) {
      return false;
    }
    var joint = one.key().compareTo(other.key()) < 0 ? one : other;
    for (var each : List.of(one, other)) {
      handle.execute(
          """
          INSERT INTO identities (platform, person_id, name, joint_platform, joint_id, linked)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
          each.platform().name(),
          each.id(),
          each.name(),
          joint.platform().name(),
          joint.id(),
          time.millis());
    }
    return true;
  }

  private static boolean isLinked(Handle handle, Identity one) {
    return handle
            .createQuery("SELECT COUNT(*) FROM identities WHERE platform = ? AND person_id = ?")
            .bind(0, one.platform().name())
            .bind(1, one.id())
            .mapTo(long.class)
            .one()
        > 0;
  }

  /// Parts a person from their other identity.
  ///
  /// @return false if there is none; nothing is written
  static boolean part(Handle handle, Identity one) {
    return handle.execute(
            """
            DELETE FROM identities WHERE (joint_platform, joint_id) IN (
              SELECT joint_platform, joint_id FROM identities WHERE platform = ? AND person_id = ?)
            """,
            one.platform().name(),
            one.id())
        > 0;
  }

  /// What was written is seen here from now on.
  void refresh() {
    seen = read();
  }
}
