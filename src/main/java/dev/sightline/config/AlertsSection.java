package dev.sightline.config;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What admins are told without having asked.
///
/// @param tell where
/// @param weeklyReport when they are told of the week before; null for never
/// @param creditUsd of what is left at a provider, what is little
public record AlertsSection(
    List<Place> tell,
    @Nullable WeeklyTime weeklyReport,
    AnomalySection anomaly,
    BigDecimal creditUsd) {
  private static final Pattern PLACE =
      Pattern.compile("(slack):([A-Z][A-Z0-9]{2,30})|(discord):(\\d{1,20})");

  public AlertsSection {
    tell = List.copyOf(tell);
  }

  /// A channel, or a person for direct messages.
  ///
  /// @param platform `slack` or `discord`
  /// @param id the platform's
  public record Place(String platform, String id) {
    static Place of(Matcher parts) {
      return parts.group(1) == null
          ? new Place(parts.group(3), parts.group(4))
          : new Place(parts.group(1), parts.group(2));
    }
  }

  /// What pauses a person or channel: an hour in which more is spent than `times` the dearest one
  /// before, and than `aboveUsd`.
  ///
  /// @param times 0 for never
  public record AnomalySection(int times, BigDecimal aboveUsd) {
    static AnomalySection read(Section section) {
      return new AnomalySection(
          section.integer("times", 10, 0, 1_000_000),
          section.decimal("above-usd", "0", "1000000").orElse(BigDecimal.ONE));
    }
  }

  /// Once a week, in the time zone of the budgets.
  public record WeeklyTime(DayOfWeek day, LocalTime time) {
    private static final Pattern FORM = Pattern.compile("([a-z]+day) ([01]\\d|2[0-3]):([0-5]\\d)");

    private static @Nullable WeeklyTime read(Section section) {
      String text = section.text("weekly-report").strip();
      if (text.isEmpty()) {
        return null;
      }
      Matcher parts = FORM.matcher(text);
      if (parts.matches()) {
        for (DayOfWeek day : DayOfWeek.values()) {
          if (day.name().equalsIgnoreCase(parts.group(1))) {
            return new WeeklyTime(day, LocalTime.parse(text.substring(parts.start(2))));
          }
        }
      }
      section.problemAt("weekly-report", "is \"%s\", should be like monday 09:00".formatted(text));
      return null;
    }
  }

  static AlertsSection read(Section section) {
    return new AlertsSection(
        section.texts("tell").stream().flatMap(text -> place(section, text).stream()).toList(),
        WeeklyTime.read(section),
        section.section("anomaly", AnomalySection::read),
        section.decimal("credit-usd", "0", "1000000").orElse(new BigDecimal("5")));
  }

  private static List<Place> place(Section section, String text) {
    Matcher parts = PLACE.matcher(text);
    if (parts.matches()) {
      return List.of(Place.of(parts));
    }
    section.problemAt(
        "tell",
        "names \"%s\", should be like slack:C0123456789 or discord:1122334455".formatted(text));
    return List.of();
  }
}
