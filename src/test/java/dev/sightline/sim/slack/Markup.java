package dev.sightline.sim.slack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Slack's own `<…>` tokens in a text, as the real parser takes them: live in mrkdwn, in markdown
/// blocks and in `markdown_text`; neutral where the brackets are written `&lt;` and `&gt;` (PostHog
/// pull request 95054, 2026).
final class Markup {
  private static final Pattern TOKEN = Pattern.compile("<([^<>\\n]+)>");
  private static final Pattern PERSON = Pattern.compile("@([UW][A-Z0-9]+)(?:\\|.*)?");
  private static final Pattern CHANNEL = Pattern.compile("#(C[A-Z0-9]+)(?:\\|(.*))?");
  private static final Pattern BROADCAST = Pattern.compile("!(channel|here|everyone)(?:\\|.*)?");
  private static final Pattern GROUP = Pattern.compile("!subteam\\^([A-Z0-9]+)(?:\\|.*)?");
  private static final Pattern DATE = Pattern.compile("!date\\^[^|]*\\|(.*)");
  private static final Pattern LINK = Pattern.compile("((?:https?://|mailto:)[^|]+)(?:\\|(.*))?");

  private Markup() {}

  static List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    Matcher tokens = TOKEN.matcher(text);
    int from = 0;
    while (tokens.find()) {
      Piece piece = token(tokens.group(1));
      if (piece != null) {
        words.append(text, from, tokens.start());
        flush(words, pieces);
        pieces.add(piece);
        from = tokens.end();
      }
    }
    words.append(text.substring(from));
    flush(words, pieces);
    return pieces;
  }

  private static void flush(StringBuilder words, List<Piece> pieces) {
    if (!words.isEmpty()) {
      pieces.add(new Piece.Words(unescape(words.toString())));
      words.setLength(0);
    }
  }

  private static @Nullable Piece token(String inside) {
    Matcher person = PERSON.matcher(inside);
    if (person.matches()) {
      return new Piece.Person(person.group(1));
    }
    Matcher channel = CHANNEL.matcher(inside);
    if (channel.matches()) {
      return new Piece.Channel(channel.group(1));
    }
    Matcher broadcast = BROADCAST.matcher(inside);
    if (broadcast.matches()) {
      return new Piece.Broadcast(broadcast.group(1));
    }
    Matcher group = GROUP.matcher(inside);
    if (group.matches()) {
      return new Piece.Group(group.group(1));
    }
    Matcher date = DATE.matcher(inside);
    if (date.matches()) {
      return new Piece.Words(unescape(date.group(1)));
    }
    Matcher link = LINK.matcher(inside);
    return link.matches() ? new Piece.Link(link.group(1), link.group(2)) : null;
  }

  /// Undoes the three escapes that Slack knows, once.
  static String unescape(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// A stretch of text.
  sealed interface Piece {
    record Words(String text) implements Piece {}

    record Person(String id) implements Piece {}

    record Channel(String id) implements Piece {}

    record Broadcast(String range) implements Piece {}

    record Group(String id) implements Piece {}

    record Link(String url, @Nullable String label) implements Piece {}
  }
}
