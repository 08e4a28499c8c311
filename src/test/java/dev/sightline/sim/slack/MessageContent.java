package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;

/// Reads what a message shall say from the arguments of a call, and refuses what Slack refuses.
final class MessageContent {
  private MessageContent() {}

  /// @param textChars the most that `text` may have
  static MessageVersion read(ApiArgs args, int textChars) {
    String text = args.text("text");
    String markdown = args.text("markdown_text");
    ArrayNode blocks = args.array("blocks", "invalid_blocks_format");
    ArrayNode attachments = args.array("attachments", "invalid_attachments");
    if (!markdown.isEmpty() && !(text.isEmpty() && blocks.isEmpty())) {
      throw new ApiRefusal("markdown_text_conflict");
    }
    if (text.length() > textChars || markdown.length() > SlackLimits.MARKDOWN_CHARS) {
      throw new ApiRefusal("msg_too_long");
    }
    BlockRules.check(blocks, SlackLimits.BLOCKS_PER_MESSAGE);
    if (text.isBlank() && markdown.isBlank() && blocks.isEmpty() && attachments.isEmpty()) {
      throw new ApiRefusal("no_text");
    }
    return new MessageVersion(
        Instant.now(),
        markdown.isEmpty() ? text : markdown,
        !markdown.isEmpty(),
        BlockRules.withIds(blocks),
        attachments);
  }

  static boolean linksNames(ApiArgs args) {
    return args.flag("link_names") || args.text("parse").equals("full");
  }
}
