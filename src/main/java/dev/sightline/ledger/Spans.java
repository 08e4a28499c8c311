package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Per;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/// Where hours, days and longer spans begin in a zone.
record Spans(ZoneId zone) {
  /// The spans of the table `tallies`.
  enum Kind {
    HOUR,
    DAY
  }

  LocalDate date(Instant at) {
    return LocalDate.ofInstant(at, zone);
  }

  Instant day(Instant at) {
    return start(date(at));
  }

  Instant start(LocalDate date) {
    return date.atStartOfDay(zone).toInstant();
  }

  /// The beginning of the hour on the clocks of the zone; an hour that comes twice is two.
  Instant hour(Instant at) {
    return at.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
  }

  /// Since when spending counts: the beginning of a day, or of an hour for a window.
  Instant since(Per per, Instant now) {
    var today = date(now);
    return switch (per.kind()) {
      case ASK -> now;
      case DAY -> start(today);
      case WEEK -> start(today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
      case MONTH -> start(today.with(TemporalAdjusters.firstDayOfMonth()));
      case ROLLING -> hour(now.minus(per.hours(), ChronoUnit.HOURS));
    };
  }

  /// The first day of the next span of the calendar.
  LocalDate next(Per per, Instant now) {
    var today = date(now);
    return switch (per.kind()) {
      case DAY -> today.plusDays(1);
      case WEEK -> today.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
      case MONTH -> today.with(TemporalAdjusters.firstDayOfNextMonth());
      case ASK, ROLLING -> throw new IllegalArgumentException("per: " + per.text());
    };
  }

  /// The first beginning of a day that is not before `at`.
  Instant firstDayFrom(Instant at) {
    var day = day(at);
    return day.equals(at) ? day : start(date(at).plusDays(1));
  }
}
