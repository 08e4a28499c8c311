package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.Said;
import dev.sightline.failure.MediaRejected;
import dev.sightline.media.MediaKind;
import dev.sightline.media.VideoLink;
import dev.sightline.route.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a person did as a question to a model.
final class AskReader {
  private static final Pattern LINK =
      Pattern.compile("<?(https?://|www\\.|youtu\\.be/|(m\\.)?youtube\\.com/)\\S+");

  private final Conversations conversations;
  private static final String GO_ON =
      "Your last answer was cut. Go on exactly where it ends; do not repeat any of it.";

  private final AskWords words;
  private final Questions questions;
  private final PersonalSettings settings;

  AskReader(
      Conversations conversations, Questions questions, AskWords words, PersonalSettings settings) {
    this.conversations = conversations;
    this.questions = questions;
    this.words = words;
    this.settings = settings;
  }

  /// The question, with what was quoted and what was said before. What it says of how it is to be
  /// answered goes before what its person set once and for all.
  ///
  /// @throws MediaRejected if there is neither a word nor a file nor a link
  Ask read(AskId id, ChatEvent event) throws MediaRejected {
    return switch (event) {
      case ChatEvent.Again again -> again(id, again);
      case ChatEvent.Continue more -> more(id, more);
      default -> first(id, event);
    };
  }

  private Ask first(AskId id, ChatEvent event) throws MediaRejected {
    Asked asked = Asked.of(event);
    if (asked == null) {
      throw new IllegalArgumentException("event: " + event);
    }
    long before = conversations.lastSeq(event.thread());
    questions.readAfter(id, before);
    return ask(id, event, asked, conversations.of(event.thread(), before), null);
  }

  /// What was said in the thread since does not count.
  private Ask again(AskId id, ChatEvent.Again again) throws MediaRejected {
    Questions.Question question = known(again.of());
    Long after = question.afterSeq();
    long before = after == null ? conversations.lastSeq(again.thread()) : after;
    questions.readAfter(id, before);
    String route = again.route() == null ? question.route() : again.route();
    return ask(id, again, question.asked(), conversations.of(again.thread(), before), route);
  }

  private Ask more(AskId id, ChatEvent.Continue more) throws MediaRejected {
    Questions.Question question = known(more.of());
    Long answer = question.answerSeq();
    if (answer == null) {
      throw new MediaRejected("There is no answer that I could go on with. Please ask again.");
    }
    List<Turn> earlier = conversations.of(more.thread(), answer);
    AskOptions options = AskOptions.read(question.asked().said().text().strip());
    PersonalSettings.Chosen theirs = settings.of(more.person());
    return new Ask(
        id,
        more.person(),
        more.thread(),
        GO_ON,
        List.of(),
        List.of(),
        earlier,
        more.route() == null ? question.route() : more.route(),
        options.model(),
        theirs.route(),
        options.parameters().over(theirs.parameters()),
        true,
        more.route() == null
            ? ""
            : "This part is by %s: it goes on where the first broke off.".formatted(more.route()));
  }

  private Questions.Question known(AskId ask) throws MediaRejected {
    return questions
        .of(ask)
        .orElseThrow(
            () -> new MediaRejected("I do not remember the question. Please ask it anew."));
  }

  private Ask ask(
      AskId id, ChatEvent event, Asked asked, List<Turn> earlier, @Nullable String route)
      throws MediaRejected {
    AskOptions options = AskOptions.read(asked.said().text().strip());
    Said said = new Said(options.question(), asked.said().files());
    Said quoted = asked.quoted();
    List<IncomingFile> files = new ArrayList<>(said.files());
    List<VideoLink> links = new ArrayList<>(VideoLink.findIn(said.text()));
    if (quoted != null) {
      files.addAll(quoted.files());
      links.addAll(VideoLink.findIn(quoted.text()));
    }
    String question = question(said, quoted, asked.verb(), files, links);
    if (question.isEmpty()) {
      throw new MediaRejected(
          "Ask me something, or post a picture or a video (a link will do) along with my name.");
    }
    PersonalSettings.Chosen theirs = settings.of(event.person());
    return new Ask(
        id,
        event.person(),
        event.thread(),
        question,
        files,
        links.stream().map(VideoLink::url).toList(),
        earlier,
        route,
        options.model(),
        theirs.route(),
        options.parameters().over(theirs.parameters()),
        options.isConfirmed() || event instanceof ChatEvent.Again,
        "");
  }

  private String question(
      Said said,
      @Nullable Said quoted,
      ChatEvent.@Nullable Verb verb,
      List<IncomingFile> files,
      List<VideoLink> links) {
    String asked = said.text().strip();
    boolean onlyLinks = LINK.matcher(asked).replaceAll("").isBlank();
    if (onlyLinks) {
      asked = unasked(verb, files, links);
    }
    if (quoted == null || quoted.text().isBlank() || (onlyLinks && !links.isEmpty())) {
      return asked;
    }
    return asked
        + "\n\nThis is about the message:\n> "
        + quoted.text().strip().replace("\n", "\n> ");
  }

  /// What is meant where nothing was asked.
  private String unasked(
      ChatEvent.@Nullable Verb verb, List<IncomingFile> files, List<VideoLink> links) {
    boolean hasVideo =
        links.stream().anyMatch(link -> link.kind() != MediaKind.IMAGE)
            || files.stream().anyMatch(file -> file.claimedType().startsWith("video/"));
    if (verb == ChatEvent.Verb.WATCH || hasVideo) {
      return words.watch();
    }
    return verb == ChatEvent.Verb.LOOK || !files.isEmpty() || !links.isEmpty() ? words.look() : "";
  }
}
