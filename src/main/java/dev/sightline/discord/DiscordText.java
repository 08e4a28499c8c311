package dev.sightline.discord;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text of a model or a picture as Discord may show it: it reads the same and has no power.
///
/// That nobody is pinged and no link unfurls is said with each call (`allowed_mentions`, the flag
/// against embeds). What those leave is done here, outside of code, where Discord shows text as it
/// is:
///
/// - a masked link shows where it leads: `[bank](https://x.example)` becomes `bank
///   (https://x.example)`;
/// - an invite keeps its code, but makes no card with a join button;
/// - a line of the text cannot look like our footer.
///
/// Each change adds at most one character.
final class DiscordText {
  private static final Pattern MASKED_LINK =
      Pattern.compile("\\[([^\\[\\]\\n]+)]\\(<?([^\\s()<>]+)>?(?:\\s+\"[^\"\\n]*\")?\\)");
  private static final Pattern INVITE =
      Pattern.compile(
          "((?:discord\\.gg|discord(?:app)?\\.com/invite)/)(?=\\w)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SUBTEXT = Pattern.compile("(?m)^(\\s*(?:>\\s*)?)-#(?=\\s)");
  private static final Pattern CODE =
      Pattern.compile("```.*?(?:```|\\z)|`[^`\\n]+`", Pattern.DOTALL);

  private DiscordText() {}

  /// `markdown` without power.
  static String inert(String markdown) {
    StringBuilder out = new StringBuilder(markdown.length() + 16);
    Matcher code = CODE.matcher(markdown);
    int done = 0;
    while (code.find()) {
      out.append(inertProse(markdown.substring(done, code.start()))).append(code.group());
      done = code.end();
    }
    return out.append(inertProse(markdown.substring(done))).toString();
  }

  /// How Discord counts: Unicode code points.
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /// At most `most` code points of `text`, with an ellipsis where something was cut.
  static String cut(String text, int most) {
    if (length(text) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /// One line of at most `most` code points, cut at a word's end where there is one.
  static String title(String text, int most) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (length(line) <= most) {
      return line;
    }
    String start = cut(line, most);
    int space = start.lastIndexOf(' ');
    return space > most / 2 ? start.substring(0, space) + "…" : start;
  }

  private static String inertProse(String prose) {
    String text = MASKED_LINK.matcher(prose).replaceAll("$1 ($2)");
    text = INVITE.matcher(text).replaceAll("$1 ");
    return SUBTEXT.matcher(text).replaceAll("$1\\\\-#");
  }
}
