package dev.sightline.slack;

import com.slack.api.model.File;
import dev.sightline.event.EventKey;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message of a person as one of Slack's events tells it. Several events may tell of one message.
///
/// @param ts Slack's id of the message in its channel
/// @param threadTs the root of the thread it stands in; null outside of threads
/// @param text with Slack's markup
/// @param fileIds of files that its blocks name
/// @param isDirect whether it was written to the bot alone
/// @param isMention whether the event says that the bot is addressed
/// @param isWhole whether the event is sure to carry the files of the message, if there are any
record SlackMessage(
    String team,
    String channel,
    String ts,
    @Nullable String threadTs,
    String user,
    String text,
    List<File> files,
    List<String> fileIds,
    boolean isDirect,
    boolean isMention,
    boolean isWhole) {
  SlackMessage {
    files = List.copyOf(files);
    fileIds = List.copyOf(fileIds);
  }

  EventKey key() {
    return key(team, channel, ts);
  }

  static EventKey key(String team, String channel, String ts) {
    return new EventKey(Platform.SLACK, team + "/" + channel + "/" + ts);
  }

  /// The conversation: the thread it stands in, or the one that an answer to it opens.
  ThreadRef thread() {
    return new ThreadRef(Platform.SLACK, team, channel, threadTs == null ? ts : threadTs);
  }

  boolean isReply() {
    return threadTs != null && !threadTs.equals(ts);
  }

  /// The same message with the files that another event of it carries.
  SlackMessage withFilesOf(SlackMessage twin) {
    return new SlackMessage(
        team,
        channel,
        ts,
        threadTs,
        user,
        text,
        twin.files,
        twin.fileIds.isEmpty() ? fileIds : twin.fileIds,
        isDirect,
        isMention,
        true);
  }
}
