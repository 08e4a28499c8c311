package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What Slack found behind a link.
public record Unfurl(
    String url, String serviceName, String title, String authorName, String thumbUrl) {

  public static Unfurl youtube(String url, String title, String authorName) {
    return new Unfurl(url, "YouTube", title, authorName, "https://i.ytimg.com/vi/x/hqdefault.jpg");
  }

  ObjectNode toJson(int id) {
    return Json.object()
        .put("fallback", serviceName + " Video: " + title)
        .put("id", id)
        .put("from_url", url)
        .put("original_url", url)
        .put("title", title)
        .put("title_link", url)
        .put("service_name", serviceName)
        .put("service_url", "https://www.youtube.com/")
        .put("service_icon", "https://a.slack-edge.com/80588/img/unfurl_icons/youtube.png")
        .put("author_name", authorName)
        .put("author_link", "https://www.youtube.com/@" + authorName.replace(" ", ""))
        .put("thumb_url", thumbUrl)
        .put("thumb_width", 480)
        .put("thumb_height", 360)
        .put("video_html", "<iframe width=\"400\" height=\"225\" src=\"" + url + "\"></iframe>")
        .put("video_html_width", 400)
        .put("video_html_height", 225);
  }
}
