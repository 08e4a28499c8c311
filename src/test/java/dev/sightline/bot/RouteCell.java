package dev.sightline.bot;

import dev.sightline.bot.RouteService.Cost;
import java.util.Arrays;
import java.util.List;

/// What comes of one case at one service: [RouteMatrixIT] holds the bot to it, and [RoutesPage]
/// tells it to people.
///
/// @param said what the person reads under the answer, or instead of it; empty where there is
///   nothing but the answer
/// @param images how many pictures the service is shown
/// @param videos how many videos, those on YouTube among them
record RouteCell(
    RouteService service,
    RouteCase asked,
    Outcome outcome,
    String said,
    int images,
    int videos,
    Cost cost) {
  private static final int FRAMES = 8;

  /// How it ends.
  enum Outcome {
    /// With an answer, or what there was of it.
    ANSWERED,
    /// With a sentence instead of an answer.
    REFUSED,
    /// It cannot come to that.
    NONE
  }

  /// All of them, by row and column.
  static List<RouteCell> all() {
    return Arrays.stream(RouteService.values())
        .flatMap(service -> Arrays.stream(RouteCase.values()).map(asked -> of(service, asked)))
        .toList();
  }

  static RouteCell of(RouteService service, RouteCase asked) {
    if (service == RouteService.OFFLINE) {
      return offline(asked);
    }
    RouteCell whole = new RouteCell(service, asked, Outcome.ANSWERED, "", 0, 0, service.cost);
    RouteCell untold =
        new RouteCell(service, asked, Outcome.ANSWERED, "", 0, 0, service.costUntold);
    return switch (asked) {
      case TEXT -> whole;
      case ONE_IMAGE, FOLLOW_UP -> whole.showing(1, 0);
      case THREE_IMAGES ->
          service.maxImages() >= 3
              ? whole.showing(3, 0)
              : whole
                  .showing(service.maxImages(), 0)
                  .saying(
                      "The model takes at most %d pictures at once, so rocket.jpg is left out. Please ask about it separately."
                          .formatted(service.maxImages()));
      case VIDEO -> service.takes("video") ? whole.showing(0, 1) : whole.showingFrames();
      case YOUTUBE ->
          service.takes("youtube")
              ? whole.showing(0, 1)
              : whole.refused(
                  "No model that is set for this channel can watch videos on YouTube. Ask in another one, or an admin can change `channels` in sightline.yaml.");
      case STOP -> {
        String said = "Stopped by @U%s.".formatted(service);
        yield service == RouteService.FAL_QUEUE
            ? new RouteCell(service, asked, Outcome.REFUSED, said, 0, 0, Cost.TOLD_LATER)
            : untold.saying(said);
      }
      case ERROR -> whole.refused(failed(service));
      case NO_USAGE -> untold;
      case BREAK ->
          service == RouteService.FAL_QUEUE
              ? whole.refused(failed(service))
              : untold.saying(failed(service));
    };
  }

  private static RouteCell offline(RouteCase asked) {
    Outcome outcome =
        switch (asked) {
          case TEXT, ONE_IMAGE, THREE_IMAGES, VIDEO, YOUTUBE, FOLLOW_UP -> Outcome.REFUSED;
          case STOP, ERROR, NO_USAGE, BREAK -> Outcome.NONE;
        };
    String said =
        outcome == Outcome.NONE
            ? ""
            : "No model is configured, so I cannot answer this. An admin can add a provider's key to `sightline.yaml`.";
    return new RouteCell(RouteService.OFFLINE, asked, outcome, said, 0, 0, Cost.FREE);
  }

  private static String failed(RouteService service) {
    return "%s failed on its side. Please ask again.".formatted(service.configName());
  }

  private RouteCell showing(int pictures, int films) {
    return new RouteCell(service, asked, outcome, said, pictures, films, cost);
  }

  private RouteCell showingFrames() {
    int frames = Math.min(FRAMES, service.maxImages());
    return showing(frames, 0)
        .saying("This model cannot watch videos: it saw %d frames of clip.mp4.".formatted(frames));
  }

  private RouteCell saying(String words) {
    return new RouteCell(service, asked, outcome, words, images, videos, cost);
  }

  private RouteCell refused(String words) {
    return new RouteCell(service, asked, Outcome.REFUSED, words, 0, 0, Cost.NOTHING);
  }

  /// Stands in the question, so that everybody knows which it is.
  String tag() {
    return "[%s/%s]".formatted(service, asked);
  }

  @Override
  public String toString() {
    return service + " × " + asked;
  }
}
