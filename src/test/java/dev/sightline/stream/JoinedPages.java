package dev.sightline.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Whether pages, one after the other, say an answer: to the character, but for blank space and for
/// what a cut adds: a fence that is closed and opened again, a table's head that is repeated.
final class JoinedPages {
  private static final Pattern CLOSING = Pattern.compile("[ >]*(?:`{3,}|~{3,})");
  private static final Pattern OPENING = Pattern.compile("[ >-]*(?:`{3,}|~{3,})[^\\n]*");
  private static final Pattern RULE = Pattern.compile("[ >]*\\|?[-:| ]+");

  private JoinedPages() {}

  static boolean say(List<String> pages, String answer) {
    return say(pages, 0, compact(answer), 0);
  }

  private static boolean say(List<String> pages, int number, String answer, int from) {
    if (number == pages.size()) {
      return from == answer.length();
    }
    for (String variant : variants(pages, number)) {
      String said = compact(variant);
      if (answer.startsWith(said, from) && say(pages, number + 1, answer, from + said.length())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> variants(List<String> pages, int number) {
    List<String> starts = new ArrayList<>(List.of(pages.get(number)));
    String[] lines = pages.get(number).split("\n", 3);
    if (number > 0 && OPENING.matcher(lines[0]).matches()) {
      starts.add(pages.get(number).substring(lines[0].length()));
    }
    if (number > 0 && lines.length > 1 && RULE.matcher(lines[1]).matches()) {
      starts.add(lines.length > 2 ? lines[2] : "");
    }
    List<String> variants = new ArrayList<>(starts);
    if (number < pages.size() - 1) {
      for (String start : starts) {
        int last = start.lastIndexOf('\n');
        if (CLOSING.matcher(start.substring(last + 1)).matches()) {
          variants.add(start.substring(0, Math.max(0, last)));
        }
      }
    }
    return variants;
  }

  private static String compact(String text) {
    return text.replaceAll("\\s+", "");
  }
}
