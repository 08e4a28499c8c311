package dev.sightline.slack;

import com.slack.api.model.File;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.IncomingFile.Origin;
import dev.sightline.event.IncomingFile.PrivateUrl;
import dev.sightline.event.IncomingFile.PublicUrl;
import dev.sightline.event.IncomingFile.Unreadable;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Slack's file objects in our words. Every file is either fetchable or says why not.
final class SlackFiles {
  private final SlackCalls calls;

  SlackFiles(SlackCalls calls) {
    this.calls = calls;
  }

  /// The files of a message.
  ///
  /// @param ids of files that the message names without describing them
  List<IncomingFile> incoming(List<File> files, List<String> ids) throws InterruptedException {
    List<IncomingFile> incoming = new ArrayList<>();
    for (File file : files) {
      incoming.add(isStub(file) ? lookedUp(file.getId()) : described(file));
    }
    for (String id : ids) {
      if (files.stream().noneMatch(file -> id.equals(file.getId()))) {
        incoming.add(lookedUp(id));
      }
    }
    return incoming;
  }

  /// Files of another organisation come as an id only.
  private static boolean isStub(File file) {
    return "check_file_info".equals(file.getFileAccess())
        || (file.getMode() == null && url(file) == null);
  }

  private IncomingFile lookedUp(String id) throws InterruptedException {
    return lookedUp(id, SlackFiles::opened);
  }

  /// What `read` makes of the file of that id.
  IncomingFile lookedUp(String id, Function<File, IncomingFile> read) throws InterruptedException {
    try {
      File file =
          calls
              .patiently(() -> calls.call(client -> client.filesInfo(info -> info.file(id))))
              .getFile();
      return read.apply(file);
    } catch (PlatformRefused refused) {
      return new IncomingFile("a file", "", -1, new Unreadable("A file: " + sentence(refused)));
    }
  }

  /// A file as Slack tells of it where it is asked.
  static IncomingFile opened(File file) {
    return isStub(file) ? unreadable(file, "Slack does not let me open it.") : described(file);
  }

  private static String sentence(PlatformRefused refused) {
    return switch (refused.note().message().replaceFirst(" .*", "")) {
      case "missing_scope" ->
          "I may not open files here, because the scope `files:read` is missing. An admin adds it"
              + " to the app and installs it again.";
      case "file_not_found", "file_deleted" ->
          "it is gone or not shared with me. Please upload it again.";
      case "access_denied" -> "the organisation it belongs to does not let me open it.";
      default ->
          refused.reason() == Reason.UNREACHABLE
              ? "Slack did not tell me where it is. Please ask again in a minute."
              : "Slack does not let me open it (%s).".formatted(refused.note().message());
    };
  }

  private static IncomingFile described(File file) {
    String mode = file.getMode() == null ? "hosted" : file.getMode();
    if ("access_denied".equals(file.getFileAccess())) {
      return unreadable(file, "the organisation it belongs to does not let me open it.");
    }
    return switch (mode) {
      case "tombstone" ->
          unreadable(file, "it was deleted before I could look. Please upload it again.");
      case "hidden_by_limit" ->
          unreadable(
              file, "Slack hides it, because this workspace has reached the limit of its plan.");
      case "external" -> external(file);
      case "hosted", "snippet" -> hosted(file);
      default -> unreadable(file, "it is a Slack %s; I read pictures and videos.".formatted(mode));
    };
  }

  private static IncomingFile hosted(File file) {
    URI url = url(file);
    return url == null
        ? unreadable(file, "Slack did not tell me where it is. Please upload it again.")
        : incoming(file, new PrivateUrl(url));
  }

  /// Drive, Dropbox and others: the URL is theirs, and Slack's token must not go there.
  private static IncomingFile external(File file) {
    URI url = web(Objects.requireNonNullElse(file.getExternalUrl(), ""));
    if (url == null) {
      url = web(Objects.requireNonNullElse(file.getUrlPrivate(), ""));
    }
    return url == null
        ? unreadable(file, "it is kept outside of Slack, where I cannot fetch it. Upload it here.")
        : incoming(file, new PublicUrl(url));
  }

  private static @Nullable URI url(File file) {
    URI download = web(Objects.requireNonNullElse(file.getUrlPrivateDownload(), ""));
    return download != null ? download : web(Objects.requireNonNullElse(file.getUrlPrivate(), ""));
  }

  private static @Nullable URI web(String url) {
    if (!url.startsWith("https://") && !url.startsWith("http://")) {
      return null;
    }
    try {
      URI uri = new URI(url);
      return uri.getHost() == null ? null : uri;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static IncomingFile unreadable(File file, String why) {
    return incoming(file, new Unreadable("“%s”: %s".formatted(name(file), why)));
  }

  private static IncomingFile incoming(File file, Origin origin) {
    Integer size = file.getSize();
    return new IncomingFile(
        name(file),
        type(file),
        size == null || size <= 0 ? -1 : size.longValue(),
        origin,
        web(Objects.requireNonNullElse(file.getVtt(), "")));
  }

  private static String name(File file) {
    String name = file.getName() == null ? file.getTitle() : file.getName();
    return name == null || name.isBlank() ? "a file" : name;
  }

  /// A voice message is called `video/mp4` at times (facts of three bots, 2026); its subtype is
  /// right.
  private static String type(File file) {
    return "slack_audio".equals(file.getSubtype())
        ? "audio/mp4"
        : Objects.requireNonNullElse(file.getMimetype(), "");
  }
}
