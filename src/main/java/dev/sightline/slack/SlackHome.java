package dev.sightline.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.DividerBlock;
import com.slack.api.model.block.HeaderBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.event.AppHomeOpenedEvent;
import com.slack.api.model.view.View;
import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.PersonalPage;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Home tab: what its person has spent, how full their budgets are, what was answered to them
/// last, and what they may set. Made anew each time that it is opened or something is set in it;
/// nobody else sees it.
final class SlackHome {
  private static final Logger LOG = LoggerFactory.getLogger(SlackHome.class);
  private static final String TAB = "home";
  private static final int BAR_CHARS = 20;

  private final FrontDesk desk;
  private final SlackCalls calls;
  private final SlackPeople people;
  private final InstantSource time;

  SlackHome(FrontDesk desk, SlackCalls calls, SlackPeople people, InstantSource time) {
    this.desk = desk;
    this.calls = calls;
    this.people = people;
    this.time = time;
  }

  /// Shows the tab to whoever opened it; nothing for other tabs.
  void opened(String team, AppHomeOpenedEvent event) throws InterruptedException {
    if (TAB.equals(event.getTab())) {
      show(people.person(team, event.getUser()));
    }
  }

  /// Sets what its person chose in the tab, and shows it as it is then.
  void chosen(BlockActionPayload press) throws InterruptedException {
    BlockActionPayload.Action action = press.getActions().getFirst();
    PersonRef person = people.person(press.getTeam().getId(), press.getUser().getId());
    if (SlackSettingMenus.isOne(action) && action.getSelectedOption() != null) {
      desk.choose(person, SlackSettingMenus.setting(action), action.getSelectedOption().getValue());
    }
    show(person);
  }

  private void show(PersonRef person) throws InterruptedException {
    View view = View.builder().type(TAB).blocks(blocks(desk.page(person))).build();
    try {
      calls.patiently(() ->
          calls.call(client -> client.viewsPublish(home -> home.userId(person.id()).view(view))));
    } catch (PlatformRefused refused) {
      LOG.warn("the Home tab was not shown: {}", refused.getMessage());
    }
  }

  private List<LayoutBlock> blocks(PersonalPage page) {
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(header("What you have spent"));
    blocks.add(text(page.usage()));
    if (!page.budgets().isEmpty()) {
      blocks.add(header("Your budgets"));
      page.budgets().forEach(bar -> blocks.add(text(shown(bar))));
    }
    if (!page.answers().isEmpty()) {
      blocks.add(header("Last answers"));
      page.answers().forEach(answer -> blocks.add(markup(shown(answer))));
    }
    if (!page.settings().isEmpty()) {
      blocks.add(header("Your settings"));
      blocks.addAll(SlackSettingMenus.blocks(page.settings(), time.instant()));
    }
    blocks.add(DividerBlock.builder().build());
    blocks.add(markup(desk.help(Platform.SLACK).replace("**", "*").replaceAll("(?m)^- ", "• ")));
    blocks.add(
        ContextBlock.builder()
            .elements(List.of(markdown("As of " + moment(time.instant()))))
            .build());
    return blocks;
  }

  private static String shown(PersonalPage.Bar bar) {
    int full = (int) Math.round(bar.share() * BAR_CHARS);
    boolean isLittle = bar.share() > 0 && bar.share() < 0.01;
    return "%s%s %s %%\n%s"
        .formatted(
            "█".repeat(full),
            "░".repeat(BAR_CHARS - full),
            isLittle ? "under 1" : Math.round(bar.share() * 100),
            bar.words());
  }

  private static String shown(PersonalPage.Answer answer) {
    String words = SlackText.inert(answer.words(), SlackLimits.FOOTER_CHARS);
    String place =
        answer.channel().isEmpty()
            ? ""
            : answer.channel().startsWith("D")
                ? " · our messages"
                : " · <#" + answer.channel() + ">";
    return "• %s%s · %s".formatted(words, place, moment(answer.at()));
  }

  /// In the reader's own time zone.
  private static String moment(Instant at) {
    return "<!date^%d^{date_short_pretty}, {time}|%s>"
        .formatted(at.getEpochSecond(), at.truncatedTo(ChronoUnit.MINUTES));
  }

  private static LayoutBlock header(String words) {
    return HeaderBlock.builder().text(plain(words)).build();
  }

  private static LayoutBlock text(String words) {
    return SectionBlock.builder()
        .text(plain(SlackText.inert(words, SlackLimits.NOTICE_CHARS)))
        .build();
  }

  private static LayoutBlock markup(String safe) {
    return SectionBlock.builder().text(markdown(safe)).build();
  }

  private static PlainTextObject plain(String words) {
    return PlainTextObject.builder().text(words).emoji(false).build();
  }

  private static MarkdownTextObject markdown(String safe) {
    return MarkdownTextObject.builder().text(safe).verbatim(true).build();
  }
}
