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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Which asks there were and how they ended, on disk: what is claimed here is claimed once, and
/// what is under way when the process dies is known afterwards.
///
/// Safe for all asks.
public final class Journal {
  /// How long an event that is delivered again is still recognised. No platform delivers that late.
  public static final Duration KEPT = Duration.ofDays(30);

  /// When an ask on another machine, whose process we cannot see, counts as interrupted.
  private static final Duration LONGEST_ASK = Duration.ofHours(1);

  private final Store store;
  private final InstantSource time;
  private final ProcessMark self;
  private final Questions questions;
  private final Buttons buttons;

  /// A journal for the asks of this process.
  public Journal(Store store, InstantSource time) {
    this(store, time, ProcessMark.current());
  }

  Journal(Store store, InstantSource time, ProcessMark self) {
    this.store = store;
    this.time = time;
    this.self = self;
    this.questions = new Questions(store);
    this.buttons = new Buttons(store);
  }

  /// What its asks asked.
  Questions questions() {
    return questions;
  }

  /// The buttons under its asks' answers.
  public Buttons buttons() {
    return buttons;
  }

  /// Takes a question on, as [#claim(EventKey, PersonRef, ThreadRef, Instant)], and keeps it.
  Optional<AskId> claim(ChatEvent event, Instant at) {
    return claim(
        event.key(),
        event.person(),
        event.thread(),
        at,
        (handle, id) -> Questions.add(handle, id, event));
  }

  /// Takes an event on, unless somebody did before: another thread, another process, or this one
  /// before it was restarted.
  ///
  /// @param at when the ask started
  /// @return the id of the new ask, which is now running; empty if the event is taken
  public Optional<AskId> claim(EventKey event, PersonRef person, ThreadRef thread, Instant at) {
    return claim(event, person, thread, at, (handle, id) -> {});
  }

  private Optional<AskId> claim(
      EventKey event,
      PersonRef person,
      ThreadRef thread,
      Instant at,
      BiConsumer<Handle, AskId> more) {
    var id = AskId.random();
    var added =
        store
            .writes()
            .inTransaction(handle -> {
              var rows =
                  handle
                      .createUpdate(
                          """
                          INSERT INTO asks (id, platform, event_id, workspace, channel, thread,
                            person_workspace, person_id, person_name, state, process, started)
                          VALUES (:id, :e.platform, :e.id, :t.workspace, :t.channel, :t.thread,
                            :p.workspace, :p.id, :p.name, 'RUNNING', :process, :started)
                          ON CONFLICT (platform, event_id) DO NOTHING
                          """)
                      .bind("id", id.value())
                      .bindMethods("e", event)
                      .bindMethods("t", thread)
                      .bindMethods("p", person)
                      .bind("process", self.toString())
                      .bind("started", at.toEpochMilli())
                      .execute();
              if (rows == 1) {
                more.accept(handle, id);
              }
              return rows;
            });
    return added == 1 ? Optional.of(id) : Optional.empty();
  }

  /// Notes a message of the answer, so that it can be found after a restart.
  ///
  /// @param page from 0; a page that is posted anew replaces the old note
  public void posted(AskId ask, int page, Posted message) {
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

  /// Notes how an ask ended.
  ///
  /// @param route the route that was called last, or null if none was
  /// @param model the model that answered, or null if none did
  /// @throws IllegalStateException if the ask is not running
  public void ended(AskId ask, AskState state, @Nullable String route, @Nullable String model) {
    if (state == AskState.RUNNING) {
      throw new IllegalArgumentException("state: " + state);
    }
    if (!store.writes().withHandle(handle -> end(handle, ask, state, route, model))) {
      throw new IllegalStateException(
          "ask " + ask.value() + " is not running and cannot end as " + state);
    }
  }

  private boolean end(
      Handle handle, AskId ask, AskState state, @Nullable String route, @Nullable String model) {
    return handle
            .createUpdate(
                """
                UPDATE asks SET state = :state, ended = :ended, route = :route, model = :model
                WHERE id = :id AND state = 'RUNNING'
                """)
            .bind("state", state)
            .bind("ended", time.millis())
            .bind("route", route)
            .bind("model", model)
            .bind("id", ask.value())
            .execute()
        == 1;
  }

  /// Takes over the asks whose process is gone: each is handed out once, and ends as
  /// [AskState#INTERRUPTED].
  ///
  /// @return oldest first
  public List<Interrupted> interrupted() {
    return store
        .writes()
        .inTransaction(handle -> {
          var found = new ArrayList<Interrupted>();
          for (var running : running(handle)) {
            if (isOver(running) && end(handle, running.id, AskState.INTERRUPTED, null, null)) {
              found.add(running.interrupted(messages(handle, running.id)));
            }
          }
          return List.copyOf(found);
        });
  }

  private boolean isOver(Running ask) {
    if (ask.process.equals(self.toString())) {
      return false;
    }
    return !ProcessMark.parse(ask.process).isAlive()
        || (!ProcessMark.parse(ask.process).host().equals(self.host())
            && ask.started.plus(LONGEST_ASK).isBefore(time.instant()));
  }

  private static List<Running> running(Handle handle) {
    return handle
        .createQuery("SELECT * FROM asks WHERE state = 'RUNNING' ORDER BY started, id")
        .map((row, context) -> Running.read(row))
        .list();
  }

  static List<Posted> messages(Handle handle, AskId ask) {
    return handle
        .createQuery(
            "SELECT channel, message_id FROM answer_messages WHERE ask_id = :ask ORDER BY page")
        .bind("ask", ask.value())
        .map((row, context) -> new Posted(row.getString("channel"), row.getString("message_id")))
        .list();
  }

  /// Forgets the asks older than [#KEPT], with their messages; ledger entries stay.
  ///
  /// @return how many there were
  public int sweep() {
    return store
        .writes()
        .withHandle(handle ->
            handle.execute(
                "DELETE FROM asks WHERE started < ? AND state <> 'RUNNING'",
                time.instant().minus(KEPT).toEpochMilli()));
  }

  private record Running(
      AskId id,
      String process,
      EventKey event,
      PersonRef person,
      ThreadRef thread,
      Instant started) {

    static Running read(ResultSet row) throws SQLException {
      var platform = Platform.valueOf(row.getString("platform"));
      return new Running(
          new AskId(row.getString("id")),
          row.getString("process"),
          new EventKey(platform, row.getString("event_id")),
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
          Instant.ofEpochMilli(row.getLong("started")));
    }

    Interrupted interrupted(List<Posted> posted) {
      return new Interrupted(id, event, person, thread, started, posted);
    }
  }
}
