package dev.sightline.ask;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.IncomingFile;

/// What the journal keeps of an event, to run it again as it was.
///
/// One JSON object, its components by name, with `kind` (`mention`, `command`, …) beside them and
/// `at` (`public`, `private`, …) in the origin of each file.
public final class EventJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(ChatEvent.class, EventKinds.class)
          .addMixIn(IncomingFile.Origin.class, OriginKinds.class)
          .build();

  private EventJson() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = ChatEvent.Mention.class, name = "mention"),
    @JsonSubTypes.Type(value = ChatEvent.ThreadReply.class, name = "reply"),
    @JsonSubTypes.Type(value = ChatEvent.DirectMessage.class, name = "direct"),
    @JsonSubTypes.Type(value = ChatEvent.Command.class, name = "command"),
    @JsonSubTypes.Type(value = ChatEvent.MenuAction.class, name = "menu"),
    @JsonSubTypes.Type(value = ChatEvent.LinkPosted.class, name = "link"),
    @JsonSubTypes.Type(value = ChatEvent.Again.class, name = "again"),
    @JsonSubTypes.Type(value = ChatEvent.Continue.class, name = "continue")
  })
  private interface EventKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "at")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = IncomingFile.PublicUrl.class, name = "public"),
    @JsonSubTypes.Type(value = IncomingFile.SignedUrl.class, name = "signed"),
    @JsonSubTypes.Type(value = IncomingFile.PrivateUrl.class, name = "private"),
    @JsonSubTypes.Type(value = IncomingFile.OnDisk.class, name = "disk"),
    @JsonSubTypes.Type(value = IncomingFile.Unreadable.class, name = "unreadable")
  })
  private interface OriginKinds {}

  /// As JSON, on one line.
  public static String write(ChatEvent event) {
    try {
      return JSON.writerFor(ChatEvent.class).writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("event: " + event.key(), e);
    }
  }

  /// The event that [#write] wrote.
  public static ChatEvent read(String json) {
    try {
      return JSON.readValue(json, ChatEvent.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("event that cannot be read", e);
    }
  }
}
