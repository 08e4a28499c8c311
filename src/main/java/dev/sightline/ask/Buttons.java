package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.store.Store;
import dev.sightline.thread.Button;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The buttons under answers, on disk: what each does is known here and nowhere else, so that it
/// works after a restart and cannot be forged. Who may press one follows from its ask.
///
/// To put buttons under a message, [#offer] them and give what it returns to
/// [dev.sightline.stream.AnswerStream#finish(String, String, List)] or into a
/// [dev.sightline.thread.Page]. Safe for all asks.
public final class Buttons {
  private final Store store;

  Buttons(Store store) {
    this.store = store;
  }

  /// A button that is wanted.
  ///
  /// @param route what [Button.Kind#AGAIN_WITH] asks; null for all others
  public record Wanted(Button.Kind kind, String label, @Nullable String route) {
    /// Ends the answer.
    public static final Wanted STOP = new Wanted(Button.Kind.STOP, "Stop", null);

    /// Asks the same again.
    public static final Wanted AGAIN = new Wanted(Button.Kind.AGAIN, "Again", null);

    /// Asks anew what was changed.
    static final Wanted ASK_AGAIN = new Wanted(Button.Kind.AGAIN, "Ask again", null);

    /// Asks what a person was asked back about.
    static final Wanted GO_AHEAD = new Wanted(Button.Kind.AGAIN, "Go ahead", null);

    /// Lets the model go on.
    public static final Wanted CONTINUE = new Wanted(Button.Kind.CONTINUE, "Continue", null);

    /// Thumbs up.
    public static final Wanted GOOD = new Wanted(Button.Kind.GOOD, "👍", null);

    /// Thumbs down.
    public static final Wanted BAD = new Wanted(Button.Kind.BAD, "👎", null);

    /// Asks the same again of another model.
    static Wanted againWith(String label, String route) {
      String cut =
          label.length() <= Button.MAX_LABEL_CHARS
              ? label
              : label.substring(0, Button.MAX_LABEL_CHARS - 1) + "…";
      return new Wanted(Button.Kind.AGAIN_WITH, cut, route);
    }
  }

  /// What a button does.
  ///
  /// @param route as in [Wanted]
  record Found(AskId ask, Button.Kind kind, @Nullable String route) {}

  /// Makes buttons for an answer; they work as soon as this returns, and as long as the [Journal]
  /// keeps the ask.
  ///
  /// @param ask one that the journal knows
  public List<Button> offer(AskId ask, List<Wanted> wanted) {
    List<Button> made =
        wanted.stream()
            .map(each -> new Button(AskId.random().value(), each.label(), each.kind()))
            .toList();
    store
        .writes()
        .useTransaction(handle -> {
          var batch =
              handle.prepareBatch(
                  "INSERT INTO buttons (id, ask_id, kind, label, route) VALUES (?, ?, ?, ?, ?)");
          for (int i = 0; i < made.size(); i++) {
            Button button = made.get(i);
            batch.add(
                button.id(),
                ask.value(),
                button.kind().name(),
                button.label(),
                wanted.get(i).route());
          }
          batch.execute();
        });
    return made;
  }

  /// What the button with this id does; absent where there never was one, or its ask is forgotten.
  Optional<Found> find(String id) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT ask_id, kind, route FROM buttons WHERE id = :id")
                .bind("id", id)
                .map((row, context) ->
                    new Found(
                        new AskId(row.getString("ask_id")),
                        Button.Kind.valueOf(row.getString("kind")),
                        row.getString("route")))
                .findOne());
  }
}
