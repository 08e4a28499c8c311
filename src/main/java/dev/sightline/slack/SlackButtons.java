package dev.sightline.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.ContextActionsBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.FeedbackButtonObject;
import com.slack.api.model.block.composition.OptionObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import com.slack.api.model.block.element.FeedbackButtonsElement;
import com.slack.api.model.block.element.StaticSelectElement;
import dev.sightline.thread.Button;
import dev.sightline.thread.Button.Kind;
import dev.sightline.thread.Page;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The buttons of a page as Slack's blocks: an `actions` block with the buttons and one menu, and
/// the thumbs as `feedback_buttons` of a `context_actions` block.
///
/// What is pressed says which of our ids it was by its value; action ids only tell Slack which
/// element it was (https://docs.slack.dev/reference/block-kit, read 2026-09).
final class SlackButtons {
  /// All action ids of ours, and those of anything older.
  static final Pattern ANY_ACTION = Pattern.compile(".*", Pattern.DOTALL);

  private static final String MENU = "sightline.menu";
  private static final String FEEDBACK = "sightline.feedback";

  private SlackButtons() {}

  static List<LayoutBlock> blocks(Page page) {
    List<LayoutBlock> blocks = new ArrayList<>();
    List<BlockElement> elements = new ArrayList<>();
    for (Button button : page.buttons()) {
      switch (button.kind()) {
        case STOP, AGAIN, CONTINUE, LET_GO_ON -> elements.add(element(button));
        case AGAIN_WITH, GOOD, BAD -> {}
      }
    }
    List<Button> others = page.buttons(Kind.AGAIN_WITH);
    if (!others.isEmpty()) {
      elements.add(menu(others));
    }
    if (!elements.isEmpty()) {
      blocks.add(ActionsBlock.builder().elements(elements).build());
    }
    List<Button> good = page.buttons(Kind.GOOD);
    List<Button> bad = page.buttons(Kind.BAD);
    if (!good.isEmpty() && !bad.isEmpty()) {
      blocks.add(
          ContextActionsBlock.builder()
              .elements(List.of(feedback(good.getFirst(), bad.getFirst())))
              .build());
    }
    return blocks;
  }

  private static BlockElement element(Button button) {
    ButtonElement.ButtonElementBuilder element =
        ButtonElement.builder()
            .actionId(button.id())
            .value(button.id())
            .text(plain(button.label()));
    return button.kind() == Kind.STOP ? element.style("danger").build() : element.build();
  }

  private static BlockElement menu(List<Button> others) {
    return StaticSelectElement.builder()
        .actionId(MENU)
        .placeholder(plain("Again with…"))
        .options(
            others.stream()
                .map(button ->
                    OptionObject.builder().text(plain(button.label())).value(button.id()).build())
                .toList())
        .build();
  }

  private static FeedbackButtonsElement feedback(Button good, Button bad) {
    return FeedbackButtonsElement.builder()
        .actionId(FEEDBACK)
        .positiveButton(thumb(good, "Good answer"))
        .negativeButton(thumb(bad, "Bad answer"))
        .build();
  }

  private static FeedbackButtonObject thumb(Button button, String meaning) {
    return FeedbackButtonObject.builder()
        .text(plain(button.label()))
        .value(button.id())
        .accessibilityLabel(meaning)
        .build();
  }

  private static PlainTextObject plain(String label) {
    return PlainTextObject.builder().text(label).emoji(true).build();
  }

  /// When it was pressed, by Slack's clock.
  static Instant pressedAt(BlockActionPayload payload) {
    BigDecimal seconds = new BigDecimal(payload.getActions().getFirst().getActionTs());
    return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
  }

  /// The id of what was pressed or chosen, or null where it has none.
  static @Nullable String pressed(BlockActionPayload payload) {
    BlockActionPayload.Action action = payload.getActions().getFirst();
    return action.getSelectedOption() == null
        ? action.getValue()
        : action.getSelectedOption().getValue();
  }
}
