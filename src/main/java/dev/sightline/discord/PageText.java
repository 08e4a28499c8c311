package dev.sightline.discord;

import dev.sightline.thread.Page;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A page as the content of a message.
final class PageText {
  /// Discord takes no message without content.
  private static final String NOTHING_YET = "…";

  private PageText() {}

  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern MARKUP = Pattern.compile("[*_~|`\\\\]");

  /// At most [DiscordLimits#CONTENT_CHARS] long; where that is too short for all, the footer is
  /// cut.
  static String of(Page page) {
    String text = textOf(page);
    String footer = subtext(page.footer());
    if (text.isBlank() && footer.isEmpty()) {
      return NOTHING_YET;
    }
    int room = DiscordLimits.CONTENT_CHARS - DiscordText.length(text);
    if (room < DiscordText.length(footer)) {
      footer = room > 1 ? DiscordText.cut(footer, room) : "";
    }
    return DiscordText.cut(text + footer, DiscordLimits.CONTENT_CHARS);
  }

  /// How long Discord would count it.
  static int length(Page page) {
    return DiscordText.length(textOf(page)) + DiscordText.length(subtext(page.footer()));
  }

  private static String textOf(Page page) {
    String text = DiscordText.inert(page.markdown());
    if (page.notice().isEmpty()) {
      return text;
    }
    return text + (text.isBlank() ? "" : "\n\n") + DiscordProse.inert(verbatim(page.notice()));
  }

  /// Plain text that shows as it is, such as a file's name with stars in it; links stay links.
  private static String verbatim(String plain) {
    return WORD.matcher(plain)
        .replaceAll(word -> {
          String shown =
              word.group().contains("://")
                  ? word.group()
                  : MARKUP.matcher(word.group()).replaceAll("\\\\$0");
          return Matcher.quoteReplacement(shown);
        });
  }

  /// Small grey lines under the text.
  private static String subtext(String footer) {
    return footer
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> "\n-# " + DiscordProse.inert(line))
        .collect(Collectors.joining());
  }
}
