package dev.sightline.discord;

import dev.sightline.stream.ChatText;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Discord's reading of a message's content, after its open rules
/// (https://github.com/discord/simple-markdown and what is known of the client's own), written
/// without a look at our renderer.
public final class DiscordChat {
  /// 2,000 less our longest footer with its mark and line break.
  private static final int CONTENT_CHARS = 2_000 - 160 - 4;

  private static final Pattern BLOCK =
      Pattern.compile(
          "```(?:([a-z0-9_+\\-.#]+?)\\n)?\\n*([^\\n](?s:.*?))\\n*```", Pattern.CASE_INSENSITIVE);
  private static final Pattern SPAN = Pattern.compile("(`+)((?s:.*?)[^`])\\1(?!`)");
  private static final Pattern LIVE =
      Pattern.compile(
          "<@[!&]?\\d|<@\\w|<#\\w|</[^<>\\n]{1,32}:\\d|<id:"
              + "|\\[[^\\[\\]\\n]*]\\(\\s*<?(?:https?|mailto|tel|discord|www)[^\\n]*\\)"
              + "|(?:discord\\.gg|discord(?:app)?\\.com/invite)/\\w",
          Pattern.CASE_INSENSITIVE);

  /// An address with a title in single quotes or brackets.
  private static final Pattern TITLE =
      Pattern.compile("\\((\\S*?)\\s+(?:'([^'\n]*)'|\\(([^()\n]*)\\))\\s*\\)");

  private DiscordChat() {}

  /// As a writer of answers shows it.
  public static ChatText text() {
    return new ChatText(
        "Discord",
        DiscordText::inert,
        DiscordText::length,
        DiscordLimits.PAGE_CHARS,
        CONTENT_CHARS,
        DiscordChat::fault,
        UnaryOperator.identity(),
        DiscordChat::essence);
  }

  private static String fault(String rendered) {
    StringBuilder prose = new StringBuilder();
    int at = 0;
    while (at < rendered.length()) {
      char sign = rendered.charAt(at);
      if (sign == '\\' && at + 1 < rendered.length()) {
        prose.append(rendered, at, at + 2);
        at += 2;
      } else if (sign == '`') {
        Matcher block = BLOCK.matcher(rendered).region(at, rendered.length());
        Matcher span = SPAN.matcher(rendered).region(at, rendered.length());
        if (block.lookingAt()) {
          at = block.end();
        } else if (rendered.startsWith("```", at)) {
          return "a fence is open at " + at;
        } else if (span.lookingAt()) {
          at = span.end();
        } else {
          prose.append(sign);
          at++;
        }
      } else {
        prose.append(sign);
        at++;
      }
    }
    Matcher live = LIVE.matcher(prose);
    return live.find() ? "has power: " + live.group() : "";
  }

  /// Letters, digits and punctuation, but for empty addresses, the marks that Discord needs in
  /// another way, and how the title of a link is quoted.
  private static String essence(String text) {
    return TITLE
        .matcher(text)
        .replaceAll("($1 \"$2$3\")")
        .replace("%60", "")
        .replaceAll("[\\s\\u200B\\u200E\\u2066-\\u2069`~\\\\\\[\\]<>#|:*_!│┼─-]", "")
        .replace("()", "");
  }
}
