package dev.sightline.stream;

import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;

/// The words of a piece of Markdown without its marks; a link is followed by where it leads.
final class PlainText extends AbstractVisitor {
  private static final Pattern LINE_BREAK = Pattern.compile("(?i)<br\\s*/?>");

  private final StringBuilder plain = new StringBuilder();

  private PlainText() {}

  static String of(Node node) {
    PlainText text = new PlainText();
    text.visitChildren(node);
    String plain = text.plain.toString().replace(Markdown.NO_TAG, "<");
    return LINE_BREAK.matcher(plain).replaceAll(" ").strip();
  }

  @Override
  public void visit(Text text) {
    plain.append(text.getLiteral());
  }

  @Override
  public void visit(Code code) {
    plain.append(code.getLiteral());
  }

  /// What looks like the address of a link and is none.
  @Override
  public void visit(HtmlInline html) {
    plain.append(html.getLiteral());
  }

  @Override
  public void visit(SoftLineBreak softLineBreak) {
    plain.append(' ');
  }

  @Override
  public void visit(HardLineBreak hardLineBreak) {
    plain.append(' ');
  }

  @Override
  public void visit(Link link) {
    labelled(link, link.getDestination(), link.getTitle());
  }

  @Override
  public void visit(Image image) {
    labelled(image, image.getDestination(), image.getTitle());
  }

  private void labelled(Node link, String destination, @Nullable String title) {
    int start = plain.length();
    visitChildren(link);
    if (title != null || !plain.substring(start).equals(destination)) {
      String named = title == null ? "" : " \"" + title + '"';
      plain.append(" (").append(destination).append(named).append(')');
    }
  }
}
