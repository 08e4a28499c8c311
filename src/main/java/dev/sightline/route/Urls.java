package dev.sightline.route;

import java.util.List;
import okhttp3.HttpUrl;

/// Joins a base URL and a path with exactly one slash.
final class Urls {
  private Urls() {}

  static HttpUrl join(HttpUrl base, String path) {
    HttpUrl.Builder url = base.newBuilder();
    List<String> segments = base.pathSegments();
    for (int i = segments.size() - 1; i > 0 && segments.get(i).isEmpty(); i--) {
      url.removePathSegment(i);
    }
    return url.addPathSegments(path).build();
  }
}
