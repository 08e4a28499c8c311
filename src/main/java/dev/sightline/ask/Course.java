package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.failure.MediaRejected;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaReport;
import dev.sightline.media.SentMedia;
import dev.sightline.media.Unread;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.RouteClient;
import dev.sightline.stream.AnswerStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How far an ask has come on the line; what is null it has not come to. Used by its thread alone.
final class Course {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  final AskId id;
  final AnswerDraft draft;
  final AnswerStream answer;
  final Instant started;
  @Nullable Ask ask;
  @Nullable Settlement settlement;
  @Nullable RouteClient client;
  @Nullable Seen seen;

  /// A call that an earlier process made, and whose answer can be fetched.
  Interrupted.@Nullable StartedCall made;

  /// Other routes that could answer.
  List<ModelRoute> others = List.of();

  /// The route that is to go on where this answer broke off.
  @Nullable String onward;

  /// What the model gets, and one line for each thing that it does not get, or not as it came.
  ///
  /// @param remark what else is said under the answer, such as who answers instead of the route
  ///   that was wanted; empty for nothing
  record Seen(List<MediaRef> refs, String unread, String remark) {

    /// A question about files of which none could be read has no answer.
    static Seen of(MediaReport report, SentMedia sent) throws MediaRejected {
      String unread =
          Stream.of(
                  report.unread().stream().map(Unread::reason),
                  sent.unread().stream().map(Unread::reason),
                  sent.notes().stream())
              .flatMap(lines -> lines)
              .collect(Collectors.joining("\n"));
      if (sent.refs().isEmpty() && !unread.isEmpty()) {
        throw new MediaRejected(unread);
      }
      return new Seen(sent.refs(), unread, "");
    }

    /// Sent to this route.
    Seen by(ModelRoute taken, Ask ask) {
      String wanted = ask.route();
      String instead =
          wanted == null || wanted.equals(taken.name())
              ? ask.remark()
              : "%s gave no answer, so this is by %s.".formatted(wanted, taken.name());
      return new Seen(refs, unread, instead);
    }

    /// Answered from memory.
    ///
    /// @param at when the answer was given
    Seen remembered(Instant at) {
      String said =
          "I was asked just this before, and answered so on %s. It cost nothing now; Again asks the model anew."
              .formatted(WHEN.format(at));
      return new Seen(refs, unread, remark.isEmpty() ? said : remark + "\n" + said);
    }

    /// What stands under an answer that the model ended.
    String notice(AnswerStream answer) {
      String ending =
          switch (answer.ending()) {
            case COMPLETE ->
                answer.text().isBlank() ? "The model gave an empty answer. Please ask again." : "";
            case LENGTH -> "The answer ends here because it reached the limit of its length.";
            case FILTERED -> "The provider's content filter ended the answer here.";
          };
      return Stream.of(remark, unread, ending)
          .filter(line -> !line.isEmpty())
          .collect(Collectors.joining("\n"));
    }
  }

  /// What stands under an answer that the model ended.
  String notice() {
    return seen == null ? "" : seen.notice(answer);
  }

  /// The route that goes on with this answer, in a message of its own; null for none. Where there
  /// are no buttons, one message is all that there is.
  @Nullable String onward() {
    return answer.hasButtons() ? onward : null;
  }

  Course(AskId id, AnswerDraft draft, AnswerStream answer, Instant started) {
    this.id = id;
    this.draft = draft;
    this.answer = answer;
    this.started = started;
  }
}
