package dev.sightline.discord;

import dev.sightline.thread.Button;
import dev.sightline.thread.Button.Kind;
import dev.sightline.thread.Page;
import java.util.List;
import net.dv8tion.jda.api.utils.data.DataArray;
import net.dv8tion.jda.api.utils.data.DataObject;

/// The buttons of a page as Discord's components: a row of buttons and a row with one menu.
///
/// Types, styles and limits: Discord docs, "Component Reference" (c98d64bc, read 2026-08-06).
final class DiscordButtons {
  /// The menu's own id; what is chosen from it says which of our ids it was.
  static final String MENU = "sightline.menu";

  private static final int ROW = 1;
  private static final int BUTTON = 2;
  private static final int STRING_SELECT = 3;
  private static final int SECONDARY = 2;
  private static final int DANGER = 4;

  private DiscordButtons() {}

  /// Empty where there are none, which takes away those that stood there.
  static DataArray rows(Page page) {
    DataArray rows = DataArray.empty();
    DataArray buttons = DataArray.empty();
    for (Button button : page.buttons()) {
      if (button.kind() != Kind.AGAIN_WITH) {
        buttons.add(
            DataObject.empty()
                .put("type", BUTTON)
                .put("style", button.kind() == Kind.STOP ? DANGER : SECONDARY)
                .put("label", button.label())
                .put("custom_id", button.id()));
      }
    }
    if (!buttons.isEmpty()) {
      rows.add(row(buttons));
    }
    List<Button> others = page.buttons(Kind.AGAIN_WITH);
    if (!others.isEmpty()) {
      rows.add(row(DataArray.empty().add(menu(others))));
    }
    return rows;
  }

  private static DataObject row(DataArray components) {
    return DataObject.empty().put("type", ROW).put("components", components);
  }

  private static DataObject menu(List<Button> others) {
    DataArray options = DataArray.empty();
    others.forEach(button ->
        options.add(DataObject.empty().put("label", button.label()).put("value", button.id())));
    return DataObject.empty()
        .put("type", STRING_SELECT)
        .put("custom_id", MENU)
        .put("placeholder", "Again with…")
        .put("options", options);
  }
}
