package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.event.ChatEvent.Command;
import dev.sightline.event.ChatEvent.ThreadReply;
import dev.sightline.event.ChatEvent.Verb;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackLedger;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `/sightline` does.
@Order(LongTests.FIRST)
class SlackCommandsTest {
  private final Listening slack = new Listening();

  SlackCommandsTest() throws Exception {}

  @AfterEach
  void nobodyWasPingedAndAllWasAcknowledged() {
    assertThat(slack.sim.ledger().pings()).isEmpty();
    assertThat(slack.sim.ledger().misplacedTokens()).isEmpty();
    assertThat(slack.sim.ledger().lateAcks()).isEmpty();
    slack.close();
  }

  private void type(String typed) {
    slack.sim.person("U1", "Anna").command(slack.sim.channel("C1"), SlackCommands.NAME, typed);
  }

  private List<String> aside(int count) {
    Listening.patiently().until(() -> slack.sim.ledger().ephemerals().size() >= count);
    return slack.sim.ledger().ephemerals().stream().map(SlackLedger.Ephemeral::readerText).toList();
  }

  @Test
  void questionStandsInTheChannelAndIsTheThreadOfItsAnswer() {
    type("watch https://youtu.be/abc?a=1&b=2 <!channel> what *happens*?");

    Command command = (Command) slack.onlyEvent();
    assertThat(aside(1).getFirst()).contains("on it");
    SimMessage root = slack.sim.ledger().answersIn("C1", null).getFirst();
    assertThat(root.readerText())
        .startsWith("**Anna** asks me to watch:\n> https://youtu.be/abc?a=1&b=2 ")
        .endsWith("what *happens*?");
    assertThat(command.verb()).isEqualTo(Verb.WATCH);
    assertThat(command.said().text()).startsWith("https://youtu.be/abc?a=1&b=2 ");
    assertThat(command.thread()).isEqualTo(slack.thread("C1", root.ts()));
    assertThat(command.person().name()).isEqualTo("Anna");
  }

  @Test
  void whatIsSaidInTheThreadOfACommandIsAskedOn() {
    type("ask how old is the universe?");
    Command command = (Command) slack.onlyEvent();
    slack.desk.answeredIn(command.thread());

    slack.sim.channel("C1").reply("U2", command.thread().thread(), "and the sun?");

    Listening.patiently().until(() -> slack.desk.events().size() == 2);
    assertThat(((ThreadReply) slack.desk.events().getLast()).thread()).isEqualTo(command.thread());
  }

  @Test
  void lineWithoutAVerbIsAQuestion() {
    type("how old is the universe?");

    assertThat(((Command) slack.onlyEvent()).said().text()).isEqualTo("how old is the universe?");
  }

  @Test
  void commandWhereTheBotIsNotSaysHowToInviteIt() {
    slack.sim.channel("C1").removeBot();

    type("ask how old is the universe?");

    assertThat(aside(2)).anyMatch(said -> said.contains("/invite @sightline"));
    assertThat(slack.desk.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "look what is this?", "watch", "ask"})
  void commandThatLacksSomethingSaysWhatToDo(String typed) {
    type(typed);

    assertThat(aside(1).getFirst()).contains("/sightline " + typed.replaceFirst(" .*", ""));
    slack.settled();
    assertThat(slack.desk.events()).isEmpty();
    assertThat(slack.sim.ledger().answersIn("C1", null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "help", " HELP "})
  void helpIsForThePersonAlone(String typed) {
    type(typed);

    assertThat(aside(1).getFirst()).contains("I look at pictures").contains("/sightline look");
    assertThat(slack.sim.ledger().answersIn("C1", null)).isEmpty();
  }

  @Test
  void orderIsCarriedOutAndAnsweredToThePersonAlone() {
    type("link K7QM3XHP");

    assertThat(aside(1).getFirst()).isEqualTo("Done: link K7QM3XHP");
    assertThat(slack.desk.orders().getFirst().person().name()).isEqualTo("Anna");
    assertThat(slack.desk.orders().getFirst().channelId()).isEqualTo("C1");
    assertThat(slack.sim.ledger().answersIn("C1", null)).isEmpty();
    assertThat(slack.desk.events()).isEmpty();
  }

  @Test
  void usageIsForThePersonAloneAndItsChartInTheirDirectMessages() {
    type("usage");

    assertThat(aside(1).getFirst()).contains("**Anna** spent $0.12").contains("direct messages");
    Listening.patiently().until(() -> !slack.sim.ledger().uploads().isEmpty());
    assertThat(slack.sim.ledger().uploads().getFirst().bytes()).isEqualTo(RecordingDesk.CHART);
    assertThat(slack.sim.ledger().uploads().getFirst().sharedIn())
        .containsExactly(slack.sim.direct("U1").id());
    assertThat(slack.sim.ledger().answersIn("C1", null)).isEmpty();
  }

  @Test
  void usageWithoutTheScopeForItsChartNamesTheScope() {
    slack.sim.revoke("files:write");

    type("usage");

    assertThat(aside(2).getLast()).contains("files:write");
  }

  @Test
  void mentionThatSaysUsageIsAnsweredInItsThread() {
    SimMessage said = slack.sim.channel("C1").post("U1", slack.sim.mention() + " usage");

    Listening.patiently().until(() -> !slack.sim.ledger().uploads().isEmpty());
    slack.settled();
    assertThat(slack.sim.ledger().answerIn("C1", said.ts())).contains("spent $0.12");
    assertThat(slack.sim.ledger().answersIn("C1", said.ts())).hasSize(2);
    assertThat(slack.desk.events()).isEmpty();
  }

  @Test
  void directMessageThatSaysHelpIsAnsweredInItsThread() {
    SimMessage said = slack.sim.person("U1").tell("Help");

    Listening.patiently()
        .until(() -> !slack.sim.ledger().answerIn(said.channelId(), said.ts()).isEmpty());
    assertThat(slack.sim.ledger().answerIn(said.channelId(), said.ts()))
        .contains("I look at pictures");
    assertThat(slack.desk.events()).isEmpty();
  }
}
