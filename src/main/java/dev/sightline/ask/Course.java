package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.media.MediaRef;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.RouteClient;
import dev.sightline.stream.AnswerStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far an ask has come on the line; what is null it has not come to. Used by its thread alone.
final class Course {
  final AskId id;
  final AnswerStream answer;
  final Instant started;
  @Nullable Ask ask;
  @Nullable Settlement settlement;
  @Nullable RouteClient client;
  @Nullable Seen seen;

  /// Other routes that could answer.
  List<ModelRoute> others = List.of();

  /// What the model gets, and one line for each thing that it does not get.
  record Seen(List<MediaRef> refs, String unread) {}

  Course(AskId id, AnswerStream answer, Instant started) {
    this.id = id;
    this.answer = answer;
    this.started = started;
  }
}
