package dev.sightline.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/// Reads one mapping of the configuration key by key, and notes what is wrong instead of stopping.
///
/// A key that was read wrong yields a harmless value, so that the rest can be checked too. Every
/// key that was never asked for is unknown, and is named with the nearest one that was.
final class Section {
  private static final int NEAR = 3;

  private final String path;
  private final @Nullable JsonNode node;
  private final List<ConfigProblem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String path, @Nullable JsonNode node, List<ConfigProblem> problems) {
    this.path = path;
    this.node = node;
    this.problems = problems;
    if (node != null && !node.isObject()) {
      problem(path, "is %s, should be a mapping of keys to values".formatted(shown(node)));
    }
  }

  String path() {
    return path;
  }

  String text(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return "";
    }
    if (!value.isValueNode()) {
      problem(at(key), "is %s, should be a text".formatted(shown(value)));
      return "";
    }
    return value.asText();
  }

  String required(String key, String example) {
    String text = text(key);
    if (text.isBlank()) {
      problem(at(key), "is missing, should be something like \"%s\"".formatted(example));
    }
    return text;
  }

  Secret secret(String key) {
    return new Secret(text(key).strip());
  }

  URI url(String key, String... schemes) {
    return urlOf(key, text(key), schemes).orElse(URI.create("http://invalid/"));
  }

  /// Absent where the value is empty.
  Optional<URI> optionalUrl(String key, String... schemes) {
    String text = text(key);
    return text.isBlank() ? Optional.empty() : urlOf(key, text, schemes);
  }

  private Optional<URI> urlOf(String key, String text, String... schemes) {
    try {
      URI url = URI.create(text.strip());
      if (url.getHost() != null
          && url.getUserInfo() == null
          && List.of(schemes).contains(url.getScheme())) {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with a URL of the wrong kind.
    }
    problem(
        at(key), "is \"%s\", should be a URL like %s://host:port/path".formatted(text, schemes[0]));
    return Optional.empty();
  }

  int integer(String key, int fallback, int least, int most) {
    JsonNode value = value(key);
    if (value == null) {
      return fallback;
    }
    String text = value.asText();
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, together with a number out of range.
    }
    problem(
        at(key),
        "is %s, should be a whole number from %d to %d".formatted(shown(value), least, most));
    return fallback;
  }

  Optional<BigDecimal> decimal(String key, String least, String most) {
    JsonNode value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(value.asText().strip());
      if (number.compareTo(new BigDecimal(least)) >= 0
          && number.compareTo(new BigDecimal(most)) <= 0) {
        return Optional.of(number);
      }
    } catch (NumberFormatException e) {
      // Said below, together with a number out of range.
    }
    problem(
        at(key), "is %s, should be a number from %s to %s".formatted(shown(value), least, most));
    return Optional.empty();
  }

  BigDecimal requiredDecimal(String key, String least, String most) {
    required(key, least);
    return text(key).isBlank()
        ? BigDecimal.ZERO
        : decimal(key, least, most).orElse(BigDecimal.ZERO);
  }

  /// That of this machine where the value is empty.
  ZoneId zone(String key) {
    String text = text(key);
    try {
      return text.isBlank() ? ZoneId.systemDefault() : ZoneId.of(text.strip());
    } catch (DateTimeException e) {
      problem(at(key), "is \"%s\", should be a time zone like Europe/Berlin".formatted(text));
      return ZoneOffset.UTC;
    }
  }

  LocalDate date(String key) {
    String text = required(key, "2026-11-21");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      if (!text.isBlank()) {
        problem(at(key), "is \"%s\", should be a day like 2026-11-21".formatted(text));
      }
      return LocalDate.EPOCH;
    }
  }

  boolean flag(String key, boolean fallback) {
    return choice(key, Boolean.toString(fallback), List.of("true", "false")).equals("true");
  }

  String choice(String key, String fallback, List<String> choices) {
    String text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    if (!choices.contains(text)) {
      problem(
          at(key), "is \"%s\", should be one of %s".formatted(text, String.join(", ", choices)));
      return fallback;
    }
    return text;
  }

  List<String> texts(String key) {
    JsonNode value = value(key);
    List<String> texts = new ArrayList<>();
    if (value != null && !value.isArray()) {
      problem(at(key), "is %s, should be a list like [\"a\", \"b\"]".formatted(shown(value)));
    } else if (value != null) {
      value.forEach(item -> texts.add(item.asText()));
    }
    return texts;
  }

  <T> T section(String key, Function<Section, T> read) {
    Section section = new Section(at(key), value(key), problems);
    T result = read.apply(section);
    section.end();
    return result;
  }

  /// Every entry of a mapping whose keys are names.
  <T> Map<String, T> named(String key, BiFunction<String, Section, T> read) {
    Map<String, T> all = new LinkedHashMap<>();
    JsonNode value = value(key);
    if (value != null && !value.isObject()) {
      problem(at(key), "is %s, should be a mapping of names".formatted(shown(value)));
    } else if (value != null) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        Section section = new Section(at(key) + "." + entry.getKey(), entry.getValue(), problems);
        all.put(entry.getKey(), read.apply(entry.getKey(), section));
        section.end();
      }
    }
    return all;
  }

  /// Every item of a list of mappings.
  <T> List<T> list(String key, Function<Section, T> read) {
    List<T> all = new ArrayList<>();
    JsonNode value = value(key);
    if (value != null && !value.isArray()) {
      problem(at(key), "is %s, should be a list".formatted(shown(value)));
    } else if (value != null) {
      for (int i = 0; i < value.size(); i++) {
        Section section = new Section(at(key) + "[" + i + "]", value.get(i), problems);
        all.add(read.apply(section));
        section.end();
      }
    }
    return all;
  }

  /// Notes that a value does not fit with others.
  void problemAt(String key, String sentence) {
    problem(at(key), sentence);
  }

  /// Names every key that nobody asked for.
  void end() {
    if (node == null || !node.isObject()) {
      return;
    }
    node.fieldNames()
        .forEachRemaining(key -> {
          if (!known.contains(key)) {
            problem(at(key), "is not a key here" + nearest(key));
          }
        });
  }

  private String nearest(String key) {
    Map<String, Integer> distances = new HashMap<>();
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    known.forEach(candidate -> distances.put(candidate, distance.apply(key, candidate)));
    return distances.entrySet().stream()
        .min(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Comparator.comparing(Map.Entry::getKey)))
        .filter(nearest -> nearest.getValue() <= NEAR)
        .map(nearest -> ", did you mean \"%s\"?".formatted(nearest.getKey()))
        .orElseGet(() -> "; known here: " + String.join(", ", known));
  }

  private @Nullable JsonNode value(String key) {
    known.add(key);
    JsonNode value = node == null ? null : node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private void problem(String at, String sentence) {
    problems.add(new ConfigProblem(at, sentence));
  }

  private static String shown(JsonNode value) {
    return value.isTextual() ? "\"" + value.asText() + "\"" : value.toString();
  }
}
