package dev.sightline.ask;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.Said;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody asked, as it can be asked again later.
///
/// The store has it as one JSON object: `{"said":{"text":…,"files":[…]},"quoted":…,"verb":…}`,
/// where the origin of a file is `{"form":"public","url":…}`, `{"form":"private","url":…}`,
/// `{"form":"disk","path":…}` or `{"form":"none","reason":…}`.
///
/// @param verb null where no command or menu said what to do
record Asked(Said said, @Nullable Said quoted, ChatEvent.@Nullable Verb verb) {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /// What the event asks, or null where it asks nothing of its own.
  static @Nullable Asked of(ChatEvent event) {
    return switch (event) {
      case ChatEvent.Mention mention -> new Asked(mention.said(), mention.quoted(), null);
      case ChatEvent.ThreadReply reply -> new Asked(reply.said(), reply.quoted(), null);
      case ChatEvent.DirectMessage direct -> new Asked(direct.said(), direct.quoted(), null);
      case ChatEvent.Command command -> new Asked(command.said(), null, command.verb());
      case ChatEvent.MenuAction menu -> new Asked(Said.words(""), menu.target(), menu.verb());
      case ChatEvent.LinkPosted posted ->
          new Asked(Said.words(""), posted.said(), ChatEvent.Verb.WATCH);
      case ChatEvent.Again _,
          ChatEvent.Continue _,
          ChatEvent.Deleted _,
          ChatEvent.Edited _,
          ChatEvent.Pressed _,
          ChatEvent.Stop _ ->
          null;
    };
  }

  /// What somebody wrote: the message itself, or the one that a menu was opened on.
  Said written() {
    return verb != null && quoted != null ? quoted : said;
  }

  /// The same with other words and files.
  Asked saying(Said other) {
    return verb != null && quoted != null
        ? new Asked(said, other, verb)
        : new Asked(other, quoted, verb);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(
          new Row(SaidRow.of(said), quoted == null ? null : SaidRow.of(quoted), verb));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a question cannot be written", e);
    }
  }

  static Asked fromJson(String json) {
    try {
      Row row = JSON.readValue(json, Row.class);
      return new Asked(
          row.said().said(), row.quoted() == null ? null : row.quoted().said(), row.verb());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a question cannot be read", e);
    }
  }

  record Row(SaidRow said, @Nullable SaidRow quoted, ChatEvent.@Nullable Verb verb) {}

  record SaidRow(String text, List<FileRow> files) {
    static SaidRow of(Said said) {
      return new SaidRow(said.text(), said.files().stream().map(FileRow::of).toList());
    }

    Said said() {
      return new Said(text, files.stream().map(FileRow::file).toList());
    }
  }

  record FileRow(String name, String type, long sizeBytes, OriginRow origin) {
    static FileRow of(IncomingFile file) {
      OriginRow origin =
          switch (file.origin()) {
            case IncomingFile.PublicUrl(URI url) -> new PublicRow(url.toString());
            case IncomingFile.SignedUrl(URI url) -> new SignedRow(url.toString());
            case IncomingFile.PrivateUrl(URI url) -> new PrivateRow(url.toString());
            case IncomingFile.OnDisk(Path path) -> new DiskRow(path.toString());
            case IncomingFile.Unreadable(String reason) -> new NoneRow(reason);
          };
      return new FileRow(file.name(), file.claimedType(), file.claimedSizeBytes(), origin);
    }

    IncomingFile file() {
      IncomingFile.Origin from =
          switch (origin) {
            case PublicRow(String url) -> new IncomingFile.PublicUrl(URI.create(url));
            case SignedRow(String url) -> new IncomingFile.SignedUrl(URI.create(url));
            case PrivateRow(String url) -> new IncomingFile.PrivateUrl(URI.create(url));
            case DiskRow(String path) -> new IncomingFile.OnDisk(Path.of(path));
            case NoneRow(String reason) -> new IncomingFile.Unreadable(reason);
          };
      return new IncomingFile(name, type, sizeBytes, from);
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "form")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = PublicRow.class, name = "public"),
    @JsonSubTypes.Type(value = SignedRow.class, name = "signed"),
    @JsonSubTypes.Type(value = PrivateRow.class, name = "private"),
    @JsonSubTypes.Type(value = DiskRow.class, name = "disk"),
    @JsonSubTypes.Type(value = NoneRow.class, name = "none")
  })
  sealed interface OriginRow {}

  record PublicRow(String url) implements OriginRow {}

  record SignedRow(String url) implements OriginRow {}

  record PrivateRow(String url) implements OriginRow {}

  record DiskRow(String path) implements OriginRow {}

  record NoneRow(String reason) implements OriginRow {}
}
