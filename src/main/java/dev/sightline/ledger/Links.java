package dev.sightline.ledger;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Identities.Identity;
import dev.sightline.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// Links identities on two platforms by a code that a person gets on one and enters on the other.
/// Every link and every parting is in the audit. Safe for all threads.
public final class Links {
  /// How long a code can be entered; our own choice.
  public static final Duration CODE_LIFE = Duration.ofMinutes(10);

  /// How often one person may enter a code in [#TRIES_IN]: of 10^11 codes, that finds none.
  public static final int MOST_TRIES = 5;

  /// For how long a try counts; our own choice.
  public static final Duration TRIES_IN = Duration.ofHours(1);

  /// No two of these are taken for each other, by eye or on the phone.
  private static final String LETTERS = "3479ACDEFGHJKMNPQRTUVWXY";

  private static final int CODE_CHARS = 8;
  private static final String WHAT = "link";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Store store;
  private final InstantSource time;
  private final Identities identities;

  /// Links for the people of a ledger.
  public Links(Store store, InstantSource time, Identities identities) {
    this.store = store;
    this.time = time;
    this.identities = identities;
  }

  /// How entering a code ended.
  public sealed interface Outcome {}

  /// They are one person now.
  public record Linked(Identity with) implements Outcome {}

  /// There is no such code, or it was used, or is too old.
  public record Unknown() implements Outcome {}

  /// The code was given on this very platform.
  public record SamePlatform() implements Outcome {}

  /// One of both is linked with somebody already.
  public record Taken() implements Outcome {}

  /// Too many tries.
  ///
  /// @param until when the next one counts again
  public record TooMany(Instant until) implements Outcome {}

  /// Makes a code, in the place of an earlier one.
  public String offer(PersonRef person) {
    var code =
        RANDOM
            .ints(CODE_CHARS, 0, LETTERS.length())
            .mapToObj(place -> String.valueOf(LETTERS.charAt(place)))
            .collect(Collectors.joining());
    store
        .writes()
        .useTransaction(handle -> {
          lock(handle);
          handle.execute("DELETE FROM link_codes WHERE expires <= ?", time.millis());
          handle.execute(
              """
              INSERT INTO link_codes (hash, platform, person_id, person_name, expires)
              VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (platform, person_id) DO UPDATE SET hash = excluded.hash,
                person_name = excluded.person_name, expires = excluded.expires
              """,
              hash(code),
              person.platform().name(),
              person.id(),
              person.name(),
              time.instant().plus(CODE_LIFE).toEpochMilli());
        });
    return code;
  }

  /// Whoever changes who is who comes one after the other; they do so rarely.
  private void lock(Handle handle) {
    store.lock(handle, Identities.TABLE);
  }

  static String hash(String code) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(code.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Enters a code that was given on another platform. It is used up if it is right.
  public Outcome enter(PersonRef person, String typed) {
    var code = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    var outcome = store.writes().inTransaction(handle -> enter(handle, person, code));
    identities.refresh();
    return outcome;
  }

  private Outcome enter(Handle handle, PersonRef person, String code) {
    lock(handle);
    var now = time.instant().truncatedTo(ChronoUnit.MILLIS);
    var tooMany = tooMany(handle, person, now);
    if (tooMany.isPresent()) {
      return tooMany.get();
    }
    handle.execute(
        "INSERT INTO link_tries (id, platform, person_id, at) VALUES (?, ?, ?, ?)",
        UUID.randomUUID().toString(),
        person.platform().name(),
        person.id(),
        now.toEpochMilli());
    var hash = hash(code);
    var giver =
        handle
            .createQuery("SELECT * FROM link_codes WHERE hash = :hash AND expires > :now")
            .bind("hash", hash)
            .bind("now", now.toEpochMilli())
            .map((row, context) ->
                new Identity(
                    Platform.valueOf(row.getString("platform")),
                    row.getString("person_id"),
                    row.getString("person_name")))
            .findFirst();
    if (giver.isEmpty()) {
      return new Unknown();
    }
    if (giver.get().platform() == person.platform()) {
      return new SamePlatform();
    }
    var taker = Identity.of(person);
    if (!identities.link(handle, giver.get(), taker)) {
      return new Taken();
    }
    handle.execute("DELETE FROM link_codes WHERE hash = ?", hash);
    AuditTrail.add(handle, now, taker.actor(), WHAT, giver.get().key(), null, "one person");
    return new Linked(giver.get());
  }

  private static Optional<Outcome> tooMany(Handle handle, PersonRef person, Instant now) {
    handle.execute("DELETE FROM link_tries WHERE at <= ?", now.minus(TRIES_IN).toEpochMilli());
    var tries =
        handle
            .createQuery(
                """
                SELECT at FROM link_tries WHERE platform = :platform AND person_id = :id ORDER BY at
                """)
            .bindMethods(person)
            .mapTo(long.class)
            .list();
    return tries.size() < MOST_TRIES
        ? Optional.empty()
        : Optional.of(new TooMany(Instant.ofEpochMilli(tries.getFirst()).plus(TRIES_IN)));
  }

  /// Parts a person from their other identity: what each spent stays with each.
  ///
  /// @return whom they were linked with; empty where they were not
  public Optional<Identity> part(PersonRef person) {
    identities.refresh();
    var other = identities.linkedWith(person);
    var one = Identity.of(person);
    var isParted =
        store
            .writes()
            .inTransaction(handle -> {
              lock(handle);
              var parted = Identities.part(handle, one);
              if (parted) {
                var subject = other.map(Identity::key).orElse("");
                AuditTrail.add(
                    handle, time.instant(), one.actor(), WHAT, subject, "one person", null);
              }
              return parted;
            });
    identities.refresh();
    return isParted ? other : Optional.empty();
  }
}
