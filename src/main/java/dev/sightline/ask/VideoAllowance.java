package dev.sightline.ask;

import dev.sightline.failure.NotAllowed;
import dev.sightline.ledger.Identities;
import dev.sightline.media.MediaPipeline;
import dev.sightline.media.MediaReport;
import dev.sightline.media.ReadMedia;
import dev.sightline.media.VideoPreview;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Sees to it that models watch no more video for a person than the configuration allows in a day.
/// It counts for the ask that it came with; that a model sees it again in what follows does not.
/// Safe for all asks.
final class VideoAllowance {
  /// What a video counts whose length nobody tells before it is paid for, as on YouTube. Our own
  /// choice.
  private static final Duration UNKNOWN_LENGTH = Duration.ofMinutes(10);

  private final MediaPipeline media;
  private final VideoDays days;
  private final AskRules rules;
  private final Identities identities;

  VideoAllowance(MediaPipeline media, VideoDays days, AskRules rules, Identities identities) {
    this.media = media;
    this.days = days;
    this.rules = rules;
    this.identities = identities;
  }

  /// Counts the videos that are about to be watched.
  ///
  /// @throws NotAllowed if they are too much for today
  void count(Ask ask, MediaReport report) throws NotAllowed, InterruptedException {
    AskRules.VideoRule rule = rules.videos();
    boolean isBound =
        rule.perDay().isPositive()
            && !rules.rights().isListed(new Standing(ask.person(), ask.thread().channel()));
    Duration length = isBound ? length(report) : Duration.ZERO;
    List<String> others = isBound ? identities.otherKeys(ask.person()) : List.of();
    if (length.isPositive()
        && !days.count(ask.id(), ask.person(), others, length, rule.perDay(), rule.zone())) {
      throw new NotAllowed(
          "I let models watch %s of video for one person in a day, and you have %s left; this takes %s. It starts anew at midnight (%s). An admin can raise it."
              .formatted(
                  shown(rule.perDay()),
                  shown(rule.perDay().minus(days.today(ask.person(), others, rule.zone()))),
                  shown(length),
                  rule.zone()));
    }
  }

  private Duration length(MediaReport report) throws InterruptedException {
    long videos = report.read().stream().filter(VideoAllowance::isVideo).count();
    if (videos == 0) {
      return Duration.ZERO;
    }
    Duration known = Duration.ZERO;
    for (VideoPreview video : media.preview(report)) {
      if (video.length().isPositive()) {
        known = known.plus(video.length());
        videos--;
      }
    }
    return known.plus(UNKNOWN_LENGTH.multipliedBy(videos));
  }

  private static boolean isVideo(ReadMedia media) {
    return switch (media.kind()) {
      case VIDEO, YOUTUBE -> true;
      case IMAGE -> false;
    };
  }

  private static String shown(Duration length) {
    Duration left = length.isNegative() ? Duration.ZERO : length;
    return String.format(Locale.ROOT, "%d:%02d min", left.toMinutes(), left.toSecondsPart());
  }
}
