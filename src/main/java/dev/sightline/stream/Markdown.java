package dev.sightline.stream;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/// The Markdown of an answer, read once: its source, and the pieces of it that a platform may have
/// to be told in another way.
///
/// Rules of CommonMark 0.31.2 with the tables of GFM, but without HTML, which no chat knows: a tag
/// is text like any other. All places are indices into the source, in UTF-16 units. Renderers go
/// through the pieces in their order, change what their platform does not know, and pass on what
/// lies between as it is: what is not changed cannot be lost.
public final class Markdown {
  private static final Parser PARSER =
      Parser.builder()
          .enabledBlockTypes(
              Set.of(
                  BlockQuote.class,
                  Heading.class,
                  FencedCodeBlock.class,
                  ThematicBreak.class,
                  ListBlock.class,
                  IndentedCodeBlock.class))
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();

  /// What stands for the `<` of a tag while a text is read; for private use in Unicode.
  static final String NO_TAG = "\uF8FF";

  private static final Pattern TAG =
      Pattern.compile("<(?<!]\\(<)(?!(?:https?://|mailto:)[^\\s<>|]*>)");

  private final String source;
  private final List<Piece> pieces;

  private Markdown(String source, List<Piece> pieces) {
    this.source = source;
    this.pieces = pieces;
  }

  /// Reads `source`, in time linear to its length.
  public static Markdown of(String source) {
    boolean hasTags = source.indexOf('<') >= 0;
    Node document = PARSER.parse(hasTags ? TAG.matcher(source).replaceAll(NO_TAG) : source);
    PieceFinder finder = new PieceFinder(source);
    document.accept(finder);
    return new Markdown(source, finder.pieces());
  }

  public String source() {
    return source;
  }

  /// In the order of the source; none overlaps another.
  public List<Piece> pieces() {
    return pieces;
  }

  /// The fence that is open at the end of the source, or null.
  public @Nullable Fence openFence() {
    return !pieces.isEmpty()
            && pieces.getLast() instanceof Fence fence
            && !fence.isClosed()
            && source.substring(fence.end()).replace('>', ' ').isBlank()
        ? fence
        : null;
  }

  /// The table that the source ends with, or null.
  @Nullable Table tableAtEnd() {
    return !pieces.isEmpty()
            && pieces.getLast() instanceof Table table
            && source.substring(table.end()).isBlank()
        ? table
        : null;
  }

  /// A stretch of the source with a meaning of its own.
  public sealed interface Piece {
    /// Where it begins.
    int start();

    /// Where it ends, exclusive.
    int end();
  }

  /// A fenced code block with the lines of its fences.
  ///
  /// @param prefix what stands before each of its lines: `> ` of quotes, the indent of lists
  /// @param marker the signs that open it
  /// @param info what stands behind them, usually a language
  /// @param bodyStart where its first line of code begins, or would begin
  /// @param bodyEnd where its last line of code ends, without the line break; not before
  ///   `bodyStart`
  /// @param closing where the signs that close it begin; equal to `end` where it is not closed
  public record Fence(
      int start,
      int end,
      String prefix,
      String marker,
      String info,
      int bodyStart,
      int bodyEnd,
      int closing)
      implements Piece {
    public boolean isClosed() {
      return closing < end;
    }
  }

  /// Code that is only indented, outside of lists and quotes.
  public record IndentedCode(int start, int end) implements Piece {}

  /// Code within a line, with its backticks.
  public record CodeSpan(int start, int end) implements Piece {}

  /// The bracket before the label of a link or picture.
  public record LinkStart(int start, int end, Link link) implements Piece {}

  /// All behind the label of a link or picture.
  public record LinkEnd(int start, int end, Link link) implements Piece {}

  /// A link in angle brackets that is its own label.
  public record Autolink(int start, int end, String destination) implements Piece {}

  /// The signs of a heading.
  public record HeadingMark(int start, int end) implements Piece {}

  /// A table.
  ///
  /// @param prefix what stands before each of its lines
  /// @param bodyStart where the line below the delimiter row begins, or would begin
  /// @param rows the first is the head; each has as many cells as the head
  /// @param alignments one for each column
  /// @param inside the pieces in its cells
  public record Table(
      int start,
      int end,
      String prefix,
      int bodyStart,
      List<List<String>> rows,
      List<Alignment> alignments,
      List<Piece> inside)
      implements Piece {
    public Table {
      rows = List.copyOf(rows);
      alignments = List.copyOf(alignments);
      inside = List.copyOf(inside);
    }
  }

  /// On which side of a column its text stands.
  public enum Alignment {
    LEFT,
    CENTER,
    RIGHT
  }

  /// Where a label leads.
  ///
  /// @param label as written
  /// @param destination as read, without escapes
  /// @param address what stands in the parentheses, without angle brackets around the destination
  /// @param isInline whether the destination stands behind the label
  public record Link(String label, String destination, String address, boolean isInline) {
    /// Whether the label names another place than where the link leads, or the link leads to no web
    /// page and no mailbox, so that a reader has to see the destination.
    public boolean misleads() {
      return LinkHonesty.misleads(label, destination);
    }
  }
}
