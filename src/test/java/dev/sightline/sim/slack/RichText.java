package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The `rich_text` block that Slack's clients send beside the text of a message.
final class RichText {
  private RichText() {}

  static ArrayNode blocks(String text) {
    ArrayNode blocks = Json.array();
    if (text.isEmpty()) {
      return blocks;
    }
    ArrayNode elements = Json.array();
    for (Markup.Piece piece : Markup.pieces(text)) {
      elements.add(element(piece));
    }
    ObjectNode block = blocks.addObject().put("type", "rich_text").put("block_id", "rt1");
    block
        .putArray("elements")
        .addObject()
        .put("type", "rich_text_section")
        .set("elements", elements);
    return blocks;
  }

  private static ObjectNode element(Markup.Piece piece) {
    ObjectNode element = Json.object();
    return switch (piece) {
      case Markup.Piece.Words(String text) -> element.put("type", "text").put("text", text);
      case Markup.Piece.Person(String id) -> element.put("type", "user").put("user_id", id);
      case Markup.Piece.Channel(String id) -> element.put("type", "channel").put("channel_id", id);
      case Markup.Piece.Broadcast(String range) ->
          element.put("type", "broadcast").put("range", range);
      case Markup.Piece.Group(String id) ->
          element.put("type", "usergroup").put("usergroup_id", id);
      case Markup.Piece.Link link -> {
        element.put("type", "link").put("url", Markup.unescape(link.url()));
        if (link.label() != null) {
          element.put("text", Markup.unescape(link.label()));
        }
        yield element;
      }
    };
  }
}
