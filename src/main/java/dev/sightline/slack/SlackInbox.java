package dev.sightline.slack;

import com.slack.api.model.Message;
import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Standing;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.StopWord;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides for each message whether it is for the bot, and hands it to the front desk.
///
/// Blocks: called on a thread of its own for each event. Safe for all threads.
final class SlackInbox {
  private static final Logger LOG = LoggerFactory.getLogger(SlackInbox.class);

  private final FrontDesk desk;
  private final SlackCalls calls;
  private final SlackStreams streams;
  private final SlackPeople people;
  private final SlackChannels channels;
  private final SlackFiles files;
  private final SlackReports reports;
  private final SlackControls controls;
  private final String botUserId;
  private final MessageTwins twins = new MessageTwins(SlackLimits.TWIN_WAIT);
  private final ThreadOrder order = new ThreadOrder();

  /// Why a message is for the bot.
  private enum Kind {
    DIRECT,
    MENTION,
    REPLY,
    LINK,
    NOT_FOR_US
  }

  SlackInbox(
      FrontDesk desk,
      SlackCalls calls,
      SlackStreams streams,
      SlackPeople people,
      SlackChannels channels,
      SlackReports reports,
      SlackControls controls,
      String botUserId) {
    this.desk = desk;
    this.calls = calls;
    this.streams = streams;
    this.people = people;
    this.channels = channels;
    this.files = new SlackFiles(calls);
    this.reports = reports;
    this.controls = controls;
    this.botUserId = botUserId;
  }

  /// An event tells of a message. Called in the order of the events; [#came] must follow.
  void arrived(SlackMessage message) {
    order.arrived(message);
  }

  /// Handles the event of a message that has arrived.
  void came(SlackMessage message) throws InterruptedException {
    boolean isTaken;
    try {
      isTaken = handle(message);
    } finally {
      order.left(message);
    }
    if (isTaken) {
      channels.used(message.channel());
    }
  }

  private boolean handle(SlackMessage message) throws InterruptedException {
    Kind kind = kind(message);
    if (kind == Kind.NOT_FOR_US) {
      twins.tell(message);
      return false;
    }
    Optional<SlackMessage> whole = twins.take(message);
    return whole.isPresent() && take(whole.get(), kind);
  }

  /// A message was deleted, be it that it still waits for its files.
  void deleted(SlackMessage message) throws InterruptedException {
    if (!message.user().equals(botUserId)) {
      order.awaitTaken(message);
      PersonRef person =
          new PersonRef(Platform.SLACK, message.team(), message.user(), message.user());
      desk.accept(
          new ChatEvent.Deleted(message.key(), person, message.thread()),
          streams.posting(message.thread()));
    }
  }

  /// The text of a message was changed, or Slack only shows it otherwise.
  void edited(SlackMessage message) throws InterruptedException {
    if (message.user().equals(botUserId)) {
      return;
    }
    order.awaitTaken(message);
    if (!desk.answeredIn(message.thread())) {
      return;
    }
    desk.control(
        new ChatEvent.Edited(
            message.key(),
            people.person(message.team(), message.user()),
            message.thread(),
            said(message.text(), message.files(), message.fileIds())),
        streams.posting(message.thread()));
  }

  private Said said(String text, List<com.slack.api.model.File> hosted, List<String> fileIds)
      throws InterruptedException {
    return new Said(plain(text), files.incoming(hosted, fileIds));
  }

  private Kind kind(SlackMessage message) throws InterruptedException {
    if (message.user().equals(botUserId)) {
      return Kind.NOT_FOR_US;
    }
    Kind kind = kindForPeople(message);
    return kind != Kind.NOT_FOR_US && people.isBot(message.user()) ? Kind.NOT_FOR_US : kind;
  }

  private Kind kindForPeople(SlackMessage message) throws InterruptedException {
    if (message.isDirect()) {
      return Kind.DIRECT;
    }
    if (message.isMention() || SlackText.mentions(message.text(), botUserId)) {
      return Kind.MENTION;
    }
    if (message.isReply()) {
      order.awaitTurn(message);
      return desk.answeredIn(message.thread()) ? Kind.REPLY : Kind.NOT_FOR_US;
    }
    return desk.summarises(message.channel(), message.text()) ? Kind.LINK : Kind.NOT_FOR_US;
  }

  /// @return whether a question was taken
  private boolean take(SlackMessage message, Kind kind) throws InterruptedException {
    PersonRef person = people.person(message.team(), message.user());
    Said said = said(message.text(), message.files(), message.fileIds());
    boolean isOrder = kind == Kind.MENTION || kind == Kind.DIRECT;
    if (isOrder && said.files().isEmpty() && desk.mayAsk(new Standing(person, message.channel()))) {
      SlackThreadWriter writer = streams.posting(message.thread());
      switch (said.text().toLowerCase(Locale.ROOT)) {
        case "usage" -> {
          reports.usage(person, writer);
          return false;
        }
        case "help" -> {
          reports.help(writer);
          return false;
        }
        default -> {}
      }
    }
    order.awaitTurn(message);
    if (kind != Kind.LINK && said.files().isEmpty() && StopWord.is(said.text())) {
      controls.saidStop(message);
      return false;
    }
    return desk.accept(
        event(message, kind, person, said), streams.answering(message.thread(), person));
  }

  private ChatEvent event(SlackMessage message, Kind kind, PersonRef person, Said said)
      throws InterruptedException {
    return switch (kind) {
      case DIRECT ->
          new ChatEvent.DirectMessage(message.key(), person, message.thread(), said, null);
      case MENTION ->
          new ChatEvent.Mention(message.key(), person, message.thread(), said, root(message));
      case REPLY -> new ChatEvent.ThreadReply(message.key(), person, message.thread(), said, null);
      case LINK -> new ChatEvent.LinkPosted(message.key(), person, message.thread(), said);
      case NOT_FOR_US -> throw new IllegalStateException("not for us: " + message.key());
    };
  }

  /// What opened the thread in which the bot is called for the first time: most often the picture
  /// that is meant. Read once for each thread, as some apps may read one a minute
  /// (https://docs.slack.dev/reference/methods/conversations.replies, read 2026-09).
  private @Nullable Said root(SlackMessage message) throws InterruptedException {
    if (!message.isReply() || desk.answeredIn(message.thread())) {
      return null;
    }
    try {
      String root = message.thread().thread();
      List<Message> found =
          calls
              .call(client ->
                  client.conversationsReplies(
                      replies -> replies.channel(message.channel()).ts(root).limit(1)))
              .getMessages();
      if (found.isEmpty() || !root.equals(found.getFirst().getTs())) {
        return null;
      }
      Message opening = found.getFirst();
      return said(
          Objects.requireNonNullElse(opening.getText(), ""),
          Objects.requireNonNullElse(opening.getFiles(), List.of()),
          List.of());
    } catch (PlatformRefused | Throttled e) {
      LOG.info("root of {} not read: {}", message.thread(), e.getMessage());
      return null;
    }
  }

  private String plain(String text) throws InterruptedException {
    return SlackText.plain(text, botUserId, people::name);
  }
}
