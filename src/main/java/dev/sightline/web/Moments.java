package dev.sightline.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times in words.
///
/// @param zone whose clocks they are read from
record Moments(ZoneId zone) {
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.UK);

  Html html(Instant at) {
    return Html.of("<time datetime=\"%s\">%s</time>", at, SHORT.format(at.atZone(zone)));
  }

  /// How long something took or takes, such as `41 s` and `3 min 05 s`.
  static String span(Instant from, Instant until) {
    Duration span = Duration.between(from, until.isBefore(from) ? from : until);
    return span.toMinutes() == 0
        ? span.toSeconds() + " s"
        : "%d min %02d s".formatted(span.toMinutes(), span.toSecondsPart());
  }
}
