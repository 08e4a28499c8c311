package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/// File objects in Slack's shape.
final class FileJson {
  static final String PRIVATE = "/files-pri/";

  private final Supplier<URI> base;
  private final Function<String, ChannelKind> kinds;

  /// @param kinds of channels by their ids
  FileJson(Supplier<URI> base, Function<String, ChannelKind> kinds) {
    this.base = base;
    this.kinds = kinds;
  }

  /// As messages and events carry it: a stub for Slack Connect.
  ObjectNode inMessage(SimFile file) {
    if (file.mode() instanceof SimFile.Mode.ConnectStub) {
      return Json.object()
          .put("id", file.id())
          .put("mode", "file_access")
          .put("file_access", "check_file_info")
          .put("created", 0)
          .put("timestamp", 0)
          .put("user", file.uploaderId());
    }
    return full(file);
  }

  /// As `files.info` gives it.
  ObjectNode full(SimFile file) {
    return switch (file.mode()) {
      case SimFile.Mode.Hosted() -> hosted(file, "visible");
      case SimFile.Mode.ConnectStub() -> hosted(file, "visible");
      case SimFile.Mode.Tombstone() -> gone(file, "tombstone");
      case SimFile.Mode.HiddenByLimit() -> gone(file, "hidden_by_limit").put("name", file.name());
      case SimFile.Mode.External(String url) ->
          common(file)
              .put("size", 0)
              .put("mode", "external")
              .put("is_external", true)
              .put("external_type", "gdrive")
              .put("external_url", url)
              .put("url_private", url);
    };
  }

  private ObjectNode hosted(SimFile file, String access) {
    String name = inPath(file);
    String place = base.get() + PRIVATE + SlackWorld.TEAM_ID + "-" + file.id() + "/";
    ObjectNode json =
        common(file)
            .put("size", file.bytes().size())
            .put("mode", "hosted")
            .put("is_external", false)
            .put("external_type", "")
            .put("file_access", access)
            .put("url_private", place + name)
            .put("url_private_download", place + "download/" + name)
            .put("media_display_type", mediaType(file));
    if (file.subtype() != null) {
      json.put("subtype", file.subtype());
    }
    if (file.transcript() != null) {
      json.putObject("transcription").put("status", "complete");
      json.put("vtt", place + "file.vtt?_xcb=1");
    }
    return json;
  }

  private ObjectNode common(SimFile file) {
    long created = System.currentTimeMillis() / 1_000;
    String page =
        "%s/files/%s/%s/%s"
            .formatted(
                base.get(), file.uploaderId(), file.id(), inPath(file).toLowerCase(Locale.ROOT));
    ObjectNode json =
        Json.object()
            .put("id", file.id())
            .put("created", created)
            .put("timestamp", created)
            .put("name", file.name())
            .put("title", file.title())
            .put("mimetype", file.mimetype())
            .put("filetype", file.filetype())
            .put("pretty_type", file.filetype().toUpperCase(Locale.ROOT))
            .put("user", file.uploaderId())
            .put("user_team", SlackWorld.TEAM_ID)
            .put("editable", false)
            .put("is_public", isPublic(file))
            .put("public_url_shared", false)
            .put("display_as_bot", false)
            .put("username", "")
            .put("permalink", page)
            .put("has_rich_preview", false);
    for (ChannelKind kind : ChannelKind.values()) {
      ArrayNode places = json.putArray(kind.filesKey());
      file.sharedIn().stream().filter(place -> kinds.apply(place) == kind).forEach(places::add);
    }
    return json;
  }

  private boolean isPublic(SimFile file) {
    return file.sharedIn().stream().anyMatch(place -> kinds.apply(place) == ChannelKind.PUBLIC);
  }

  private static String inPath(SimFile file) {
    return URLEncoder.encode(file.name(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static ObjectNode gone(SimFile file, String mode) {
    return Json.object().put("id", file.id()).put("mode", mode);
  }

  private static String mediaType(SimFile file) {
    if (file.mimetype().startsWith("video/") && !"slack_audio".equals(file.subtype())) {
      return "video";
    }
    return file.mimetype().startsWith("audio/") || file.subtype() != null ? "audio" : "unknown";
  }
}
