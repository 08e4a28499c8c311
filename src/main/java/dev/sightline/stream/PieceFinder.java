package dev.sightline.stream;

import dev.sightline.stream.Markdown.Alignment;
import dev.sightline.stream.Markdown.Piece;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;

/// Goes through a parsed document and notes where its pieces stand in the source.
final class PieceFinder extends AbstractVisitor {
  private static final Pattern ROW_ENDS = Pattern.compile("^[|\\s]+|[|\\s]+$");

  private final String source;
  private final List<Piece> pieces = new ArrayList<>();

  PieceFinder(String source) {
    this.source = source;
  }

  List<Piece> pieces() {
    pieces.sort(Comparator.comparingInt(Piece::start).thenComparingInt(Piece::end));
    List<Piece> apart = new ArrayList<>(pieces.size());
    int end = 0;
    for (Piece piece : pieces) {
      if (piece.start() >= end) {
        apart.add(piece);
        end = piece.end();
      }
    }
    return List.copyOf(apart);
  }

  @Override
  public void visit(Heading heading) {
    int start = start(heading);
    int end = start;
    while (end < source.length() && source.charAt(end) == '#') {
      end++;
    }
    if (end - start == heading.getLevel()) {
      pieces.add(new Markdown.HeadingMark(start, end));
    }
    visitChildren(heading);
  }

  @Override
  public void visit(FencedCodeBlock block) {
    int start = skip(start(block), " \t");
    int length = block.getOpeningFenceLength() == null ? 3 : block.getOpeningFenceLength();
    int infoEnd = lineEnd(start);
    int bodyStart = Math.min(source.length(), afterLine(infoEnd));
    int end = end(block);
    int closing = end;
    int bodyEnd = Math.max(bodyStart, end);
    if (block.getClosingFenceLength() != null) {
      closing = skip(block.getSourceSpans().getLast().getInputIndex(), " \t");
      bodyEnd = Math.max(bodyStart, lineStart(closing) - 1);
    }
    String info = source.substring(Math.min(infoEnd, start + length), infoEnd);
    pieces.add(
        new Markdown.Fence(
            start,
            Math.max(end, infoEnd),
            prefix(start),
            source.substring(start, start + length),
            info,
            bodyStart,
            bodyEnd,
            block.getClosingFenceLength() == null ? Math.max(end, infoEnd) : closing));
  }

  @Override
  public void visit(IndentedCodeBlock block) {
    int start = start(block);
    if (lineStart(start) == start) {
      pieces.add(new Markdown.IndentedCode(start, end(block)));
    }
  }

  @Override
  public void visit(Code code) {
    pieces.add(new Markdown.CodeSpan(start(code), end(code)));
  }

  @Override
  public void visit(Link link) {
    int start = start(link);
    if (source.charAt(start) == '<') {
      pieces.add(new Markdown.Autolink(start, end(link), link.getDestination()));
    } else {
      label(link, start + 1, link.getDestination());
      visitChildren(link);
    }
  }

  @Override
  public void visit(Image image) {
    label(image, start(image) + 2, image.getDestination());
    visitChildren(image);
  }

  private void label(Node link, int labelStart, String destination) {
    int end = end(link);
    Node last = link.getLastChild();
    while (last != null && last.getSourceSpans().isEmpty()) {
      last = last.getPrevious();
    }
    int labelEnd = source.indexOf(']', last == null ? labelStart : end(last));
    if (labelEnd < 0 || labelEnd >= end) {
      return;
    }
    boolean isInline = labelEnd + 1 < end && source.charAt(labelEnd + 1) == '(';
    String address =
        isInline ? withoutAngles(source.substring(labelEnd + 2, end - 1).strip()) : destination;
    Markdown.Link read =
        new Markdown.Link(source.substring(labelStart, labelEnd), destination, address, isInline);
    pieces.add(new Markdown.LinkStart(start(link), labelStart, read));
    pieces.add(new Markdown.LinkEnd(labelEnd, end, read));
  }

  private static String withoutAngles(String address) {
    int close = address.indexOf('>');
    return address.startsWith("<") && close > 0
        ? address.substring(1, close) + address.substring(close + 1)
        : address;
  }

  @Override
  public void visit(CustomBlock block) {
    if (block instanceof TableBlock table) {
      visit(table);
    } else {
      visitChildren(block);
    }
  }

  private void visit(TableBlock table) {
    List<List<String>> rows = new ArrayList<>();
    List<Alignment> alignments = new ArrayList<>();
    PieceFinder inside = new PieceFinder(source);
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
        if (row instanceof TableRow) {
          List<String> cells = new ArrayList<>();
          for (Node node = row.getFirstChild(); node != null; node = node.getNext()) {
            cells.add(PlainText.of(node));
            node.accept(inside);
            if (rows.isEmpty() && node instanceof TableCell cell) {
              alignments.add(alignment(cell));
            }
          }
          rows.add(List.copyOf(withExcess(cells, row)));
        }
      }
    }
    int start = start(table);
    int delimiter = afterLine(lineEnd(start));
    int bodyStart = Math.min(source.length(), afterLine(lineEnd(delimiter)));
    pieces.add(
        new Markdown.Table(
            start, end(table), prefix(start), bodyStart, rows, alignments, inside.pieces()));
  }

  /// What a row has beyond the columns of the head is kept in its last cell.
  private List<String> withExcess(List<String> cells, Node row) {
    Node last = row.getLastChild();
    if (last == null || last.getSourceSpans().isEmpty() || row.getSourceSpans().isEmpty()) {
      return cells;
    }
    String excess = source.substring(end(last), Math.max(end(last), end(row))).strip();
    String trimmed = ROW_ENDS.matcher(excess).replaceAll("");
    if (!trimmed.isEmpty()) {
      cells.set(cells.size() - 1, cells.getLast() + " | " + trimmed);
    }
    return cells;
  }

  private static Alignment alignment(TableCell cell) {
    return switch (cell.getAlignment()) {
      case CENTER -> Alignment.CENTER;
      case RIGHT -> Alignment.RIGHT;
      case null, default -> Alignment.LEFT;
    };
  }

  /// What has to stand before a further line of the same block.
  private String prefix(int start) {
    StringBuilder prefix = new StringBuilder();
    for (char sign : source.substring(lineStart(start), start).toCharArray()) {
      prefix.append(sign == '>' || sign == '\t' ? sign : ' ');
    }
    return prefix.toString();
  }

  private int skip(int from, String signs) {
    int at = from;
    while (at < source.length() && signs.indexOf(source.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private int lineStart(int at) {
    int start = at;
    while (start > 0 && !isBreak(source.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private int lineEnd(int at) {
    int end = at;
    while (end < source.length() && !isBreak(source.charAt(end))) {
      end++;
    }
    return end;
  }

  private int afterLine(int end) {
    return source.startsWith("\r\n", end) ? end + 2 : end + 1;
  }

  private static boolean isBreak(char sign) {
    return sign == '\n' || sign == '\r';
  }

  private static int start(Node node) {
    return node.getSourceSpans().getFirst().getInputIndex();
  }

  private static int end(Node node) {
    SourceSpan last = node.getSourceSpans().getLast();
    return last.getInputIndex() + last.getLength();
  }
}
