package dev.sightline.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.model.event.ReactionAddedEvent;
import dev.sightline.ask.FrontDesk;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.slack.SlackReports.Aside;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people do with answers: buttons, the sign to stop, and Slack's own stop button. Safe for
/// all threads.
final class SlackControls {
  private static final Logger LOG = LoggerFactory.getLogger(SlackControls.class);

  /// 🛑 and ⏹ as Slack names them.
  private static final Set<String> STOP_SIGNS = Set.of("octagonal_sign", "black_square_for_stop");

  private final FrontDesk desk;
  private final SlackCalls calls;
  private final SlackStreams streams;
  private final SlackPeople people;

  SlackControls(FrontDesk desk, SlackCalls calls, SlackStreams streams, SlackPeople people) {
    this.desk = desk;
    this.calls = calls;
    this.streams = streams;
    this.people = people;
  }

  /// A button was pressed, or something chosen from a menu.
  void pressed(BlockActionPayload press, Aside aside) throws InterruptedException {
    String button = SlackButtons.pressed(press);
    ThreadRef thread = thread(press);
    if (button == null || thread == null) {
      return;
    }
    PersonRef person = people.person(thread.workspace(), press.getUser().getId());
    String answer =
        desk.control(
            new ChatEvent.Pressed(
                new EventKey(Platform.SLACK, press.getTriggerId()),
                person,
                thread,
                button,
                people.isModerator(person.id()),
                SlackButtons.pressedAt(press)),
            streams.posting(thread));
    if (!answer.isEmpty()) {
      aside.say(answer);
    }
  }

  /// Where the pressed button is; null where that is no message.
  static @Nullable ThreadRef thread(BlockActionPayload press) {
    if (press.getContainer() == null || press.getChannel() == null) {
      return null;
    }
    String root = press.getContainer().getThreadTs();
    return new ThreadRef(
        Platform.SLACK,
        press.getTeam().getId(),
        press.getChannel().getId(),
        root == null ? Objects.requireNonNullElse(press.getContainer().getMessageTs(), "") : root);
  }

  /// Somebody put an emoji on a message.
  void reacted(String team, ReactionAddedEvent event) throws InterruptedException {
    ReactionAddedEvent.Item item = event.getItem();
    if (!STOP_SIGNS.contains(event.getReaction())
        || item == null
        || !"message".equals(item.getType())
        || event.getUser() == null) {
      return;
    }
    ThreadRef place = new ThreadRef(Platform.SLACK, team, item.getChannel(), item.getTs());
    stop(
        SlackMessage.key(team, item.getChannel(), item.getTs()),
        place,
        event.getUser(),
        item.getTs(),
        null);
  }

  /// Somebody pressed Slack's own stop button.
  void stopped(String team, AgentStoppedEvent event) throws InterruptedException {
    String channel = event.channel();
    String user = event.user();
    String root = event.threadTs();
    if (channel != null && user != null && root != null) {
      ThreadRef thread = new ThreadRef(Platform.SLACK, team, channel, root);
      EventKey key = SlackMessage.key(team, channel, "stop/" + event.eventTs());
      streams.sessions().stopped(thread);
      stop(key, thread, user, null, root);
    }
  }

  /// Somebody wrote "stop".
  void saidStop(SlackMessage message) throws InterruptedException {
    stop(
        message.key(),
        message.thread(),
        message.user(),
        null,
        message.isReply() ? message.threadTs() : null);
  }

  private void stop(
      EventKey key,
      ThreadRef thread,
      String user,
      @Nullable String messageId,
      @Nullable String sayIn)
      throws InterruptedException {
    PersonRef person = people.person(thread.workspace(), user);
    String answer =
        desk.control(
            new ChatEvent.Stop(key, person, thread, messageId, people.isModerator(user)),
            streams.posting(thread));
    if (!answer.isEmpty()) {
      whisper(thread.channel(), user, sayIn, answer);
    }
  }

  private void whisper(String channel, String user, @Nullable String threadTs, String sentence)
      throws InterruptedException {
    try {
      calls.patiently(() ->
          calls.call(client ->
              client.chatPostEphemeral(line ->
                  line.channel(channel)
                      .user(user)
                      .threadTs(threadTs)
                      .text(SlackText.inert(sentence, SlackLimits.FALLBACK_CHARS)))));
    } catch (PlatformRefused refused) {
      LOG.info("{} was not told \"{}\": {}", user, sentence, refused.getMessage());
    }
  }
}
