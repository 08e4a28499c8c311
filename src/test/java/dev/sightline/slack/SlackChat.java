package dev.sightline.slack;

import dev.sightline.stream.ChatText;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/// Slack's `markdown` block as its documents have it, written without a look at our renderer.
public final class SlackChat {
  /// Together, in one message (https://docs.slack.dev/reference/block-kit/blocks/markdown-block).
  private static final int BLOCK_CHARS = 12_000;

  private static final Pattern RAW = Pattern.compile("<|&(?!(?:amp|lt|gt);)");
  private static final Pattern RAW_CLOSE =
      Pattern.compile("(?m)^(?![ >]*>)[^\\n>]*>|^[ >]*[^ >\\n][^\\n>]*>");
  private static final Parser PARSER = Parser.builder().build();

  private SlackChat() {}

  /// As a writer of answers shows it.
  public static ChatText text() {
    return new ChatText(
        "Slack",
        SlackText::markdown,
        String::length,
        SlackLimits.PAGE_CHARS,
        BLOCK_CHARS,
        SlackChat::fault,
        SlackChat::unescaped,
        text -> text.replace("%60", "`").replaceAll("[\\s<>\\[\\]\\\\]", ""));
  }

  private static String fault(String rendered) {
    List<Pattern> signs = rendered.indexOf('>') < 0 ? List.of(RAW) : List.of(RAW, RAW_CLOSE);
    for (Pattern pattern : signs) {
      Matcher raw = pattern.matcher(rendered);
      if (raw.find()) {
        return "a sign of Slack's is not escaped at " + raw.start();
      }
    }
    Node last = PARSER.parse(rendered);
    while (last.getLastChild() != null) {
      last = last.getLastChild();
    }
    return last instanceof FencedCodeBlock fence && fence.getClosingFenceLength() == null
        ? "a fence is open"
        : "";
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }
}
