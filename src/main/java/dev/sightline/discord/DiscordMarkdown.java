package dev.sightline.discord;

import dev.sightline.stream.Markdown;
import dev.sightline.stream.Markdown.Fence;
import dev.sightline.stream.Markdown.Link;
import dev.sightline.stream.Markdown.Piece;
import dev.sightline.stream.Markdown.Table;
import dev.sightline.stream.TextTable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells Markdown in Discord's dialect, without power.
///
/// Discord finds its marks by patterns in the order of the text
/// (https://support.discord.com/hc/articles/210298617, read 2026-09): three backticks open code
/// wherever they stand, tildes never do, tables and headings below the third level do not exist. So
/// that its reading and CommonMark's are one:
///
/// - each fence is exactly three backticks, is closed, and has none inside;
/// - a backtick that opens no code is escaped;
/// - a table is a code block in straight columns, indented code is a code block;
/// - a link shows where it leads: `[bank](https://x.example)` becomes `bank (https://x.example)`.
///
/// What else is told otherwise says [DiscordProse]. All other text stays as it is.
final class DiscordMarkdown {
  private static final String FENCE = "```";
  private static final String ZERO_WIDTH_SPACE = "\u200B";
  private static final int DEEPEST_HEADING = 3;

  private static final Pattern FENCE_INSIDE = Pattern.compile("``(?=`)");
  private static final Pattern EDGE_TICKS = Pattern.compile("^`|`$");

  private final String source;
  private final StringBuilder out;

  private DiscordMarkdown(String source) {
    this.source = source;
    this.out = new StringBuilder(source.length() + 32);
  }

  static String of(String markdown) {
    return new DiscordMarkdown(markdown).rendered();
  }

  private String rendered() {
    int done = 0;
    for (Piece piece : Markdown.of(source).pieces()) {
      prose(done, piece.start());
      done = piece.end();
      switch (piece) {
        case Fence fence -> fence(fence);
        case Table table -> table(table);
        case Markdown.IndentedCode code -> indented(code);
        case Markdown.CodeSpan _ -> out.append(DiscordProse.inertCode(text(piece)));
        case Markdown.LinkStart start -> out.append(start.link().isInline() ? "" : text(piece));
        case Markdown.LinkEnd end -> linkEnd(end, end.link());
        case Markdown.Autolink _ -> out.append(DiscordProse.inertLink(text(piece)));
        case Markdown.HeadingMark mark ->
            out.append("#".repeat(Math.min(DEEPEST_HEADING, mark.end() - mark.start())));
      }
    }
    prose(done, source.length());
    return out.toString();
  }

  private void prose(int start, int end) {
    if (start < end) {
      out.append(DiscordProse.inert(source.substring(start, end)));
    }
  }

  private String text(Piece piece) {
    return source.substring(piece.start(), piece.end());
  }

  private void fence(Fence fence) {
    String info = broken(fence.info());
    String body = broken(source.substring(fence.bodyStart(), fence.bodyEnd()));
    out.append(FENCE).append(info).append('\n').append(body);
    boolean isEmpty = body.replace(">", "").isBlank();
    out.append(isEmpty ? ZERO_WIDTH_SPACE : "").append('\n').append(fence.prefix()).append(FENCE);
    if (fence.isClosed()) {
      int behind = fence.closing();
      while (behind < fence.end() && source.charAt(behind) == fence.marker().charAt(0)) {
        behind++;
      }
      out.append(source, behind, fence.end());
    }
  }

  private void table(Table table) {
    out.append(FENCE).append('\n');
    for (String line : TextTable.lines(table)) {
      out.append(table.prefix()).append(broken(line)).append('\n');
    }
    out.append(table.prefix()).append(FENCE);
  }

  private void indented(Markdown.IndentedCode code) {
    out.append(FENCE).append('\n').append(broken(text(code))).append('\n').append(FENCE);
  }

  private void linkEnd(Markdown.LinkEnd end, Link link) {
    if (!link.isInline()) {
      out.append(DiscordProse.inert(text(end)));
      return;
    }
    boolean saysItself = link.label().equals(link.address());
    if (!saysItself && !link.address().isBlank()) {
      out.append(" (").append(DiscordProse.inertLink(link.address())).append(')');
    }
  }

  /// Without a run of backticks that Discord would take for a fence.
  private static String broken(String code) {
    if (code.indexOf('`') < 0) {
      return code;
    }
    String apart = FENCE_INSIDE.matcher(code).replaceAll("``" + ZERO_WIDTH_SPACE);
    return EDGE_TICKS
        .matcher(apart)
        .replaceAll(tick ->
            Matcher.quoteReplacement(
                tick.start() == 0 ? ZERO_WIDTH_SPACE + "`" : "`" + ZERO_WIDTH_SPACE));
  }
}
