package dev.sightline.slack;

import com.slack.api.app_backend.interactive_components.payload.MessageShortcutPayload;
import com.slack.api.model.Message;
import dev.sightline.ask.FrontDesk;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.ChatEvent.Verb;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.FailureWords;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.slack.SlackReports.Aside;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// "Describe image" and "Summarise video" in the menu of a message. Safe for all threads.
final class SlackShortcuts {
  /// Callback ids of the manifest.
  static final String DESCRIBE_IMAGE = "describe_image";

  static final String SUMMARISE_VIDEO = "summarise_video";

  private final FrontDesk desk;
  private final SlackCalls calls;
  private final SlackStreams streams;
  private final SlackPeople people;
  private final SlackChannels channels;
  private final SlackSelf self;
  private final SlackFiles files;

  SlackShortcuts(
      FrontDesk desk,
      SlackCalls calls,
      SlackStreams streams,
      SlackPeople people,
      SlackChannels channels,
      SlackSelf self) {
    this.desk = desk;
    this.calls = calls;
    this.streams = streams;
    this.people = people;
    this.channels = channels;
    this.self = self;
    this.files = new SlackFiles(calls);
  }

  /// Answers in the thread of the message. Unlike a mention, a shortcut can be used where the bot
  /// is not; so it first says to the person alone that it is on it, which fails there.
  void run(MessageShortcutPayload shortcut, Aside aside) throws InterruptedException {
    Message message = shortcut.getMessage();
    String channel = shortcut.getChannel().getId();
    String root = Objects.requireNonNullElse(message.getThreadTs(), message.getTs());
    ThreadRef thread = new ThreadRef(Platform.SLACK, shortcut.getTeam().getId(), channel, root);
    PersonRef person = people.person(shortcut.getTeam().getId(), shortcut.getUser().getId());
    Said target =
        new Said(
            SlackText.plain(
                Objects.requireNonNullElse(message.getText(), ""), self.userId(), people::name),
            files.incoming(Objects.requireNonNullElse(message.getFiles(), List.of()), List.of()));
    ChatEvent chosen =
        new ChatEvent.MenuAction(
            new EventKey(Platform.SLACK, shortcut.getTriggerId()),
            person,
            thread,
            shortcut.getCallbackId().equals(DESCRIBE_IMAGE) ? Verb.LOOK : Verb.WATCH,
            target);
    Optional<String> refusal = desk.refusal(chosen);
    if (refusal.isPresent()) {
      aside.say(refusal.get());
      desk.refused(chosen, refusal.get());
    } else if (isToldThatItIsTaken(message, channel, person, aside)) {
      desk.accept(chosen, streams.answering(thread, person));
      channels.used(channel);
    }
  }

  private boolean isToldThatItIsTaken(
      Message message, String channel, PersonRef person, Aside aside) throws InterruptedException {
    try {
      calls.patiently(() ->
          calls.call(client ->
              client.chatPostEphemeral(line ->
                  line.channel(channel)
                      .user(person.id())
                      .threadTs(message.getThreadTs())
                      .text("I am on it. The answer comes in the thread."))));
    } catch (PlatformRefused refused) {
      aside.say(
          switch (refused.reason()) {
            case NOT_IN_CHANNEL, GONE -> self.notAMember();
            default -> FailureWords.forPerson(refused);
          });
      return false;
    }
    return true;
  }
}
