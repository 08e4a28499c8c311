package dev.sightline.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.OptionObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.element.StaticSelectElement;
import dev.sightline.ask.PersonalPage.Option;
import dev.sightline.ask.PersonalPage.Setting;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The settings of the Home tab: for each a line of words with a menu beside it.
final class SlackSettingMenus {
  private static final String ACTION = "sightline.set.";

  private SlackSettingMenus() {}

  /// @param at told apart from before: with a block id that it knows, Slack goes on showing what
  ///   was chosen there before, whatever is set now
  ///   (https://github.com/slackapi/bolt-python/issues/629, read 2026-11)
  static List<LayoutBlock> blocks(List<Setting> settings, Instant at) {
    return settings.stream().map(setting -> block(setting, at)).toList();
  }

  private static LayoutBlock block(Setting setting, Instant at) {
    List<OptionObject> options = options(setting);
    return SectionBlock.builder()
        .blockId(setting.id() + "/" + at.toEpochMilli())
        .text(plain(setting.words()))
        .accessory(
            StaticSelectElement.builder()
                .actionId(ACTION + setting.id())
                .options(options)
                .initialOption(
                    options.stream()
                        .filter(option -> option.getValue().equals(setting.chosen()))
                        .findFirst()
                        .orElse(null))
                .build())
        .build();
  }

  /// Where there are more than a menu may have, the chosen one is among them.
  private static List<OptionObject> options(Setting setting) {
    List<Option> sendable =
        setting.options().stream()
            .filter(option -> option.id().length() <= SlackLimits.OPTION_VALUE_CHARS)
            .toList();
    Stream<Option> chosen =
        sendable.stream()
            .skip(SlackLimits.MENU_OPTIONS - 1)
            .filter(option -> option.id().equals(setting.chosen()));
    return Stream.concat(sendable.stream().limit(SlackLimits.MENU_OPTIONS - 1), chosen)
        .map(option -> OptionObject.builder().text(plain(label(option))).value(option.id()).build())
        .toList();
  }

  private static String label(Option option) {
    return option.label().length() <= SlackLimits.OPTION_CHARS
        ? option.label()
        : option.label().substring(0, SlackLimits.OPTION_CHARS - 1) + "…";
  }

  private static PlainTextObject plain(String words) {
    return PlainTextObject.builder().text(words).emoji(false).build();
  }

  /// Whether this is one of these menus.
  static boolean isOne(BlockActionPayload.Action action) {
    return action.getActionId() != null && action.getActionId().startsWith(ACTION);
  }

  /// The setting that a menu is of.
  static String setting(BlockActionPayload.Action action) {
    return action.getActionId().substring(ACTION.length());
  }
}
