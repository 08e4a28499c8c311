package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a message looks like to a reader, as plain text: tokens and escapes resolved, blocks joined
/// by line ends, buttons and formatting marks left as they are.
final class ReaderText {
  private static final Pattern CODE_OR_ESCAPE =
      Pattern.compile("(```.*?(?:```|\\z)|`[^`\\n]*`)|\\\\([\\p{Punct}])", Pattern.DOTALL);

  private ReaderText() {}

  static String of(MessageVersion version) {
    if (version.blocks().isEmpty()) {
      return version.markdown() ? ofMarkdown(version.text()) : ofMrkdwn(version.text());
    }
    return ofBlocks(version.blocks());
  }

  static String ofBlocks(JsonNode blocks) {
    StringJoiner lines = new StringJoiner("\n");
    for (JsonNode block : blocks) {
      switch (block.path("type").asText()) {
        case "markdown" -> lines.add(ofMarkdown(block.path("text").asText()));
        case "section" -> {
          addObject(lines, block.path("text"));
          block.path("fields").forEach(field -> addObject(lines, field));
        }
        case "header" -> addObject(lines, block.path("text"));
        case "context" -> block.path("elements").forEach(element -> addObject(lines, element));
        case "rich_text" -> lines.add(ofRichText(block.path("elements")));
        default -> {}
      }
    }
    return lines.toString();
  }

  private static void addObject(StringJoiner lines, JsonNode object) {
    String text = object.path("text").asText();
    switch (object.path("type").asText()) {
      case "mrkdwn" -> lines.add(ofMrkdwn(text));
      case "plain_text" -> lines.add(Markup.unescape(text));
      default -> {}
    }
  }

  static String ofMrkdwn(String text) {
    StringBuilder seen = new StringBuilder();
    for (Markup.Piece piece : Markup.pieces(text)) {
      seen.append(
          switch (piece) {
            case Markup.Piece.Words words -> words.text();
            case Markup.Piece.Person person -> "@" + person.id();
            case Markup.Piece.Channel channel -> "#" + channel.id();
            case Markup.Piece.Broadcast broadcast -> "@" + broadcast.range();
            case Markup.Piece.Group group -> "@" + group.id();
            case Markup.Piece.Link link ->
                Markup.unescape(link.label() == null ? link.url() : link.label());
          });
    }
    return seen.toString();
  }

  /// As mrkdwn, and a backslash before punctuation is gone, except in code.
  static String ofMarkdown(String text) {
    Matcher matcher = CODE_OR_ESCAPE.matcher(ofMrkdwn(text));
    return matcher.replaceAll(found ->
        Matcher.quoteReplacement(found.group(1) == null ? found.group(2) : found.group(1)));
  }

  private static String ofRichText(JsonNode elements) {
    StringBuilder text = new StringBuilder();
    for (JsonNode element : elements) {
      switch (element.path("type").asText()) {
        case "text" -> text.append(element.path("text").asText());
        case "link" -> text.append(element.path("text").asText(element.path("url").asText()));
        case "user" -> text.append('@').append(element.path("user_id").asText());
        case "usergroup" -> text.append('@').append(element.path("usergroup_id").asText());
        case "broadcast" -> text.append('@').append(element.path("range").asText());
        case "channel" -> text.append('#').append(element.path("channel_id").asText());
        case "emoji" -> text.append(':').append(element.path("name").asText()).append(':');
        default -> text.append(ofRichText(element.path("elements")));
      }
    }
    return text.toString();
  }
}
