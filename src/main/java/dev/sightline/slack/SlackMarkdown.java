package dev.sightline.slack;

import dev.sightline.stream.Markdown;
import dev.sightline.stream.Markdown.Fence;
import dev.sightline.stream.Markdown.Piece;
import java.util.List;
import java.util.regex.Pattern;

/// Tells Markdown to a `markdown` block, without power.
///
/// The block takes standard Markdown, tables too
/// (https://docs.slack.dev/reference/block-kit/blocks/markdown-block, read 2026-09), so nearly all
/// stays as it is. `&`, `<` and `>` are escaped, but for the `>` of a block quote: Slack's tokens
/// are live here. An address in angle brackets loses them. A link that misleads is not one: its
/// label and its address are shown.
final class SlackMarkdown {
  private static final Pattern WEB = Pattern.compile("(?i)https?://");

  private final String source;
  private final StringBuilder out;
  private boolean leads = true;

  private SlackMarkdown(String source) {
    this.source = source;
    this.out = new StringBuilder(source.length() + 32);
  }

  static String of(String markdown) {
    return new SlackMarkdown(markdown).rendered(true);
  }

  /// As [#of], for the beginning of a text that goes on: a code fence stays open.
  static String beginning(String markdown) {
    return new SlackMarkdown(markdown).rendered(false);
  }

  private String rendered(boolean closes) {
    int done = 0;
    Markdown read = Markdown.of(source);
    for (Piece piece : pieces(read)) {
      if (!changes(piece)) {
        continue;
      }
      put(source.substring(done, piece.start()));
      done = piece.end();
      switch (piece) {
        case Markdown.LinkStart start -> put(start.link().isInline() ? "" : "\\" + text(start));
        case Markdown.LinkEnd end ->
            put(
                end.link().isInline()
                    ? tickless(
                        end.link().misleads() ? " (" + end.link().address() + ")" : text(end))
                    : text(end));
        case Markdown.Autolink link ->
            put(tickless(text(link).substring(1, text(link).length() - 1)));
        default -> put(text(piece));
      }
    }
    put(source.substring(done));
    Fence open = read.openFence();
    if (closes && open != null) {
      put((out.charAt(out.length() - 1) == '\n' ? "" : "\n") + open.prefix() + open.marker());
    }
    return out.toString();
  }

  /// Without the backticks in an address, which another reader of Markdown may take for code.
  private static String tickless(String address) {
    return address.replace("`", "%60");
  }

  /// With what stands in the cells of tables.
  private static List<Piece> pieces(Markdown read) {
    return read.pieces().stream()
        .<Piece>mapMulti((piece, all) -> {
          if (piece instanceof Markdown.Table table) {
            table.inside().forEach(all);
          } else {
            all.accept(piece);
          }
        })
        .toList();
  }

  private static boolean changes(Piece piece) {
    return switch (piece) {
      case Markdown.LinkStart start -> start.link().misleads();
      case Markdown.LinkEnd end -> end.link().misleads() || end.link().address().contains("`");
      case Markdown.Autolink link -> WEB.matcher(link.destination()).lookingAt();
      default -> false;
    };
  }

  private String text(Piece piece) {
    return source.substring(piece.start(), piece.end());
  }

  private void put(String text) {
    for (int at = 0; at < text.length(); at++) {
      char sign = text.charAt(at);
      switch (sign) {
        case '&', '<', '>' -> out.append(SlackText.escaped(sign, leads));
        default -> out.append(sign);
      }
      leads = sign == '\n' || (leads && (sign == ' ' || sign == '>'));
    }
  }
}
