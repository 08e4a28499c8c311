package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent.MenuAction;
import dev.sightline.event.ChatEvent.Verb;
import dev.sightline.sim.slack.SimMessage;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The entries in the menu of a message.
class SlackShortcutsTest {
  private final Listening slack = new Listening();
  private final SimMessage message =
      slack
          .sim
          .channel("C1")
          .post(
              "U1",
              "my <https://a.test|cat>",
              slack.sim.file("cat.png", "image/png", ByteString.encodeUtf8("png")));

  SlackShortcutsTest() throws Exception {}

  @AfterEach
  void allWasAcknowledged() {
    assertThat(slack.sim.ledger().misplacedTokens()).isEmpty();
    assertThat(slack.sim.ledger().lateAcks()).isEmpty();
    slack.close();
  }

  @Test
  void messageIsDescribedInItsThread() {
    slack.sim.person("U2").shortcut(message, SlackShortcuts.DESCRIBE_IMAGE);

    MenuAction action = (MenuAction) slack.onlyEvent();
    assertThat(action.verb()).isEqualTo(Verb.LOOK);
    assertThat(action.person().id()).isEqualTo("U2");
    assertThat(action.thread()).isEqualTo(slack.thread("C1", message.ts()));
    assertThat(action.target().text()).isEqualTo("my https://a.test");
    assertThat(action.target().files()).hasSize(1);
    assertThat(slack.sim.ledger().ephemerals().getFirst().readerText()).contains("on it");
  }

  @Test
  void shortcutWhereTheBotIsNotSaysHowToInviteIt() {
    slack.sim.channel("C1").removeBot();

    slack.sim.person("U2").shortcut(message, SlackShortcuts.SUMMARISE_VIDEO);

    Listening.patiently().until(() -> !slack.sim.ledger().ephemerals().isEmpty());
    assertThat(slack.sim.ledger().ephemerals().getFirst().readerText()).contains("/invite");
    assertThat(slack.desk.events()).isEmpty();
  }
}
