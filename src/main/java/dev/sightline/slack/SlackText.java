package dev.sightline.slack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Between Slack's text and plain text.
///
/// Slack gives `<…>` a meaning wherever it reads text, in `markdown` blocks and inside of code too:
/// `<!channel>` in the answer of a model would really notify. Written `&lt;` it is only shown
/// (https://github.com/PostHog/posthog/pull/95054, 2026). Plain `@channel` words have no effect
/// unless a call asks for it by `link_names` or `parse`, which none of ours does.
final class SlackText {
  private static final Pattern TOKEN = Pattern.compile("<([^<>\n]+)>");
  private static final Pattern ESCAPE = Pattern.compile("&(lt|gt|amp);");
  private static final Pattern BLANKS = Pattern.compile("[ \t]{2,}");

  /// What people are called, by id.
  @FunctionalInterface
  interface Names {
    String of(String userId) throws InterruptedException;
  }

  private SlackText() {}

  /// The words of a person, without Slack's markup.
  ///
  /// @param botUserId whose mentions are left out
  static String plain(String text, String botUserId, Names nameOf) throws InterruptedException {
    StringBuilder plain = new StringBuilder();
    Matcher tokens = TOKEN.matcher(text);
    int from = 0;
    while (tokens.find()) {
      plain.append(unescaped(text.substring(from, tokens.start())));
      plain.append(token(tokens.group(1), botUserId, nameOf));
      from = tokens.end();
    }
    plain.append(unescaped(text.substring(from)));
    return BLANKS.matcher(plain).replaceAll(" ").strip();
  }

  /// Whether a text of Slack's addresses the bot.
  static boolean mentions(String text, String botUserId) {
    return text.contains("<@" + botUserId + ">") || text.contains("<@" + botUserId + "|");
  }

  /// Markdown for a `markdown` block, in which nothing has a meaning to Slack.
  static String markdown(String text) {
    return SlackMarkdown.of(text);
  }

  /// Text for a `text` field or a `plain_text` object, at most `maxChars` long with its escapes.
  static String inert(String text, int maxChars) {
    StringBuilder inert = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      String next =
          Character.isBmpCodePoint(codePoint)
              ? escaped((char) codePoint, false)
              : Character.toString(codePoint);
      if (inert.length() + next.length() >= maxChars) {
        return inert.append('…').toString();
      }
      inert.append(next);
      i += Character.charCount(codePoint);
    }
    return inert.toString();
  }

  static String escaped(char c, boolean leads) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> leads ? ">" : "&gt;";
      default -> String.valueOf(c);
    };
  }

  private static String token(String inside, String botUserId, Names nameOf)
      throws InterruptedException {
    int bar = inside.indexOf('|');
    String target = bar < 0 ? inside : inside.substring(0, bar);
    String label = bar < 0 ? "" : unescaped(inside.substring(bar + 1));
    return switch (target.charAt(0)) {
      case '@' -> person(target.substring(1), label, botUserId, nameOf);
      case '#' -> "#" + (label.isEmpty() ? target.substring(1) : label);
      case '!' -> special(target.substring(1), label);
      default -> {
        String url = unescaped(target);
        yield url.startsWith("http") || label.isEmpty() ? url : label;
      }
    };
  }

  private static String person(String id, String label, String botUserId, Names nameOf)
      throws InterruptedException {
    if (id.equals(botUserId)) {
      return "";
    }
    return "@" + (label.isEmpty() ? nameOf.of(id) : label);
  }

  /// `!here`, `!subteam^S1|@group`, `!date^…|as people read it`.
  private static String special(String name, String label) {
    if (!label.isEmpty()) {
      return label;
    }
    int caret = name.indexOf('^');
    return "@" + (caret < 0 ? name : name.substring(caret + 1));
  }

  /// Undoes the three escapes that Slack knows, once.
  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(escape ->
            switch (escape.group(1)) {
              case "lt" -> "<";
              case "gt" -> ">";
              default -> "&";
            });
  }
}
