package dev.sightline.discord;

import dev.sightline.thread.OutgoingFile;
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
record MessageBody(
    String content, @Nullable String nonce, @Nullable String replyTo, @Nullable OutgoingFile file) {
  /// `SUPPRESS_EMBEDS`. Discord docs, "Message Flags" (c98d64bc, read 2026-08-06).
  private static final int SUPPRESS_EMBEDS = 1 << 2;

  private static final MediaType JSON = MediaType.get("application/json");

  static MessageBody of(String content) {
    return new MessageBody(content, null, null, null);
  }

  MessageBody withFile(OutgoingFile attached) {
    return new MessageBody(content, nonce, replyTo, attached);
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
            .put("flags", SUPPRESS_EMBEDS)
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
