package dev.sightline.ledger;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How much may be spent; holds count as spent until they end.
///
/// @param limits all of them hold
/// @param zone where hours, days, weeks and months begin
/// @param currency in which people are told of amounts
public record Budget(List<Limit> limits, ZoneId zone, DisplayCurrency currency) {
  public Budget {
    limits = List.copyOf(limits);
  }

  /// Limits that people are told of in US dollars.
  public Budget(List<Limit> limits, ZoneId zone) {
    this(limits, zone, DisplayCurrency.US_DOLLARS);
  }

  /// No limits.
  public static Budget unlimited(ZoneId zone) {
    return new Budget(List.of(), zone);
  }

  /// One limit.
  ///
  /// @param id what it is changed and removed by; unique
  /// @param only the platform's ids of those that it is for; empty for all, each by itself, which
  ///   groups cannot be
  /// @param most in all, for each of whom it is for: what would go above it is refused
  /// @param warn above this an answer says how much is used; null for never
  public record Limit(
      String id,
      Of of,
      Per per,
      Set<String> only,
      NanoUsd most,
      @Nullable NanoUsd warn,
      AtWarning atWarning) {
    public Limit {
      only = Set.copyOf(only);
      if (of == Of.GROUP && only.isEmpty()) {
        throw new IllegalArgumentException("limit " + id + " names no group");
      }
      if (most.compareTo(NanoUsd.ZERO) < 0 || (warn != null && warn.compareTo(most) > 0)) {
        throw new IllegalArgumentException("limit " + id + ": most " + most + ", warn " + warn);
      }
    }

    /// For each without exception, and without a warning.
    public Limit(Of of, Per per, NanoUsd most) {
      this(of.text() + "-" + per.text(), of, per, Set.of(), most, null, AtWarning.SAY);
    }
  }

  /// Whose spending counts together.
  public enum Of {
    /// One person on one platform.
    PERSON,
    /// All who are in one user group or have one role.
    GROUP,
    /// All who ask in one channel.
    CHANNEL,
    /// All who ask in one workspace or server.
    WORKSPACE,
    /// All who ask.
    TOTAL;

    /// As in the configuration.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The opposite of [#text].
    ///
    /// @throws IllegalArgumentException for another text
    public static Of of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /// What happens between the warning and the limit.
  public enum AtWarning {
    /// The answer says so.
    SAY,
    /// The answer says so, and comes from the cheapest route that can give it.
    CHEAPER_ROUTE;

    /// As in the configuration.
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The opposite of [#text].
    ///
    /// @throws IllegalArgumentException for another text
    public static AtWarning of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /// For how long spending counts: one hold alone, a day, week or month of the calendar, or a
  /// window that moves on with time.
  ///
  /// @param hours length of the window, from 1 to [#MOST_HOURS]; 0 for the others
  public record Per(Kind kind, int hours) {
    /// One hold alone.
    public static final Per ASK = new Per(Kind.ASK, 0);

    /// From midnight.
    public static final Per DAY = new Per(Kind.DAY, 0);

    /// From Monday.
    public static final Per WEEK = new Per(Kind.WEEK, 0);

    /// From the first.
    public static final Per MONTH = new Per(Kind.MONTH, 0);

    /// A month; our own choice, so that a check adds up few rows.
    public static final int MOST_HOURS = 31 * 24;

    private static final String ROLLING = "rolling-";

    public Per {
      var isWindow = kind == Kind.ROLLING;
      if (hours < (isWindow ? 1 : 0) || hours > (isWindow ? MOST_HOURS : 0)) {
        throw new IllegalArgumentException("per: " + kind + " of " + hours + " hours");
      }
    }

    /// The last hours, and of the oldest one all of it.
    public static Per rolling(int hours) {
      return new Per(Kind.ROLLING, hours);
    }

    /// As in the configuration: `ask`, `day`, `week`, `month`, `rolling-24h`.
    public String text() {
      return kind == Kind.ROLLING ? ROLLING + hours + "h" : kind.name().toLowerCase(Locale.ROOT);
    }

    /// The opposite of [#text]; empty for another text.
    public static Optional<Per> of(String text) {
      return switch (text) {
        case "ask" -> Optional.of(ASK);
        case "day" -> Optional.of(DAY);
        case "week" -> Optional.of(WEEK);
        case "month" -> Optional.of(MONTH);
        default -> window(text);
      };
    }

    private static Optional<Per> window(String text) {
      if (!text.matches(ROLLING + "[1-9][0-9]{0,2}h")) {
        return Optional.empty();
      }
      var hours = Integer.parseInt(text.substring(ROLLING.length(), text.length() - 1));
      return hours > MOST_HOURS ? Optional.empty() : Optional.of(rolling(hours));
    }

    /// The kinds of spans.
    public enum Kind {
      ASK,
      DAY,
      WEEK,
      MONTH,
      ROLLING
    }
  }
}
