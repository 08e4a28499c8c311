package dev.sightline.discord;

import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import java.util.List;
import net.dv8tion.jda.api.utils.AttachedFile;
import net.dv8tion.jda.api.utils.FileUpload;
import net.dv8tion.jda.api.utils.data.DataArray;
import net.dv8tion.jda.api.utils.data.DataObject;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/// A message on its way to Discord. Whatever its text says, it pings nobody and unfurls no link.
///
/// @param content already inert and short enough
/// @param nonce lets Discord recognise a send that is tried again; absent for edits and follow-ups
/// @param replyTo id of the message that this one answers, shown above it
/// @param rows the components below it; an edit takes away those that are not there any more
/// @param isForOneAlone whether only who pressed or commanded sees it; for follow-ups
record MessageBody(
    String content,
    @Nullable String nonce,
    @Nullable String replyTo,
    @Nullable OutgoingFile file,
    DataArray rows,
    boolean isForOneAlone) {
  /// `SUPPRESS_EMBEDS`. Discord docs, "Message Flags" (c98d64bc, read 2026-08-06).
  private static final int SUPPRESS_EMBEDS = 1 << 2;

  /// `EPHEMERAL`, same page.
  private static final int EPHEMERAL = 1 << 6;

  private static final MediaType JSON = MediaType.get("application/json");

  static MessageBody of(String content) {
    return new MessageBody(content, null, null, null, DataArray.empty(), false);
  }

  /// A page with its buttons.
  static MessageBody of(Page page) {
    return new MessageBody(PageText.of(page), null, null, null, DiscordButtons.rows(page), false);
  }

  /// The same as a new message in a channel.
  MessageBody sent(String withNonce, @Nullable String inReplyTo) {
    return new MessageBody(content, withNonce, inReplyTo, file, rows, isForOneAlone);
  }

  MessageBody forOneAlone() {
    return new MessageBody(content, nonce, replyTo, file, rows, true);
  }

  MessageBody withFile(OutgoingFile attached) {
    return new MessageBody(content, nonce, replyTo, attached, rows, isForOneAlone);
  }

  RequestBody toRequest() {
    RequestBody json = RequestBody.create(toJson().toJson(), JSON);
    if (file == null) {
      return json;
    }
    FileUpload upload = FileUpload.fromData(file.bytes().toByteArray(), file.name());
    return AttachedFile.createMultipartBody(List.of(upload), json).build();
  }

  private DataObject toJson() {
    DataObject json =
        DataObject.empty()
            .put("content", content)
            .put("flags", isForOneAlone ? SUPPRESS_EMBEDS | EPHEMERAL : SUPPRESS_EMBEDS)
            .put("components", rows)
            .put(
                "allowed_mentions",
                DataObject.empty().put("parse", DataArray.empty()).put("replied_user", false));
    if (nonce != null) {
      json.put("nonce", nonce).put("enforce_nonce", true);
    }
    if (replyTo != null) {
      json.put(
          "message_reference",
          DataObject.empty().put("message_id", replyTo).put("fail_if_not_exists", false));
    }
    if (file != null) {
      json.put(
          "attachments",
          DataArray.empty().add(DataObject.empty().put("id", 0).put("filename", file.name())));
    }
    return json;
  }
}
