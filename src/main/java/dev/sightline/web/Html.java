package dev.sightline.web;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/// A piece of a page. Text gets in only through [#of] and [#text], which write it so that it is
/// read as text, also inside of quoted attributes.
///
/// @param markup well-formed by itself
record Html(String markup) {
  static final Html NONE = new Html("");

  /// Markup of ours with `%s` where parts belong: pieces as they are, all else as text.
  ///
  /// @param markup a literal; its attributes stand in double quotes
  static Html of(String markup, Object... parts) {
    return new Html(markup.formatted(Arrays.stream(parts).map(Html::written).toArray()));
  }

  private static Object written(Object part) {
    return part instanceof Html html ? html.markup : escaped(String.valueOf(part));
  }

  /// Text of anybody's.
  static Html text(String text) {
    return new Html(escaped(text));
  }

  /// One after the other.
  static Html all(Collection<Html> pieces) {
    return new Html(pieces.stream().map(Html::markup).collect(Collectors.joining("\n")));
  }

  /// The piece, or nothing.
  Html onlyIf(boolean isWanted) {
    return isWanted ? this : NONE;
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.chars()
        .forEach(sign -> {
          switch (sign) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.append((char) sign);
          }
        });
    return out.toString();
  }

  @Override
  public String toString() {
    return markup;
  }
}
