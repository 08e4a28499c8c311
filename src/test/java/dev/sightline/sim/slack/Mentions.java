package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whom the text of a message would notify.
///
/// Tokens are live wherever Slack parses text, in code too: what a reader of the documents cannot
/// rule out counts. Plain `@channel` words are live only with `link_names` or `parse=full`.
final class Mentions {
  private static final Pattern PLAIN = Pattern.compile("(?<![\\w@])@(channel|here|everyone)\\b");

  private Mentions() {}

  static Set<Mention> of(MessageVersion version, boolean linksNames) {
    Set<Mention> found = new LinkedHashSet<>();
    fromText(version.text(), linksNames, found);
    fromJson(version.blocks(), linksNames, found);
    fromJson(version.attachments(), linksNames, found);
    return found;
  }

  private static void fromJson(JsonNode node, boolean linksNames, Set<Mention> found) {
    switch (node.path("type").asText()) {
      case "plain_text" -> {
        return;
      }
      case "user" -> found.add(new Mention(Ping.Kind.PERSON, node.path("user_id").asText()));
      case "usergroup" ->
          found.add(new Mention(Ping.Kind.GROUP, node.path("usergroup_id").asText()));
      case "broadcast" -> found.add(new Mention(Ping.Kind.BROADCAST, node.path("range").asText()));
      case "mrkdwn", "markdown" -> fromText(node.path("text").asText(), linksNames, found);
      case "text" -> {
        return;
      }
      default -> {
        if (node.isObject() && !node.has("type")) {
          // an attachment: its text and pretext are mrkdwn
          fromText(node.path("text").asText(), linksNames, found);
          fromText(node.path("pretext").asText(), linksNames, found);
        }
      }
    }
    node.forEach(child -> fromJson(child, linksNames, found));
  }

  private static void fromText(String text, boolean linksNames, Set<Mention> found) {
    for (Markup.Piece piece : Markup.pieces(text)) {
      switch (piece) {
        case Markup.Piece.Person(String id) -> found.add(new Mention(Ping.Kind.PERSON, id));
        case Markup.Piece.Group(String id) -> found.add(new Mention(Ping.Kind.GROUP, id));
        case Markup.Piece.Broadcast(String range) ->
            found.add(new Mention(Ping.Kind.BROADCAST, range));
        case Markup.Piece.Words(String words) -> {
          Matcher plain = PLAIN.matcher(words);
          while (linksNames && plain.find()) {
            found.add(new Mention(Ping.Kind.BROADCAST, plain.group(1)));
          }
        }
        case Markup.Piece.Channel ignored -> {}
        case Markup.Piece.Link ignored -> {}
      }
    }
  }

  record Mention(Ping.Kind kind, String who) {}
}
