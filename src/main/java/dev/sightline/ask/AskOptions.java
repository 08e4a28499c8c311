package dev.sightline.ask;

import dev.sightline.failure.MediaRejected;
import dev.sightline.route.Detail;
import dev.sightline.route.Parameters;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a person sets for one question, at its very beginning, in the manner of a command line:
///
///     --model gemini-2.5-flash --detail high --temperature 0.2 What is written there?
///
/// Known are `--model`, `--temperature`, `--max-tokens`, `--detail`, `--system "…"`, `--reasoning`,
/// `--no-reasoning` and `--yes`; a value may also follow after `=`. The first word that is none of them
/// begins the question, so that a pasted command line stays what it is. The long dashes that phones
/// make of two short ones are taken, too.
///
/// @param model a route's or a model's name, as typed; null for none
/// @param isConfirmed whether the answer is wanted whatever it costs within the budget
/// @param question what is left
record AskOptions(
    @Nullable String model, Parameters parameters, boolean isConfirmed, String question) {
  private static final Pattern OPTION =
      Pattern.compile(
          "\\s*(?:--|[\u2013\u2014])(model|temperature|max-tokens|detail|system|reasoning|no-reasoning|yes)"
              + "(?:=|(?=\\s)|$)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VALUE =
      Pattern.compile("\\s*(?:[\"\u201C\u201D]([^\"\u201C\u201D]*)[\"\u201C\u201D]|(\\S+))");

  private static final BigDecimal HOTTEST = new BigDecimal(2);
  private static final int MOST_TOKENS = 10_000_000;

  /// Reads what was typed.
  ///
  /// @throws MediaRejected if an option has no value or one that it does not take
  static AskOptions read(String typed) throws MediaRejected {
    String model = null;
    Parameters set = Parameters.NONE;
    boolean isConfirmed = false;
    int at = 0;
    Matcher option = OPTION.matcher(typed);
    while (option.region(at, typed.length()).lookingAt()) {
      String name = option.group(1).toLowerCase(Locale.ROOT);
      at = option.end();
      if (name.equals("yes")) {
        isConfirmed = true;
        continue;
      }
      if (name.endsWith("reasoning")) {
        set = reasoning(!name.startsWith("no-")).over(set);
        continue;
      }
      Matcher found = VALUE.matcher(typed).region(at, typed.length());
      if (!found.lookingAt()) {
        throw new MediaRejected("`--%s` needs a value after it.".formatted(name));
      }
      String value = found.group(1) == null ? found.group(2) : found.group(1);
      at = found.end();
      if (name.equals("model")) {
        model = value;
      } else {
        set = parameter(name, value).over(set);
      }
    }
    return new AskOptions(model, set, isConfirmed, at == 0 ? typed : typed.substring(at).strip());
  }

  private static Parameters parameter(String name, String value) throws MediaRejected {
    return switch (name) {
      case "temperature" -> new Parameters("", temperature(value), null, null, null);
      case "max-tokens" -> new Parameters("", null, maxTokens(value), null, null);
      case "detail" -> new Parameters("", null, null, null, detail(value));
      case "system" -> new Parameters(value, null, null, null, null);
      default -> throw new IllegalArgumentException("option: " + name);
    };
  }

  private static Parameters reasoning(boolean isOn) {
    return new Parameters("", null, null, isOn, null);
  }

  private static double temperature(String value) throws MediaRejected {
    try {
      BigDecimal number = new BigDecimal(value);
      if (number.signum() >= 0 && number.compareTo(HOTTEST) <= 0) {
        return number.doubleValue();
      }
    } catch (NumberFormatException e) {
      // Said below, together with a number out of range.
    }
    throw new MediaRejected(
        "`--temperature` takes a number from 0 (always the same) to 2 (wild), not \"%s\"."
            .formatted(value));
  }

  private static int maxTokens(String value) throws MediaRejected {
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= MOST_TOKENS) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, together with a number out of range.
    }
    throw new MediaRejected(
        "`--max-tokens` takes a whole number of at least 1, not \"%s\".".formatted(value));
  }

  private static Detail detail(String value) throws MediaRejected {
    return Arrays.stream(Detail.values())
        .filter(each -> each.name().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(() ->
            new MediaRejected(
                "`--detail` takes %s, not \"%s\"."
                    .formatted(
                        Arrays.stream(Detail.values())
                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")),
                        value)));
  }
}
