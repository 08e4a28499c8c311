package dev.sightline.slack;

import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.MarkdownBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.PlainTextObject;
import dev.sightline.thread.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a page looks like in Slack: the answer as a `markdown` block, the notice as a `section` and
/// the footer as a `context` block of plain text, and below them the [SlackButtons].
///
/// @param blocks never empty
/// @param fallback what notifications show
record SlackBlocks(List<LayoutBlock> blocks, String fallback) {
  private static final String NOTHING = "…";

  static SlackBlocks of(Page page) {
    List<LayoutBlock> blocks = new ArrayList<>();
    if (!page.markdown().isBlank()) {
      blocks.add(MarkdownBlock.builder().text(SlackText.markdown(page.markdown())).build());
    }
    if (!page.notice().isBlank()) {
      blocks.add(SectionBlock.builder().text(plain(notice(page))).build());
    }
    if (!page.footer().isBlank()) {
      String footer = SlackText.inert(page.footer().strip(), SlackLimits.FOOTER_CHARS);
      blocks.add(ContextBlock.builder().elements(List.of(plain(footer))).build());
    }
    blocks.addAll(SlackButtons.blocks(page));
    if (page.markdown().isBlank() && page.notice().isBlank() && page.footer().isBlank()) {
      blocks.addFirst(MarkdownBlock.builder().text(NOTHING).build());
    }
    String shown =
        Stream.of(page.markdown(), page.notice(), page.footer())
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse(NOTHING);
    return new SlackBlocks(List.copyOf(blocks), SlackText.inert(shown, SlackLimits.FALLBACK_CHARS));
  }

  /// What stands under the answer of a page: its notice, its footer and its buttons. May be empty.
  static List<LayoutBlock> under(Page page) {
    boolean isNothing =
        page.notice().isBlank() && page.footer().isBlank() && page.buttons().isEmpty();
    return isNothing
        ? List.of()
        : of(new Page("", page.notice(), page.footer(), page.buttons())).blocks().stream()
            .filter(block -> !(block instanceof MarkdownBlock))
            .toList();
  }

  /// How much of [SlackLimits#PAGE_CHARS] the page takes; the footer has room of its own.
  static int lengthOf(Page page) {
    int text = SlackText.markdown(page.markdown()).length();
    return page.notice().isBlank() ? text : text + notice(page).length();
  }

  private static String notice(Page page) {
    return SlackText.inert(page.notice().strip(), SlackLimits.NOTICE_CHARS);
  }

  private static PlainTextObject plain(String inert) {
    return PlainTextObject.builder().text(inert).emoji(false).build();
  }
}
