package dev.sightline.stream;

import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/// How a platform shows Markdown, and what a strict reader of its documents says of what is shown.
///
/// @param render as the platform's writer does
/// @param length as the platform counts what is rendered
/// @param pageChars longest page that the writer asks for
/// @param mostChars longest text that the platform takes beside our footer
/// @param fault what is wrong with a rendered text; empty where nothing is
/// @param unrender undoes what the platform undoes before a reader sees it
/// @param essence what has to be the same of a text before and after it is rendered
public record ChatText(
    String name,
    UnaryOperator<String> render,
    ToIntFunction<String> length,
    int pageChars,
    int mostChars,
    UnaryOperator<String> fault,
    UnaryOperator<String> unrender,
    UnaryOperator<String> essence) {
  int lengthOf(String markdown) {
    return length.applyAsInt(render.apply(markdown));
  }
}
