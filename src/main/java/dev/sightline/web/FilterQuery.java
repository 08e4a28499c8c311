package dev.sightline.web;

import dev.sightline.event.Platform;
import dev.sightline.ledger.SpendingFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A filter as it stands in the URL, which thereby can be kept and sent to others. What is missing
/// means all, and without days the last thirty.
///
/// @param problem what could not be read, in a sentence; empty if all could
record FilterQuery(SpendingFilter filter, String problem) {
  static final int DAYS = 30;

  /// Our own choice: a chart of more days tells nobody anything.
  private static final int MOST_DAYS = 366 * 5;

  private static final int MOST_CHARS = 200;

  /// Reads it.
  ///
  /// @param parameter the value of a parameter of that name, or null
  static FilterQuery read(Function<String, @Nullable String> parameter, LocalDate today) {
    try {
      LocalDate until = day(text(parameter, "until"), today);
      LocalDate since = day(text(parameter, "since"), until.minusDays(DAYS - 1L));
      if (until.isBefore(since) || since.plusDays(MOST_DAYS).isBefore(until)) {
        throw new WebRefusal(
            400, "The first day has to be before the last, and by no more than five years.");
      }
      return new FilterQuery(
          new SpendingFilter(
              since,
              until,
              platform(text(parameter, "platform")),
              text(parameter, "workspace"),
              text(parameter, "channel"),
              text(parameter, "person"),
              text(parameter, "model"),
              text(parameter, "route")),
          "");
    } catch (WebRefusal refusal) {
      return new FilterQuery(ofLastDays(today), refusal.sentence());
    }
  }

  private static SpendingFilter ofLastDays(LocalDate today) {
    return SpendingFilter.ofAll(today.minusDays(DAYS - 1L), today);
  }

  private static String text(Function<String, @Nullable String> parameter, String name) {
    String value = parameter.apply(name);
    if (value != null && value.length() > MOST_CHARS) {
      throw new WebRefusal(400, "The " + name + " of this filter is too long.");
    }
    return value == null ? "" : value.strip();
  }

  private static LocalDate day(String text, LocalDate otherwise) {
    try {
      LocalDate day = text.isEmpty() ? otherwise : LocalDate.parse(text);
      if (day.getYear() < 2000 || day.getYear() > 2999) {
        throw new WebRefusal(400, "“" + text + "” is too far away.");
      }
      return day;
    } catch (DateTimeException e) {
      throw new WebRefusal(400, "“" + text + "” is not a day such as 2026-11-20.");
    }
  }

  private static @Nullable Platform platform(String text) {
    try {
      return text.isEmpty() ? null : Platform.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new WebRefusal(400, "“" + text + "” is not a platform.");
    }
  }

  /// The filter as a query with its question mark, with what is given in place of what it has; an
  /// empty text takes out.
  static String with(SpendingFilter filter, Map<String, String> changes) {
    Map<String, String> all = new LinkedHashMap<>(values(filter));
    all.putAll(changes);
    return all.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&", "?", ""));
  }

  /// The filter's parts under the names that they have in the URL; empty ones are for all.
  static Map<String, String> values(SpendingFilter filter) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("since", filter.since().toString());
    values.put("until", filter.until().toString());
    values.put("platform", word(filter.platform()));
    values.put("workspace", filter.workspace());
    values.put("channel", filter.channel());
    values.put("person", filter.person());
    values.put("model", filter.model());
    values.put("route", filter.route());
    return values;
  }

  /// The platform in the URL; empty for all.
  static String word(@Nullable Platform platform) {
    return platform == null ? "" : platform.name().toLowerCase(Locale.ROOT);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
