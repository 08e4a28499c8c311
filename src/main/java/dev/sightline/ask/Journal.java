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
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Which asks there were and how they ended, on disk: what is claimed here is claimed once, and
/// what is under way when the process dies is known afterwards.
///
/// Safe for all asks.
public final class Journal {
  /// How long an event that is delivered again is still recognised where nothing else is
  /// configured. No platform delivers that late.
  public static final Duration KEPT = Duration.ofDays(30);

  /// When an ask on another machine, whose process we cannot see, counts as interrupted.
  private static final Duration LONGEST_ASK = Duration.ofHours(1);

  private final Store store;
  private final InstantSource time;
  private final ProcessMark self;
  private final Questions questions;
  private final Buttons buttons;
  private final AnswerPages pages;
  private final AnswerMemory answers;
  private final VideoDays videoDays;
  private final SecondCalls secondCalls;

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
    this.pages = new AnswerPages(store);
    this.answers = new AnswerMemory(store, time);
    this.videoDays = new VideoDays(store, time);
    this.secondCalls = new SecondCalls(store);
  }

  /// What its asks asked.
  Questions questions() {
    return questions;
  }

  /// What was answered about media.
  AnswerMemory answers() {
    return answers;
  }

  /// What its asks let models watch.
  VideoDays videoDays() {
    return videoDays;
  }

  /// What its asks call beside.
  SecondCalls secondCalls() {
    return secondCalls;
  }

  /// The buttons under its asks' answers.
  public Buttons buttons() {
    return buttons;
  }

  /// Takes an event on, unless somebody did before: another thread, another process, or this one
  /// before it was restarted. Its question is kept.
  ///
  /// @param address where the answer goes, for a process that has to go on with it
  /// @param at when the ask started
  /// @return the id of the new ask, which is now running; empty if the event is taken
  public Optional<AskId> claim(ChatEvent event, String address, Instant at) {
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
                            person_workspace, person_id, person_name, state, process, started,
                            event, address)
                          VALUES (:id, :e.platform, :e.id, :t.workspace, :t.channel, :t.thread,
                            :p.workspace, :p.id, :p.name, 'RUNNING', :process, :started, :event,
                            :address)
                          ON CONFLICT (platform, event_id) DO NOTHING
                          """)
                      .bind("id", id.value())
                      .bindMethods("e", event.key())
                      .bindMethods("t", event.thread())
                      .bindMethods("p", event.person())
                      .bind("process", self.toString())
                      .bind("started", at.toEpochMilli())
                      .bind("event", EventJson.write(event))
                      .bind("address", address)
                      .execute();
              if (rows == 1) {
                Questions.add(handle, id, event);
              }
              return rows;
            });
    return added == 1 ? Optional.of(id) : Optional.empty();
  }

  /// Notes that a paid call is about to be made. Until then the ask can be run again for nothing.
  ///
  /// @param promptChars length of all text that will be sent
  void calling(AskId ask, String route, long promptChars) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                """
                UPDATE asks SET called_route = ?, prompt_chars = ?, call_id = NULL,
                  second_route = NULL, second_prompt_chars = NULL, second_call_id = NULL
                WHERE id = ?
                """,
                route,
                promptChars,
                ask.value()));
  }

  /// Notes by which id the provider knows the call: before all that waits to be written, as without
  /// it nobody can find out what the call cost.
  void called(AskId ask, String route, String callId) {
    store
        .urgentWrites()
        .useTransaction(handle -> {
          handle.execute(
              """
              UPDATE asks SET
                call_id = CASE WHEN called_route = ? THEN ? ELSE call_id END,
                second_call_id = CASE WHEN second_route = ? THEN ? ELSE second_call_id END
              WHERE id = ?
              """,
              route,
              callId,
              route,
              callId,
              ask.value());
          CallBook.add(handle, ask, route, callId, time.instant());
        });
  }

  /// Notes how an ask is about to end, before it is settled and shown.
  void concluded(AskId ask, Conclusion conclusion) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                "UPDATE asks SET conclusion = ? WHERE id = ?", conclusion.toJson(), ask.value()));
  }

  /// Whether it is known how the ask ends, or has ended.
  boolean isConcluded(AskId ask) {
    return store
            .reads()
            .withHandle(handle ->
                handle
                    .createQuery(
                        """
                        SELECT COUNT(*) FROM asks
                        WHERE id = ? AND conclusion IS NULL AND ended IS NULL
                        """)
                    .bind(0, ask.value())
                    .mapTo(long.class)
                    .one())
        == 0;
  }

  /// Notes a message of the answer, so that it can be found after a restart.
  ///
  /// @param page from 0; a page that is posted anew replaces the old note
  public void posted(AskId ask, int page, Posted message) {
    pages.posted(ask, page, message);
  }

  /// What is written of the answer before the platform shows it.
  AnswerPages pages() {
    return pages;
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
    var now = time.millis();
    if (!store.writes().inTransaction(handle -> end(handle, ask, state, route, model, now))) {
      throw new IllegalStateException(
          "ask " + ask.value() + " is not running and cannot end as " + state);
    }
  }

  private static boolean end(
      Handle handle,
      AskId ask,
      AskState state,
      @Nullable String route,
      @Nullable String model,
      long nowMillis) {
    AnswerPages.forgetText(handle, ask);
    return handle
            .createUpdate(
                """
                UPDATE asks SET state = :state, ended = :ended, route = :route, model = :model,
                  event = NULL, address = NULL, conclusion = NULL
                WHERE id = :id AND state = 'RUNNING'
                """)
            .bind("state", state)
            .bind("ended", nowMillis)
            .bind("route", route)
            .bind("model", model)
            .bind("id", ask.value())
            .execute()
        == 1;
  }

  /// Takes over the asks whose process is gone: each is handed out once, and is now this process's
  /// to end.
  ///
  /// @return oldest first
  public List<Interrupted> interrupted() {
    return store
        .writes()
        .inTransaction(handle -> {
          var found = new ArrayList<Interrupted>();
          for (var running : running(handle)) {
            if (isOver(running)) {
              handle.execute(
                  "UPDATE asks SET process = ? WHERE id = ?", self.toString(), running.id.value());
              found.add(running.interrupted(handle));
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

  /// Notes that an ask is run once more.
  void runAgain(AskId ask) {
    store
        .writes()
        .useHandle(
            handle -> handle.execute("UPDATE asks SET runs = runs + 1 WHERE id = ?", ask.value()));
  }

  /// As [#sweep(Duration, Duration)] where nothing is configured.
  int sweep() {
    return sweep(KEPT, KEPT);
  }

  /// Forgets old asks, with their messages; ledger entries stay.
  ///
  /// @param kept how long an ask is kept; zero is for ever
  /// @param reuse how long an answer may be given again
  /// @return how many asks there were
  public int sweep(Duration kept, Duration reuse) {
    answers.sweep(reuse);
    videoDays.sweep();
    if (kept.isZero()) {
      return 0;
    }
    return store
        .writes()
        .withHandle(handle -> {
          CallBook.sweep(handle, time.instant());
          return handle.execute(
              "DELETE FROM asks WHERE started < ? AND state <> 'RUNNING'",
              time.instant().minus(kept).toEpochMilli());
        });
  }

  private record Running(
      AskId id,
      String process,
      EventKey event,
      PersonRef person,
      ThreadRef thread,
      Instant started,
      @Nullable String question,
      @Nullable String address,
      int runs,
      Interrupted.@Nullable StartedCall call,
      Interrupted.@Nullable StartedCall second,
      @Nullable String conclusion) {

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
          Instant.ofEpochMilli(row.getLong("started")),
          row.getString("event"),
          row.getString("address"),
          row.getInt("runs"),
          call(row, "called_route", "prompt_chars", "call_id"),
          call(row, "second_route", "second_prompt_chars", "second_call_id"),
          row.getString("conclusion"));
    }

    private static Interrupted.@Nullable StartedCall call(
        ResultSet row, String route, String promptChars, String callId) throws SQLException {
      @Nullable String called = row.getString(route);
      return called == null
          ? null
          : new Interrupted.StartedCall(called, row.getLong(promptChars), row.getString(callId));
    }

    Interrupted interrupted(Handle handle) {
      return new Interrupted(
          id,
          event,
          person,
          thread,
          started,
          address == null ? "" : address,
          runs,
          question == null ? null : EventJson.read(question),
          call,
          second,
          conclusion == null ? null : Conclusion.read(conclusion),
          AnswerPages.text(handle, id),
          AnswerPages.standing(handle, id),
          AnswerPages.isPostInDoubt(handle, id));
    }
  }
}
