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
  private final AskWords words;

  AskReader(Conversations conversations, AskWords words) {
    this.conversations = conversations;
    this.words = words;
  }

  /// The question, with what was quoted and what was said before.
  ///
  /// @throws MediaRejected if there is neither a word nor a file nor a link
  Ask read(AskId id, ChatEvent event) throws MediaRejected {
    return switch (event) {
      case ChatEvent.Mention mention -> ask(id, event, mention.said(), mention.quoted(), null);
      case ChatEvent.ThreadReply reply -> ask(id, event, reply.said(), reply.quoted(), null);
      case ChatEvent.DirectMessage direct -> ask(id, event, direct.said(), direct.quoted(), null);
      case ChatEvent.Command command -> ask(id, event, command.said(), null, command.verb());
      case ChatEvent.MenuAction menu -> ask(id, event, Said.words(""), menu.target(), menu.verb());
      case ChatEvent.LinkPosted posted ->
          ask(id, event, Said.words(""), posted.said(), ChatEvent.Verb.WATCH);
      case ChatEvent.Deleted _ -> throw new IllegalArgumentException("event: " + event);
    };
  }

  private Ask ask(
      AskId id, ChatEvent event, Said said, @Nullable Said quoted, ChatEvent.@Nullable Verb verb)
      throws MediaRejected {
    List<IncomingFile> files = new ArrayList<>(said.files());
    List<VideoLink> links = new ArrayList<>(VideoLink.findIn(said.text()));
    if (quoted != null) {
      files.addAll(quoted.files());
      links.addAll(VideoLink.findIn(quoted.text()));
    }
    List<Turn> earlier = conversations.of(event.thread());
    String question = question(said, quoted, verb, files, links);
    if (question.isEmpty()) {
      throw new MediaRejected(
          "Ask me something, or post a picture or a video (a link will do) along with my name.");
    }
    return new Ask(
        id,
        event.person(),
        event.thread(),
        question,
        files,
        links.stream().map(VideoLink::url).toList(),
        earlier);
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
