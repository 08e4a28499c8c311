package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.store.Store;
import dev.sightline.thread.Posted;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The text and the messages of the answers under way, on disk.
///
/// Both are written before the platform is told: a text that somebody may have seen is never lost,
/// and a message that may have been posted is looked for before it is posted again. That makes as
/// many writes as calls of the platforms, which their limits keep few. Safe for all asks.
final class AnswerPages {
  /// The id of a message that is on its way.
  private static final String ON_ITS_WAY = "";

  private final Store store;

  AnswerPages(Store store) {
    this.store = store;
  }

  /// Adds a piece of text.
  ///
  /// @param seq counts the pieces of the answer from 0; the first one replaces all there are
  void grew(AskId ask, int seq, String text) {
    store
        .writes()
        .useTransaction(handle -> {
          if (seq == 0) {
            forgetText(handle, ask);
          }
          handle.execute(
              "INSERT INTO answer_pieces (ask_id, seq, text) VALUES (?, ?, ?)",
              ask.value(),
              seq,
              text);
        });
  }

  /// Notes where the answer goes, once that place is made: it is not made again.
  void placed(AskId ask, String address) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                "UPDATE asks SET address = ? WHERE id = ? AND address <> ?",
                address,
                ask.value(),
                address));
  }

  /// Notes that a message is about to be posted.
  void posting(AskId ask, int page) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO answer_messages (ask_id, page, channel, message_id)
                VALUES (?, ?, '', ?)
                ON CONFLICT (ask_id, page) DO NOTHING
                """,
                ask.value(),
                page,
                ON_ITS_WAY));
  }

  /// Notes a message that stands.
  void posted(AskId ask, int page, Posted message) {
    store
        .writes()
        .useHandle(handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO answer_messages (ask_id, page, channel, message_id)
                    VALUES (:ask, :page, :channel, :id)
                    ON CONFLICT (ask_id, page)
                      DO UPDATE SET channel = excluded.channel, message_id = excluded.message_id
                    """)
                .bind("ask", ask.value())
                .bind("page", page)
                .bindMethods(message)
                .execute());
  }

  static String text(Handle handle, AskId ask) {
    return handle
        .createQuery("SELECT text FROM answer_pieces WHERE ask_id = :ask ORDER BY seq")
        .bind("ask", ask.value())
        .mapTo(String.class)
        .stream()
        .collect(Collectors.joining());
  }

  /// The messages that stand, in the order of their pages.
  static List<Posted> standing(Handle handle, AskId ask) {
    return handle
        .createQuery(
            """
            SELECT channel, message_id FROM answer_messages
            WHERE ask_id = :ask AND message_id <> :none ORDER BY page
            """)
        .bind("ask", ask.value())
        .bind("none", ON_ITS_WAY)
        .map((row, context) -> new Posted(row.getString("channel"), row.getString("message_id")))
        .list();
  }

  static boolean isPostInDoubt(Handle handle, AskId ask) {
    return handle
            .createQuery(
                "SELECT COUNT(*) FROM answer_messages WHERE ask_id = :ask AND message_id = :none")
            .bind("ask", ask.value())
            .bind("none", ON_ITS_WAY)
            .mapTo(long.class)
            .one()
        > 0;
  }

  static void forgetText(Handle handle, AskId ask) {
    handle.execute("DELETE FROM answer_pieces WHERE ask_id = ?", ask.value());
  }
}
