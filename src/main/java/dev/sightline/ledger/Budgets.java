package dev.sightline.ledger;

import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget.AtWarning;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Compares limits with what was spent and what is held.
final class Budgets {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm 'on' yyyy-MM-dd", Locale.ROOT);

  private final Spans spans;
  private final DisplayCurrency currency;
  private volatile @Nullable SpendingWatch watch;

  Budgets(Spans spans, DisplayCurrency currency) {
    this.spans = spans;
    this.currency = currency;
  }

  /// From now on this is told of all that is spent and refused, and says who is paused.
  void watchedBy(SpendingWatch by) {
    watch = by;
  }

  void checkPaused(List<Whose> whose) throws OverBudget {
    var asked = watch;
    if (asked != null) {
      asked.check(whose);
    }
  }

  void spent(List<Whose> whose) {
    var told = watch;
    if (told != null) {
      told.spent(whose);
    }
  }

  void checkAlone(List<Limit> limits, List<Whose> whose, NanoUsd estimate) throws OverBudget {
    for (var limit : limits) {
      if (limit.per().kind() == Per.Kind.ASK
          && whose.stream().anyMatch(one -> one.isMeantBy(limit))
          && estimate.compareTo(limit.most()) > 0) {
        throw new OverBudget(
            "This could cost %s; one question may cost %s at most. An admin can raise that."
                .formatted(currency.rounded(estimate), currency.exact(limit.most())));
      }
    }
  }

  /// What the limits say to a hold.
  ///
  /// @param refused the limit that it would go above, as a sentence for the person; null for none
  /// @param warnings the limits that are nearly reached
  record Verdict(@Nullable String refused, List<Warning> warnings) {}

  /// Judges a hold that is not made yet.
  ///
  /// @param counted what it counts against, which the booking has read
  /// @param more what it would add to what is held
  /// @param isTold whether admins are to hear of a refusal
  Verdict check(Booking booking, List<Shared> counted, NanoUsd more, Instant now, boolean isTold) {
    // Only asked when an hour becomes free: if nothing stands there yet, this one does.
    var handle = booking.handle();
    var warnings = new ArrayList<Warning>();
    for (var one : counted) {
      var used = booking.used(one, now).plus(more);
      if (used.compareTo(one.limit().most()) > 0) {
        if (isTold) {
          refused(one);
        }
        return new Verdict(
            "%s of %s for %s is used up; %s. An admin can raise it."
                .formatted(
                    whose(one.limit().of()),
                    currency.exact(one.limit().most()),
                    span(one.limit().per()),
                    anew(handle, one, now)),
            List.of());
      }
      var warn = one.limit().warn();
      if (warn != null && used.compareTo(warn) > 0) {
        warnings.add(new Warning(one.limit(), used, words(handle, one, used, now)));
      }
    }
    return new Verdict(null, warnings);
  }

  private void refused(Shared one) {
    var told = watch;
    if (told != null) {
      told.refused(one);
    }
  }

  private String words(Handle handle, Shared one, NanoUsd used, Instant now) {
    return "%s of %s for %s is nearly used up (%s)%s; %s."
        .formatted(
            whose(one.limit().of()),
            currency.exact(one.limit().most()),
            span(one.limit().per()),
            currency.rounded(used),
            one.limit().atWarning() == AtWarning.CHEAPER_ROUTE
                ? ", so a cheaper model answers"
                : "",
            anew(handle, one, now));
  }

  private static String whose(Of of) {
    return switch (of) {
      case PERSON -> "Your budget";
      case GROUP -> "Your group's budget";
      case CHANNEL -> "This channel's budget";
      case WORKSPACE -> "This workspace's budget";
      case TOTAL -> "My whole budget";
    };
  }

  static String span(Per per) {
    return switch (per.kind()) {
      case ASK -> "one question";
      case DAY -> "today";
      case WEEK -> "this week";
      case MONTH -> "this month";
      case ROLLING -> per.hours() == 1 ? "an hour" : per.hours() + " hours";
    };
  }

  String anew(Handle handle, Shared one, Instant now) {
    var per = one.limit().per();
    return switch (per.kind()) {
      case ASK -> throw new IllegalArgumentException("per: " + per.text());
      case DAY -> "it starts anew at midnight (%s)".formatted(spans.zone());
      case WEEK, MONTH -> "it starts anew on " + spans.next(per, now);
      case ROLLING -> "it frees up from " + freeAt(handle, one, now) + " on";
    };
  }

  /// When the oldest hour in which something was spent leaves the window.
  private String freeAt(Handle handle, Shared one, Instant now) {
    var hours = one.limit().per().hours();
    var oldest = one.oldestHour(handle, spans.since(one.limit().per(), now));
    var free = (oldest == null ? spans.hour(now) : oldest).plus(hours + 1L, ChronoUnit.HOURS);
    return "%s (%s)".formatted(CLOCK.format(free.atZone(spans.zone())), spans.zone());
  }
}
