package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.route.AnswerEvent.Ending;
import dev.sightline.route.FalSettings.StreamMode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts an answer of fal's router together. Used by one call.
///
/// The last event says `partial: false`. The vision and video endpoints do not document `partial`:
/// a stream that never says `partial: true` is whole when HTTP says so.
final class FalAnswer implements StreamedAnswer {
  private final String model;
  private final Consumer<AnswerEvent> events;
  private final SnapshotOrDelta output;
  private final SnapshotOrDelta reasoning;
  private boolean isAnswered;
  private boolean isPartial;
  private @Nullable Ending ending;
  private @Nullable JsonNode usage;

  FalAnswer(String model, StreamMode mode, Consumer<AnswerEvent> events) {
    this.model = model;
    this.events = events;
    this.output = new SnapshotOrDelta(mode);
    this.reasoning = new SnapshotOrDelta(mode);
  }

  @Override
  public @Nullable JsonNode takeEvent(JsonNode event) {
    JsonNode partial = event.path("partial");
    boolean isFinal = partial.isBoolean() && !partial.booleanValue();
    isPartial = partial.asBoolean(isPartial);
    SnapshotOrDelta.Change thought = reasoning.take(Json.text(event.path("reasoning")), isFinal);
    if (thought != null) {
      String gap = thought.isRewrite() ? "\n\n" : "";
      events.accept(new AnswerEvent.Reasoning(gap + thought.text()));
    }
    SnapshotOrDelta.Change change = output.take(Json.text(event.path("output")), isFinal);
    if (change != null) {
      events.accept(
          change.isRewrite()
              ? new AnswerEvent.Rewrite(change.text())
              : new AnswerEvent.Text(change.text()));
    }
    if (event.path("usage").isObject()) {
      usage = event.path("usage");
    }
    if (event.has("output")) {
      isAnswered = true;
    }
    JsonNode error = error(event);
    if (error == null && isFinal) {
      ending = Ending.COMPLETE;
    }
    return error;
  }

  @Override
  public @Nullable JsonNode takeWhole(JsonNode answer) {
    JsonNode error = takeEvent(answer);
    if (error == null && !answer.has("output")) {
      return answer;
    }
    ended();
    return error;
  }

  private static @Nullable JsonNode error(JsonNode event) {
    JsonNode error = event.path("error");
    if (!Json.text(error).isBlank() || (error.isObject() && !error.isEmpty())) {
      return error;
    }
    return event.has("detail") && !event.has("output") ? event : null;
  }

  @Override
  public void done() {
    ending = Ending.COMPLETE;
  }

  @Override
  public void ended() {
    if (isAnswered && !isPartial) {
      ending = Ending.COMPLETE;
    }
  }

  @Override
  public @Nullable Ending ending() {
    return ending;
  }

  @Override
  public @Nullable JsonNode usage() {
    return usage;
  }

  @Override
  public String model() {
    return model;
  }
}
