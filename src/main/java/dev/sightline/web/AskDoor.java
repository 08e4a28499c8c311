package dev.sightline.web;

import dev.sightline.ask.FrontDesk;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where questions come in and answers go out. An ask sent again, with the key that the page made
/// for it, is one ask.
final class AskDoor {
  private static final String KEY_HEADER = "Idempotency-Key";
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;
  private static final int ID_CHARS = 24;

  private final FrontDesk desk;
  private final Uploads uploads;
  private final Answers answers;
  private final Predicate<Context> admins;
  private final AnswerFeed feed = new AnswerFeed();

  /// What the page needs to read the answer and to go on asking.
  record Taken(String ask, String thread) {}

  /// @param admins whether who sent a request is an admin
  AskDoor(FrontDesk desk, Uploads uploads, Answers answers, Predicate<Context> admins) {
    this.desk = desk;
    this.uploads = uploads;
    this.answers = answers;
    this.admins = admins;
  }

  /// `POST /api/asks`: takes a question, and returns before it is answered.
  void ask(Context context) {
    Visitor visitor = Visitor.of(context);
    EventKey key = visitor.key(context.header(KEY_HEADER));
    String id = Secrets.seal(visitor.secret(), "ask " + key.id()).substring(0, ID_CHARS);
    LiveAnswer known = answers.find(id, visitor.person());
    LiveAnswer answer = known == null ? take(context, visitor, key, id) : known;
    context.status(ACCEPTED).json(new Taken(answer.id(), answer.thread().thread()));
  }

  private LiveAnswer take(Context context, Visitor visitor, EventKey key, String id) {
    PersonRef person = visitor.asking(admins.test(context));
    Uploads.Form form = uploads.receive(context);
    @Nullable LiveAnswer answer = null;
    boolean isTaken = false;
    try {
      if (form.question().isEmpty() && form.files().isEmpty()) {
        throw new WebRefusal(400, "Type a question, or add a picture or a video first.");
      }
      ThreadRef thread =
          visitor.thread(form.thread().isEmpty() ? visitor.newThread() : form.thread());
      answer = answers.open(id, person, key, thread);
      if (answer == null) {
        return ours(id, person);
      }
      Said said = new Said(form.question(), form.files());
      isTaken =
          desk.accept(
              new ChatEvent.DirectMessage(key, person, thread, said, null), new WebWriter(answer));
      if (!isTaken) {
        throw new WebRefusal(409, "This was asked before, and the answer is not kept any more.");
      }
      return answer;
    } finally {
      if (!isTaken) {
        uploads.delete(form.files());
        if (answer != null) {
          answers.forget(answer);
        }
      }
    }
  }

  /// `GET /api/asks/{ask}/events`: the answer while it grows.
  void events(Context context) throws IOException, InterruptedException {
    feed.send(asked(context), context);
  }

  /// `GET /api/asks/{ask}/files/{number}`: a file that came with the answer.
  void file(Context context) {
    int number = context.pathParamAsClass("number", Integer.class).check(n -> n >= 0, "n").get();
    var file = asked(context).file(number).file();
    context.contentType(file.mediaType()).result(file.bytes().toByteArray());
  }

  /// `POST /api/asks/{ask}/stop`: ends the answer; what there is of it stays. Nothing happens where
  /// it has ended already.
  void stop(Context context) {
    LiveAnswer answer = asked(context);
    desk.control(
        new ChatEvent.Stop(answer.question(), answer.person(), answer.thread(), answer.id(), false),
        new WebWriter(answer));
    context.status(NO_CONTENT);
  }

  private LiveAnswer asked(Context context) {
    return ours(context.pathParam("ask"), Visitor.of(context).person());
  }

  private LiveAnswer ours(String id, PersonRef person) {
    LiveAnswer answer = answers.find(id, person);
    if (answer == null) {
      throw WebRefusal.unknown("answer");
    }
    return answer;
  }
}
