package dev.sightline.ask;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.route.Turn;
import dev.sightline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// What was said in each thread that the bot answered in, for the model to go on from.
///
/// Safe for all asks.
public final class Conversations {
  /// How long a turn is kept where nothing else is configured.
  public static final Duration KEPT = Duration.ofDays(30);

  /// How much of a thread a model is given where nothing else is configured.
  public static final int DEFAULT_BUDGET_TOKENS = 8_000;

  /// The usual length of a token in English text; only to bound what is sent.
  private static final int CHARACTERS_PER_TOKEN = 4;

  private static final int MOST_TURNS = 200;
  private static final int CACHED_THREADS = 10_000;

  /// A thread that another process answered in is known here after this time.
  private static final Duration CACHED_FOR = Duration.ofMinutes(1);

  private static final String IN_THREAD =
      " WHERE platform = :platform AND workspace = :workspace AND channel = :channel"
          + " AND thread = :thread ";

  private final Store store;
  private final InstantSource time;
  private final int budgetChars;
  private final Duration kept;
  private final Cache<ThreadRef, Boolean> known =
      Caffeine.newBuilder().maximumSize(CACHED_THREADS).expireAfterWrite(CACHED_FOR).build();

  /// Conversations with the default budget.
  public Conversations(Store store, InstantSource time) {
    this(store, time, DEFAULT_BUDGET_TOKENS, KEPT);
  }

  /// @param budgetTokens most tokens of earlier turns that [#of] returns, at least 1
  /// @param kept how long a turn is kept; zero is for ever
  public Conversations(Store store, InstantSource time, int budgetTokens, Duration kept) {
    if (budgetTokens < 1) {
      throw new IllegalArgumentException("budgetTokens: " + budgetTokens);
    }
    this.store = store;
    this.time = time;
    this.kept = kept;
    this.budgetChars = Math.multiplyExact(budgetTokens, CHARACTERS_PER_TOKEN);
  }

  /// The newest turns that fit in the budget, oldest first, beginning with a person's. The newest
  /// one is there in any case, shortened if need be.
  public List<Turn> of(ThreadRef thread) {
    return of(thread, Long.MAX_VALUE);
  }

  /// As [#of(ThreadRef)], as the thread was when `upTo` was its last turn.
  List<Turn> of(ThreadRef thread, long upTo) {
    var newestFirst =
        store
            .reads()
            .withHandle(handle ->
                handle
                    .createQuery(
                        "SELECT role, text, media FROM turns"
                            + IN_THREAD
                            + "AND seq <= :upTo AND at >= :since ORDER BY seq DESC LIMIT :most")
                    .bindMethods(thread)
                    .bind("since", oldestKept())
                    .bind("upTo", upTo)
                    .bind("most", MOST_TURNS)
                    .map((row, context) -> turn(row))
                    .list());
    return trimmed(newestFirst);
  }

  private static Turn turn(ResultSet row) throws SQLException {
    return new Turn(
        Turn.Role.valueOf(row.getString("role")),
        row.getString("text"),
        TurnMedia.read(row.getString("media")));
  }

  private List<Turn> trimmed(List<Turn> newestFirst) {
    var kept = new ArrayList<Turn>();
    var left = budgetChars;
    for (var turn : newestFirst) {
      if (turn.text().length() > left) {
        if (kept.isEmpty()) {
          kept.add(new Turn(turn.role(), cut(turn.text(), left), turn.media()));
        }
        break;
      }
      left -= turn.text().length();
      kept.add(turn);
    }
    while (kept.size() > 1 && kept.getLast().role() == Turn.Role.MODEL) {
      kept.removeLast();
    }
    return List.copyOf(kept.reversed());
  }

  private static String cut(String text, int mostChars) {
    var end = Character.isHighSurrogate(text.charAt(mostChars - 1)) ? mostChars - 1 : mostChars;
    return text.substring(0, end);
  }

  /// Adds a question and its answer at the end of a thread.
  ///
  /// @param person who asked; [#forget] goes by it
  /// @return the number of the answer among the thread's turns
  public long add(ThreadRef thread, PersonRef person, Turn asked, Turn answered) {
    long seq =
        store
            .writes()
            .inTransaction(handle -> {
              var last = lastSeq(handle, thread);
              insert(handle, thread, person, last + 1, asked);
              insert(handle, thread, person, last + 2, answered);
              handle
                  .createUpdate("DELETE FROM turns" + IN_THREAD + "AND seq <= :old")
                  .bindMethods(thread)
                  .bind("old", last + 2 - MOST_TURNS)
                  .execute();
              return last + 2;
            });
    known.put(thread, true);
    return seq;
  }

  /// The number of the thread's last turn; 0 where there is none.
  long lastSeq(ThreadRef thread) {
    return store.reads().withHandle(handle -> lastSeq(handle, thread));
  }

  /// Erases one answer of a thread and its question.
  ///
  /// @param answerSeq as [#add] returned it
  void remove(ThreadRef thread, long answerSeq) {
    store
        .writes()
        .useHandle(handle ->
            handle
                .createUpdate("DELETE FROM turns" + IN_THREAD + "AND seq IN (:asked, :answered)")
                .bindMethods(thread)
                .bind("asked", answerSeq - 1)
                .bind("answered", answerSeq)
                .execute());
  }

  private static long lastSeq(Handle handle, ThreadRef thread) {
    return handle
        .createQuery("SELECT COALESCE(MAX(seq), 0) FROM turns" + IN_THREAD)
        .bindMethods(thread)
        .mapTo(long.class)
        .one();
  }

  private void insert(Handle handle, ThreadRef thread, PersonRef person, long seq, Turn turn) {
    handle
        .createUpdate(
            """
            INSERT INTO turns
              (platform, workspace, channel, thread, seq, person_id, at, role, text, media)
            VALUES (:platform, :workspace, :channel, :thread, :seq, :person, :at, :role, :text,
              :media)
            """)
        .bindMethods(thread)
        .bind("seq", seq)
        .bind("person", person.id())
        .bind("at", time.millis())
        .bind("role", turn.role())
        .bind("text", turn.text())
        .bind("media", TurnMedia.write(turn.media()))
        .execute();
  }

  /// Whether the bot answered in this thread before, within the time that turns are kept.
  public boolean knows(ThreadRef thread) {
    return known.get(thread, this::hasTurns);
  }

  private boolean hasTurns(ThreadRef thread) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                    .createQuery("SELECT COUNT(*) FROM turns" + IN_THREAD + "AND at >= :since")
                    .bindMethods(thread)
                    .bind("since", oldestKept())
                    .mapTo(long.class)
                    .one()
                > 0);
  }

  /// Erases what a person asked and what they were answered, in all threads of their platform.
  ///
  /// @return how many turns there were
  public int forget(PersonRef person) {
    var erased =
        store
            .writes()
            .withHandle(handle ->
                handle
                    .createUpdate(
                        "DELETE FROM turns WHERE platform = :platform AND person_id = :id")
                    .bindMethods(person)
                    .execute());
    forgetKnown();
    return erased;
  }

  /// Turns were erased: which threads have any has to be read anew.
  void forgetKnown() {
    known.invalidateAll();
  }

  /// Erases the turns that are older than they are kept.
  ///
  /// @return how many there were
  public int sweep() {
    return store
        .writes()
        .withHandle(handle -> handle.execute("DELETE FROM turns WHERE at < ?", oldestKept()));
  }

  private long oldestKept() {
    return kept.isZero() ? Long.MIN_VALUE : time.instant().minus(kept).toEpochMilli();
  }
}
