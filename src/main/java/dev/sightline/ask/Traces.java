package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.ledger.Erasure;
import dev.sightline.ledger.Identities.Identity;
import dev.sightline.store.Store;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// What the store has of people beside money: which of it is whose, and how it is erased.
///
/// That there was an ask stays, without its words and under the name that stands for nobody: a
/// platform may deliver its message again, and it must not be answered again.
final class Traces {
  private static final String THEIRS = " WHERE platform = ? AND person_id = ?";
  private static final String THEIR_ASKS = "(SELECT id FROM asks" + THEIRS + ")";

  /// Question and answer of each time that words of theirs were answered.
  private static final String AGAIN =
      """
      DELETE FROM turns WHERE (platform, workspace, channel, thread, seq) IN (
        SELECT a.platform, a.workspace, a.channel, a.thread, q.answer_seq
        FROM questions q JOIN asks a ON a.id = q.ask_id WHERE q.origin IN %1$s
        UNION ALL
        SELECT a.platform, a.workspace, a.channel, a.thread, q.answer_seq - 1
        FROM questions q JOIN asks a ON a.id = q.ask_id WHERE q.origin IN %1$s)
      """
          .formatted(THEIR_ASKS);

  private final Store store;

  Traces(Store store) {
    this.store = store;
  }

  /// How much was erased.
  record Erased(int questions, int turns) {
    Erased plus(Erased more) {
      return new Erased(questions + more.questions, turns + more.turns);
    }
  }

  /// The asks of these that have not ended, in whichever process.
  List<AskId> running(List<Identity> person) {
    return store
        .reads()
        .withHandle(handle ->
            person.stream()
                .flatMap(one ->
                    handle
                        .createQuery(
                            "SELECT id FROM asks WHERE state = 'RUNNING' AND platform = ? AND person_id = ?")
                        .bind(0, one.platform().name())
                        .bind(1, one.id())
                        .map((row, context) -> new AskId(row.getString("id")))
                        .list()
                        .stream())
                .toList());
  }

  /// Erases all of somebody, in one transaction. What runs is left as it is: it came afterwards.
  Erased erase(Erasure.Renamed renamed) {
    return store.writes().inTransaction(handle -> erase(handle, renamed));
  }

  /// Leaves nothing of what was erased in the files of the store.
  void wipe() {
    store.wipe();
  }

  private static Erased erase(Handle handle, Erasure.Renamed renamed) {
    var platform = renamed.identity().platform().name();
    var id = renamed.identity().id();
    // Others may have had the same words answered again.
    var again = handle.execute(AGAIN, platform, id, platform, id);
    // Their answers, and those whose asker nobody wrote down.
    handle.execute(
        "DELETE FROM answers WHERE ask_id IS NULL OR ask_id IN"
            + " (SELECT ask_id FROM questions WHERE origin IN "
            + THEIR_ASKS
            + ") OR ask_id IN "
            + THEIR_ASKS,
        platform,
        id,
        platform,
        id);
    var questions =
        handle.execute("DELETE FROM questions WHERE ask_id IN " + THEIR_ASKS, platform, id);
    handle.execute("DELETE FROM questions WHERE origin IN " + THEIR_ASKS, platform, id);
    for (var table : List.of("buttons", "answer_messages", "answer_pieces", "feedback")) {
      handle.execute("DELETE FROM " + table + " WHERE ask_id IN " + THEIR_ASKS, platform, id);
    }
    handle.execute(
        """
        DELETE FROM feedback WHERE person_id = ? AND ask_id IN (
          SELECT id FROM asks WHERE platform = ?)
        """,
        id,
        platform);
    var turns = handle.execute("DELETE FROM turns" + THEIRS, platform, id);
    handle.execute(
        "DELETE FROM inbox WHERE platform = ? AND body LIKE ?", platform, "%" + id + "%");
    forgetAlerts(handle, renamed);
    KeptUploads.forget(handle);
    PersonalSettings.erase(handle, renamed.identity());
    handle.execute(
        "UPDATE video_days SET person_id = ?" + THEIRS, renamed.pseudonym(), platform, id);
    handle.execute(
        """
        UPDATE asks SET channel = ? WHERE platform = ? AND person_id = ? AND state <> 'RUNNING'
          AND ((platform = 'SLACK' AND channel LIKE 'D%')
            OR (platform = 'DISCORD' AND workspace = '@me'))
        """,
        renamed.pseudonym(), platform, id);
    handle.execute(
        """
        UPDATE asks SET person_id = ?, person_name = ?, thread = '', event = NULL, address = NULL,
          conclusion = NULL
        WHERE platform = ? AND person_id = ? AND state <> 'RUNNING'
        """,
        renamed.pseudonym(),
        Erasure.NAME,
        platform,
        id);
    return new Erased(questions, again + turns);
  }

  /// What admins were told of somebody; that they were told stays.
  private static void forgetAlerts(Handle handle, Erasure.Renamed renamed) {
    var one = renamed.identity();
    handle.execute(
        "UPDATE alerts SET id = REPLACE(id, ?, ?) WHERE id LIKE ?",
        one.id(),
        renamed.pseudonym(),
        "%" + one.platform().name() + "/" + one.id() + "%");
    for (var word : List.of(one.id(), one.name())) {
      if (!word.isBlank()) {
        handle.execute(
            """
            UPDATE alerts SET words = 'Whoever this was about is forgotten.',
              button_label = CASE WHEN button_label IS NULL THEN NULL ELSE 'Let go on' END
            WHERE words LIKE ? OR button_label LIKE ?
            """,
            "%" + word + "%",
            "%" + word + "%");
      }
    }
  }
}
