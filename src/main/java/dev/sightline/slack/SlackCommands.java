package dev.sightline.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Order;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.ChatEvent.Verb;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.FailureWords;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import dev.sightline.slack.SlackReports.Aside;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/sightline look|watch|ask|usage|help`, and what the bot can be ordered to do.
///
/// A command leaves nothing in its channel, so there is no message to answer to. Therefore the
/// question is first posted as a message of ours; its `ts` is the thread, and all the rest is as
/// with a mention: the answer stands in that thread, and what people say there later is asked on.
/// Safe for all threads.
final class SlackCommands {
  /// The command's name in the manifest.
  static final String NAME = "/sightline";

  private static final Logger LOG = LoggerFactory.getLogger(SlackCommands.class);
  private static final Pattern LINK = Pattern.compile("https?://\\S");

  private final FrontDesk desk;
  private final SlackCalls calls;
  private final SlackStreams streams;
  private final SlackPeople people;
  private final SlackChannels channels;
  private final SlackReports reports;
  private final SlackSelf self;

  SlackCommands(
      FrontDesk desk,
      SlackCalls calls,
      SlackStreams streams,
      SlackPeople people,
      SlackChannels channels,
      SlackReports reports,
      SlackSelf self) {
    this.desk = desk;
    this.calls = calls;
    this.streams = streams;
    this.people = people;
    this.channels = channels;
    this.reports = reports;
    this.self = self;
  }

  /// What to say at once to the person alone, in Markdown; empty for nothing.
  String acknowledgement(SlashCommandPayload command) {
    return switch (line(command)) {
      case CommandLine.Help() -> reports.help();
      case CommandLine.Usage(), CommandLine.Ordered(_) -> "";
      case CommandLine.Question question ->
          isComplete(question) ? "I am on it. The answer comes here." : whatIsMissing(question);
    };
  }

  /// Does what the command says, after it was acknowledged.
  void run(SlashCommandPayload command, Aside aside) throws InterruptedException {
    switch (line(command)) {
      case CommandLine.Help() -> {}
      case CommandLine.Usage() -> reports.usage(person(command), aside);
      case CommandLine.Ordered(String words) ->
          aside.say(desk.order(new Order(person(command), command.getChannelId(), words)));
      case CommandLine.Question question -> {
        if (isComplete(question)) {
          ask(command, question, aside);
        }
      }
    }
  }

  private void ask(SlashCommandPayload command, CommandLine.Question question, Aside aside)
      throws InterruptedException {
    PersonRef person = person(command);
    String words = SlackText.plain(question.words(), self.userId(), people::name);
    EventKey key = new EventKey(Platform.SLACK, command.getTriggerId());
    Optional<String> refusal = refusal(command, key, person, question.verb(), words);
    if (refusal.isPresent()) {
      aside.say(refusal.get());
      return;
    }
    ThreadRef thread;
    try {
      Posted root = calls.patiently(() -> post(command, heading(person, question.verb(), words)));
      thread = new ThreadRef(Platform.SLACK, command.getTeamId(), root.channel(), root.id());
    } catch (PlatformRefused refused) {
      LOG.info("command not answered in {}: {}", command.getChannelId(), refused.getMessage());
      aside.say(whyNot(refused));
      return;
    }
    desk.accept(
        new ChatEvent.Command(key, person, thread, question.verb(), Said.words(words)),
        streams.answering(thread, person));
    channels.used(thread.channel());
  }

  /// Before the question is posted for all to see: who may not ask shall not make the bot write.
  private Optional<String> refusal(
      SlashCommandPayload command, EventKey key, PersonRef person, Verb verb, String words) {
    ThreadRef nowhere =
        new ThreadRef(
            Platform.SLACK, command.getTeamId(), command.getChannelId(), command.getTriggerId());
    ChatEvent asked = new ChatEvent.Command(key, person, nowhere, verb, Said.words(words));
    Optional<String> refusal = desk.refusal(asked);
    refusal.ifPresent(why -> desk.refused(asked, why));
    return refusal;
  }

  private Posted post(SlashCommandPayload command, String heading)
      throws PlatformRefused, Throttled, InterruptedException {
    SlackBlocks shown = SlackBlocks.of(Page.of(heading));
    var answer =
        calls.post(
            command.getChannelId(),
            client ->
                client.chatPostMessage(message ->
                    message
                        .channel(command.getChannelId())
                        .blocks(shown.blocks())
                        .text(shown.fallback())
                        .unfurlLinks(false)
                        .unfurlMedia(false)));
    return new Posted(answer.getChannel(), answer.getTs());
  }

  private static String heading(PersonRef person, Verb verb, String words) {
    String asked =
        switch (verb) {
          case LOOK -> "asks me to look at";
          case WATCH -> "asks me to watch";
          case ASK -> "asks";
        };
    String cut =
        words.length() <= SlackLimits.QUOTE_CHARS
            ? words
            : words.substring(0, SlackLimits.QUOTE_CHARS) + "…";
    String quote = cut.lines().map(line -> "> " + line).collect(Collectors.joining("\n"));
    return "**%s** %s:\n%s".formatted(person.name(), asked, quote);
  }

  private String whyNot(PlatformRefused refused) {
    return switch (refused.reason()) {
      case NOT_IN_CHANNEL, GONE -> self.notAMember();
      default -> FailureWords.forPerson(refused);
    };
  }

  private static boolean isComplete(CommandLine.Question question) {
    return question.verb() == Verb.ASK
        ? !question.words().isBlank()
        : LINK.matcher(question.words()).find();
  }

  private String whatIsMissing(CommandLine.Question question) {
    return switch (question.verb()) {
      case LOOK ->
          """
          Slack does not let a command carry a picture. Do one of these instead:
          - Upload the picture with a message that mentions `@%s`.
          - Send it to me as a direct message.
          - Give me its address: `%s look https://…`
          """
              .formatted(self.name(), NAME);
      case WATCH ->
          """
          Slack does not let a command carry a video. Do one of these instead:
          - Give me a link: `%2$s watch https://…`
          - Upload the video with a message that mentions `@%1$s`.
          """
              .formatted(self.name(), NAME);
      case ASK -> "What would you like to know? `%s ask …`".formatted(NAME);
    };
  }

  private PersonRef person(SlashCommandPayload command) throws InterruptedException {
    return people.person(command.getTeamId(), command.getUserId());
  }

  private static CommandLine line(SlashCommandPayload command) {
    return CommandLine.read(Objects.requireNonNullElse(command.getText(), ""));
  }
}
