package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.Platform;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.BudgetBook.Actor;
import dev.sightline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Persons and channels that wait for an admin, because they spent many times what is usual for
/// them. A change counts at once in this process, and within [BudgetBook#FRESH] in others. Safe for
/// all threads.
public final class Pauses {
  /// Who was let go on is not paused again for a day; our own choice.
  static final Duration LET_ALONE = Duration.ofDays(1);

  private static final Actor BOT = new Actor("sightline", "Sightline");
  private static final String WHAT = "pause";

  private final Store store;
  private final InstantSource time;
  private volatile Seen seen;

  /// The pauses of a store.
  public Pauses(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
    this.seen = read();
  }

  private record Seen(List<Pause> standing, Instant at) {}

  /// One that stands.
  ///
  /// @param id random, and known to admins only
  /// @param who key of the person or channel
  /// @param workspace key of the workspace in which it happened
  /// @param name any text
  /// @param words a sentence, with names in it, that says why
  public record Pause(
      String id, Of scope, String who, String workspace, String name, String words, Instant at) {

    /// Whether it happened in this workspace or server.
    public boolean isIn(Platform platform, String workspaceId) {
      return workspace.equals(Whose.workspace(platform, workspaceId));
    }

    private static Pause read(ResultSet row) throws SQLException {
      return new Pause(
          row.getString("id"),
          Of.valueOf(row.getString("scope")),
          row.getString("who"),
          row.getString("workspace"),
          row.getString("name"),
          row.getString("words"),
          Instant.ofEpochMilli(row.getLong("at")));
    }
  }

  /// All that stand, oldest first.
  public List<Pause> standing() {
    Instant now = time.instant();
    if (Duration.between(seen.at(), now).compareTo(BudgetBook.FRESH) > 0) {
      seen = read();
    }
    return seen.standing();
  }

  private Seen read() {
    Instant at = time.instant();
    return new Seen(
        store
            .reads()
            .withHandle(handle ->
                handle
                    .createQuery("SELECT * FROM pauses WHERE lifted IS NULL ORDER BY at, id")
                    .map((row, context) -> Pause.read(row))
                    .list()),
        at);
  }

  /// Lets those through who are not paused.
  ///
  /// @throws OverBudget with a sentence for the person
  void check(List<Whose> whose) throws OverBudget {
    for (Pause pause : standing()) {
      for (Whose one : whose) {
        if (one.scope() == pause.scope() && one.who().equals(pause.who())) {
          throw new OverBudget(
              pause.scope() == Of.PERSON
                  ? "You spent many times what is usual for you within an hour, so I wait for one of my admins, who can let you go on."
                  : "Many times what is usual here was spent in this channel within an hour, so I wait for one of my admins, who can let it go on.");
        }
      }
    }
  }

  /// Pauses a person or channel, unless that was done already or lifted lately.
  Optional<Pause> pause(Whose whose, String workspace, String name, String words) {
    Instant now = time.instant();
    Pause pause =
        new Pause(AskId.random().value(), whose.scope(), whose.who(), workspace, name, words, now);
    boolean isNew =
        store
            .writes()
            .inTransaction(handle -> {
              boolean isWritten = insert(handle, pause, now);
              if (isWritten) {
                AuditTrail.add(handle, now, BOT, WHAT, whose.who(), null, words);
              }
              return isWritten;
            });
    seen = read();
    return isNew ? Optional.of(pause) : Optional.empty();
  }

  private static boolean insert(Handle handle, Pause pause, Instant now) {
    return handle
            .createUpdate(
                """
                INSERT INTO pauses (id, scope, who, workspace, name, words, at)
                SELECT :id, :scope, :who, :workspace, :name, :words, CAST(:at AS BIGINT)
                WHERE NOT EXISTS (
                  SELECT 1 FROM pauses WHERE scope = :scope AND who = :who AND lifted > :letAlone)
                ON CONFLICT DO NOTHING
                """)
            .bind("id", pause.id())
            .bind("scope", pause.scope().name())
            .bind("who", pause.who())
            .bind("workspace", pause.workspace())
            .bind("name", pause.name())
            .bind("words", pause.words())
            .bind("at", now.toEpochMilli())
            .bind("letAlone", now.minus(LET_ALONE).toEpochMilli())
            .execute()
        == 1;
  }

  /// The pause with this id, also one that was lifted; empty where there never was one.
  public Optional<Pause> find(String id) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM pauses WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> Pause.read(row))
                .findFirst());
  }

  /// Lets somebody go on.
  ///
  /// @return false if somebody else did so before
  public boolean lift(Pause pause, Actor by) {
    Instant now = time.instant();
    boolean isLifted =
        store
            .writes()
            .inTransaction(handle -> {
              boolean isFirst =
                  handle.execute(
                          "UPDATE pauses SET lifted = ? WHERE id = ? AND lifted IS NULL",
                          now.toEpochMilli(),
                          pause.id())
                      == 1;
              if (isFirst) {
                AuditTrail.add(handle, now, by, WHAT, pause.who(), pause.words(), null);
              }
              return isFirst;
            });
    seen = read();
    return isLifted;
  }
}
