package dev.sightline.slack;

import com.slack.api.methods.request.files.FilesCompleteUploadExternalRequest.FileDetails;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.OutgoingFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shares a file of ours, in Slack's three steps: ask for an address, send the bytes there, say
/// where it belongs.
final class SlackUpload {
  private SlackUpload() {}

  /// Shares the file in a channel.
  ///
  /// @param threadTs null outside of threads
  static void to(
      SlackCalls calls,
      String channel,
      @Nullable String threadTs,
      OutgoingFile file,
      String caption)
      throws PlatformRefused, Throttled, InterruptedException {
    var place =
        calls.call(client ->
            client.filesGetUploadURLExternal(
                upload -> upload.filename(file.name()).length(file.bytes().size())));
    calls.upload(place.getUploadUrl(), file.bytes());
    FileDetails details = FileDetails.builder().id(place.getFileId()).title(file.name()).build();
    String comment = SlackText.inert(caption, SlackLimits.FALLBACK_CHARS);
    calls.call(client ->
        client.filesCompleteUploadExternal(upload ->
            upload
                .files(List.of(details))
                .channelId(channel)
                .threadTs(threadTs)
                .initialComment(comment)));
  }
}
