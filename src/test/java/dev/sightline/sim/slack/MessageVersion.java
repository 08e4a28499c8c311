package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;

/// What a message said from one moment on.
///
/// @param text as it was sent, still escaped; empty where only blocks were sent
/// @param markdown true where `text` came as `markdown_text`
/// @param blocks with `block_id`s, empty without blocks
/// @param attachments unfurls among them
public record MessageVersion(
    Instant at, String text, boolean markdown, ArrayNode blocks, ArrayNode attachments) {

  /// What a reader sees of it, as plain text.
  public String readerText() {
    return ReaderText.of(this);
  }

  MessageVersion withAttachments(Instant when, ArrayNode value) {
    return new MessageVersion(when, text, markdown, blocks, value);
  }

  static MessageVersion plain(String text) {
    return new MessageVersion(Instant.now(), text, false, Json.array(), Json.array());
  }
}
