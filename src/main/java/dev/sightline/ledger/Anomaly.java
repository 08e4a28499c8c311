package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Of;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// What is so unusual that somebody has to look at it: more spent since the beginning of the hour
/// than `times` the dearest hour of the last [#USUAL], and more than `above`.
///
/// Who is new is never unusual: something has to be spent on [#LEAST_DAYS] days before.
///
/// @param times 0 for never
/// @param above nothing below it is looked at
public record Anomaly(int times, NanoUsd above) {
  /// Nothing is.
  public static final Anomaly NEVER = new Anomaly(0, NanoUsd.ZERO);

  /// What is compared with; our own choice, so that a week of holidays changes nothing.
  private static final Duration USUAL = Duration.ofDays(14);

  /// Our own choice.
  private static final int LEAST_DAYS = 3;

  /// @param hour spent since its beginning
  /// @param usual most of an hour before
  record Found(NanoUsd hour, NanoUsd usual) {}

  /// Looks at one row, and at the hours of two weeks only where that is above [#above].
  Optional<Found> find(Handle handle, Spans spans, Whose whose, Instant now) {
    if (times == 0) {
      return Optional.empty();
    }
    long start = spans.hour(now).toEpochMilli();
    NanoUsd hour =
        handle
            .createQuery(
                """
                SELECT nanos FROM tallies
                WHERE scope = :scope AND who = :who AND span = 'HOUR' AND start = :start
                """)
            .bind("scope", whose.scope().name())
            .bind("who", whose.who())
            .bind("start", start)
            .mapTo(long.class)
            .findFirst()
            .map(NanoUsd::new)
            .orElse(NanoUsd.ZERO);
    if (hour.compareTo(above) <= 0) {
      return Optional.empty();
    }
    NanoUsd known = whose.scope() == Of.CHANNEL ? ofKnown(handle, whose, start, now) : NanoUsd.ZERO;
    NanoUsd counted = new NanoUsd(hour.nanos() - known.nanos());
    return usual(handle, spans, whose, now)
        .map(usual -> new Found(counted, usual))
        .filter(this::isUnusual);
  }

  private boolean isUnusual(Found found) {
    return found.hour().compareTo(above) > 0
        && found.hour().nanos() > Math.multiplyExact(found.usual().nanos(), times);
  }

  /// The dearest hour before this one; empty for who is new.
  private static Optional<NanoUsd> usual(Handle handle, Spans spans, Whose whose, Instant now) {
    return handle
        .createQuery(
            """
            SELECT COALESCE(MAX(CASE WHEN span = 'HOUR' THEN nanos END), 0) AS most,
              COUNT(CASE WHEN span = 'DAY' AND start < :today THEN 1 END) AS days
            FROM tallies WHERE scope = :scope AND who = :who AND nanos > 0
              AND start >= :since AND start < :hour
            """)
        .bind("today", spans.day(now).toEpochMilli())
        .bind("scope", whose.scope().name())
        .bind("who", whose.who())
        .bind("since", spans.day(now.minus(USUAL)).toEpochMilli())
        .bind("hour", spans.hour(now).toEpochMilli())
        .map((row, context) ->
            row.getLong("days") < LEAST_DAYS
                ? Optional.<NanoUsd>empty()
                : Optional.of(new NanoUsd(row.getLong("most"))))
        .one();
  }

  /// What persons spent in a channel who were paused themselves, or let go on: for them nobody else
  /// has to wait.
  private static NanoUsd ofKnown(Handle handle, Whose channel, long hour, Instant now) {
    return handle
        .createQuery(
            """
            SELECT COALESCE(SUM(e.nanos), 0) FROM entries e
            WHERE e.at >= :hour AND e.platform || '/' || e.workspace || '/' || e.channel = :channel
              AND EXISTS (SELECT 1 FROM pauses p WHERE p.scope = 'PERSON'
                AND p.who = e.platform || '/' || e.person_id
                AND (p.lifted IS NULL OR p.lifted > :letAlone))
            """)
        .bind("hour", hour)
        .bind("channel", channel.who())
        .bind("letAlone", now.minus(Pauses.LET_ALONE).toEpochMilli())
        .mapTo(long.class)
        .findFirst()
        .map(NanoUsd::new)
        .orElse(NanoUsd.ZERO);
  }
}
