package dev.sightline.bot;

/// What is asked of every service: the columns of docs/routes.md.
enum RouteCase {
  TEXT("text"),
  ONE_IMAGE("1 image"),
  THREE_IMAGES("3 images"),
  VIDEO("video file"),
  YOUTUBE("YouTube"),
  FOLLOW_UP("follow-up"),
  STOP("stop"),
  ERROR("error"),
  NO_USAGE("no usage"),
  BREAK("mid-stream failure");

  final String title;

  RouteCase(String title) {
    this.title = title;
  }
}
