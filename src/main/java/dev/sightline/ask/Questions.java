package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.store.Store;
import dev.sightline.thread.Posted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What was asked, on disk, so that it can be asked again after a restart: by whom, where, and what
/// was said before. Kept as long as the [Journal] keeps its asks.
///
/// Safe for all asks.
public final class Questions {
  private static final String SELECT =
      """
      SELECT a.id, a.platform, a.workspace, a.channel, a.thread, a.person_workspace, a.person_id,
        a.person_name, a.state, a.route, q.origin, q.asked, q.after_seq, q.answer_seq
      FROM asks a JOIN questions q ON q.ask_id = a.id
      """;

  private final Store store;

  Questions(Store store) {
    this.store = store;
  }

  /// A question and how its answer went.
  ///
  /// @param route the route that was called last; null if none was
  /// @param origin the ask that this one repeats or continues, or itself
  /// @param afterSeq the last turn of the thread before it; null until it was read
  /// @param answerSeq the turn of its answer; null where there is none
  record Question(
      AskId id,
      PersonRef person,
      ThreadRef thread,
      AskState state,
      @Nullable String route,
      AskId origin,
      Asked asked,
      @Nullable Long afterSeq,
      @Nullable Long answerSeq) {

    static Question read(ResultSet row) throws SQLException {
      Platform platform = Platform.valueOf(row.getString("platform"));
      return new Question(
          new AskId(row.getString("id")),
          new PersonRef(
              platform,
              row.getString("person_workspace"),
              row.getString("person_id"),
              row.getString("person_name")),
          new ThreadRef(
              platform,
              row.getString("workspace"),
              row.getString("channel"),
              row.getString("thread")),
          AskState.valueOf(row.getString("state")),
          row.getString("route"),
          new AskId(row.getString("origin")),
          Asked.fromJson(row.getString("asked")),
          number(row, "after_seq"),
          number(row, "answer_seq"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
      long value = row.getLong(column);
      return row.wasNull() ? null : value;
    }

    /// Whether this is who asked.
    boolean isBy(PersonRef someone) {
      return person.platform() == someone.platform() && person.id().equals(someone.id());
    }
  }

  /// Notes what an ask asks, in the transaction of its claim.
  static void add(Handle handle, AskId ask, ChatEvent event) {
    switch (event) {
      case ChatEvent.Again again -> repeat(handle, ask, again.of());
      case ChatEvent.Continue more -> repeat(handle, ask, more.of());
      default ->
          handle.execute(
              "INSERT INTO questions (ask_id, origin, asked, is_edited) VALUES (?, ?, ?, 0)",
              ask.value(),
              ask.value(),
              Objects.requireNonNull(Asked.of(event), () -> "asks nothing: " + event.key())
                  .toJson());
    }
  }

  private static void repeat(Handle handle, AskId ask, AskId of) {
    handle.execute(
        """
        INSERT INTO questions (ask_id, origin, asked, is_edited, after_seq)
        SELECT ?, origin, asked, 0, after_seq FROM questions WHERE ask_id = ?
        """,
        ask.value(),
        of.value());
  }

  /// The question of an ask; absent where the ask is forgotten.
  Optional<Question> of(AskId ask) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(SELECT + "WHERE a.id = :id")
                .bind("id", ask.value())
                .map((row, context) -> Question.read(row))
                .findOne());
  }

  /// The question that this message asked.
  Optional<Question> askedBy(EventKey event) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(SELECT + "WHERE a.platform = :platform AND a.event_id = :id")
                .bindMethods(event)
                .map((row, context) -> Question.read(row))
                .findOne());
  }

  /// The question that this message belongs to the answer of.
  Optional<Question> answeredBy(Platform platform, String channel, String messageId) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    SELECT
                        + """
                        JOIN answer_messages m ON m.ask_id = a.id
                        WHERE a.platform = :platform AND m.channel = :channel AND m.message_id = :id
                        """)
                .bind("platform", platform)
                .bind("channel", channel)
                .bind("id", messageId)
                .map((row, context) -> Question.read(row))
                .findFirst());
  }

  /// The ask and all that repeat or continue it.
  List<Question> family(AskId origin) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(SELECT + "WHERE q.origin = :origin ORDER BY a.started, a.id")
                .bind("origin", origin.value())
                .map((row, context) -> Question.read(row))
                .list());
  }

  /// The messages of an answer, in the order of its pages.
  List<Posted> messages(AskId ask) {
    return store.reads().withHandle(handle -> AnswerPages.standing(handle, ask));
  }

  /// Notes up to where the thread had come when the question was read.
  void readAfter(AskId ask, long seq) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                "UPDATE questions SET after_seq = ? WHERE ask_id = ? AND after_seq IS NULL",
                seq,
                ask.value()));
  }

  /// Notes which turn of the thread the answer is.
  void answeredAs(AskId ask, long seq) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                "UPDATE questions SET answer_seq = ? WHERE ask_id = ?", seq, ask.value()));
  }

  /// The question was changed: it is asked like this from now on.
  ///
  /// @return whether this is the first change, so that nobody was told of one yet
  boolean edited(Question question, Asked asked) {
    return store
        .writes()
        .inTransaction(handle -> {
          handle.execute(
              "UPDATE questions SET asked = ? WHERE origin = ?",
              asked.toJson(),
              question.origin().value());
          return handle.execute(
                  "UPDATE questions SET is_edited = 1 WHERE ask_id = ? AND is_edited = 0",
                  question.id().value())
              == 1;
        });
  }

  /// Keeps what a person thinks of an answer, in place of what they thought before.
  ///
  /// @param at when they said so; what was said later stays
  void rate(AskId ask, PersonRef person, boolean isGood, Instant at) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO feedback (ask_id, person_id, is_good, at) VALUES (?, ?, ?, ?)
                ON CONFLICT (ask_id, person_id)
                  DO UPDATE SET is_good = excluded.is_good, at = excluded.at
                  WHERE excluded.at >= feedback.at
                """,
                ask.value(),
                person.id(),
                isGood ? 1 : 0,
                at.toEpochMilli()));
  }

  /// How many people found an answer good and bad.
  Ratings ratings(AskId ask) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT COALESCE(SUM(is_good), 0) AS good, COUNT(*) AS whole
                    FROM feedback WHERE ask_id = :ask
                    """)
                .bind("ask", ask.value())
                .map((row, context) ->
                    new Ratings(row.getInt("good"), row.getInt("whole") - row.getInt("good")))
                .one());
  }

  /// What people think of an answer, each counted once.
  record Ratings(int good, int bad) {}
}
