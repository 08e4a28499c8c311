package dev.sightline.slack;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.slack.api.app_backend.events.payload.EventsApiPayload;
import com.slack.api.model.File;
import com.slack.api.model.event.AppMentionEvent;
import com.slack.api.model.event.MessageChangedEvent;
import com.slack.api.model.event.MessageDeletedEvent;
import com.slack.api.model.event.MessageEvent;
import com.slack.api.model.event.MessageFileShareEvent;
import com.slack.api.model.event.MessageThreadBroadcastEvent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads the events that tell of a message of a person. Those of apps give nothing.
final class SlackEvents {
  private SlackEvents() {}

  static Optional<SlackMessage> mention(
      EventsApiPayload<AppMentionEvent> payload, List<String> fileIds) {
    AppMentionEvent event = payload.getEvent();
    if (event.getBotId() != null || event.getUser() == null) {
      return Optional.empty();
    }
    List<File> files = orNone(event.getFiles());
    return Optional.of(
        new SlackMessage(
            payload.getTeamId(),
            event.getChannel(),
            event.getTs(),
            event.getThreadTs(),
            event.getUser(),
            orEmpty(event.getText()),
            files,
            fileIds,
            false,
            true,
            !files.isEmpty() || !fileIds.isEmpty()));
  }

  static Optional<SlackMessage> message(
      EventsApiPayload<MessageEvent> payload, List<String> fileIds) {
    MessageEvent event = payload.getEvent();
    if (event.getBotId() != null || event.getUser() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SlackMessage(
            payload.getTeamId(),
            event.getChannel(),
            event.getTs(),
            event.getThreadTs(),
            event.getUser(),
            orEmpty(event.getText()),
            orNone(event.getFiles()),
            fileIds,
            isDirect(event.getChannelType()),
            false,
            true));
  }

  static Optional<SlackMessage> upload(
      EventsApiPayload<MessageFileShareEvent> payload, List<String> fileIds) {
    MessageFileShareEvent event = payload.getEvent();
    if (event.getUser() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SlackMessage(
            payload.getTeamId(),
            event.getChannel(),
            event.getTs(),
            event.getThreadTs(),
            event.getUser(),
            orEmpty(event.getText()),
            orNone(event.getFiles()),
            fileIds,
            isDirect(event.getChannelType()),
            false,
            true));
  }

  /// A reply that is shown in the channel, too.
  static Optional<SlackMessage> broadcast(
      EventsApiPayload<MessageThreadBroadcastEvent> payload, List<String> fileIds) {
    MessageThreadBroadcastEvent event = payload.getEvent();
    if (event.getUser() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SlackMessage(
            payload.getTeamId(),
            event.getChannel(),
            event.getTs(),
            event.getThreadTs(),
            event.getUser(),
            orEmpty(event.getText()),
            List.of(),
            fileIds,
            isDirect(event.getChannelType()),
            false,
            true));
  }

  /// The message that somebody deleted; it has no text any more.
  static Optional<SlackMessage> deleted(EventsApiPayload<MessageDeletedEvent> payload) {
    MessageDeletedEvent event = payload.getEvent();
    var before = event.getPreviousMessage();
    if (before == null || before.getBotId() != null || before.getUser() == null) {
      return Optional.empty();
    }
    return Optional.of(
        gone(
            payload.getTeamId(),
            event.getChannel(),
            event.getDeletedTs(),
            before.getThreadTs(),
            before.getUser()));
  }

  /// A message with replies that somebody deleted: Slack keeps the thread, and tells of the message
  /// as changed to a `tombstone`. All other changes give nothing.
  static Optional<SlackMessage> emptied(EventsApiPayload<MessageChangedEvent> payload) {
    MessageChangedEvent event = payload.getEvent();
    var now = event.getMessage();
    if (now == null || !"tombstone".equals(now.getSubtype())) {
      return Optional.empty();
    }
    return Optional.of(
        gone(
            payload.getTeamId(),
            event.getChannel(),
            now.getTs(),
            now.getThreadTs(),
            orEmpty(now.getUser())));
  }

  /// A message that its author changed. Slack tells the same way of links that it unfurls and of
  /// our own updates; those of apps, and where the words are the same, give nothing.
  static Optional<SlackMessage> edited(EventsApiPayload<MessageChangedEvent> payload) {
    MessageChangedEvent event = payload.getEvent();
    var now = event.getMessage();
    if (now == null
        || now.getSubtype() != null
        || now.getBotId() != null
        || now.getUser() == null
        || now.getEdited() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SlackMessage(
            payload.getTeamId(),
            event.getChannel(),
            now.getTs(),
            now.getThreadTs(),
            now.getUser(),
            orEmpty(now.getText()),
            orNone(now.getFiles()),
            List.of(),
            isDirect(event.getChannelType()),
            false,
            true));
  }

  private static SlackMessage gone(
      String team, String channel, String ts, @Nullable String threadTs, String user) {
    return new SlackMessage(
        team, channel, ts, threadTs, user, "", List.of(), List.of(), false, false, true);
  }

  /// Ids of the files that the blocks of an event name, which the SDK's classes leave out:
  /// `{"type":"file","file_id":"F…"}` inside of `rich_text`
  /// (https://github.com/agentconnect-md/agentconnect/pull/1862, 2026).
  static List<String> fileIds(String body) {
    if (!body.contains("\"file_id\"")
        || !(JsonParser.parseString(body) instanceof JsonObject payload)
        || !(payload.get("event") instanceof JsonObject event)
        || event.get("blocks") == null) {
      return List.of();
    }
    return named(event.get("blocks")).distinct().toList();
  }

  private static Stream<String> named(JsonElement element) {
    if (element.isJsonArray()) {
      return StreamSupport.stream(element.getAsJsonArray().spliterator(), false)
          .flatMap(SlackEvents::named);
    }
    if (!(element instanceof JsonObject object)) {
      return Stream.empty();
    }
    if (isString(object.get("type"), "file") && object.get("file_id") != null) {
      return Stream.of(object.get("file_id").getAsString());
    }
    return object.asMap().values().stream().flatMap(SlackEvents::named);
  }

  private static boolean isString(@Nullable JsonElement element, String value) {
    return element != null && element.isJsonPrimitive() && element.getAsString().equals(value);
  }

  private static boolean isDirect(@Nullable String channelType) {
    return "im".equals(channelType);
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  private static List<File> orNone(@Nullable List<File> files) {
    return Objects.requireNonNullElse(files, List.of());
  }
}
