package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A file as it lies on the CDN.
///
/// @param channelId the folder it is under
/// @param isEphemeral whether it lies under `/ephemeral-attachments/`
public record SimAttachment(long id, long channelId, SimFile file, boolean isEphemeral) {

  /// Its path on the CDN, without the signature.
  String path() {
    return "/%s/%d/%d/%s"
        .formatted(
            isEphemeral ? "ephemeral-attachments" : "attachments",
            channelId,
            id,
            Cdn.safeName(file.name()));
  }

  ObjectNode json(Cdn cdn) {
    ObjectNode json =
        Json.object()
            .put("id", Long.toString(id))
            .put("filename", Cdn.safeName(file.name()))
            .put("size", file.sizeBytes())
            .put("url", cdn.url(this))
            .put("proxy_url", cdn.proxyUrl(this))
            .put("content_type", file.contentType())
            .put("content_scan_version", 0)
            .put("placeholder_version", 1)
            .put("flags", 0);
    if (file.widthPx() != null && file.heightPx() != null) {
      json.put("width", file.widthPx()).put("height", file.heightPx());
    }
    if (file.durationSeconds() != null) {
      json.put("duration_secs", file.durationSeconds());
    }
    if (isEphemeral) {
      json.put("ephemeral", true);
    }
    return json;
  }
}
