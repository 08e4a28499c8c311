package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.Slack;
import dev.sightline.LongTests;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.limit.Pause;
import dev.sightline.route.AnswerEvent;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.ThreadLimits;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// An answer that is longer than its messages, on Slack's real limits.
@Order(LongTests.FIRST)
class SlackLongAnswerTest {
  private final SlackSim sim = new SlackSim();
  private final Slack slack = SlackWiring.slack(Listening.settings(sim));
  private final EditPacer pacer = new EditPacer();

  @AfterEach
  void close() throws Exception {
    pacer.close();
    slack.close();
    sim.close();
  }

  private List<SimMessage> said(String text) throws Exception {
    SimMessage question = sim.channel("C1").post("U1", "tell me all");
    SlackThreadWriter writer =
        new SlackStreams(
                new SlackCalls(slack, sim.botToken(), Pause.SLEEP), false, ThreadLimits.ANY_TIME)
            .posting(new ThreadRef(Platform.SLACK, sim.teamId(), "C1", question.ts()));
    AnswerStream answer = new AnswerStream(writer, pacer, (number, posted) -> {});
    for (int at = 0; at < text.length(); at += 50) {
      answer.accept(new AnswerEvent.Text(text.substring(at, Math.min(text.length(), at + 50))));
    }
    answer.finish("", "done");
    return sim.ledger().answersIn("C1", question.ts());
  }

  @Test
  void sixtyThousandCharactersArriveWhole() throws Exception {
    String text = "A sentence of the answer, with a number. ".repeat(1_500).substring(0, 60_000);

    List<SimMessage> said = said(text);

    assertThat(said).hasSize(5);
    assertThat(text).startsWith(said.getFirst().readerText());
    assertThat(said.get(3).readerText()).endsWith("done");
    assertThat(sim.ledger().uploads()).hasSize(1);
    assertThat(sim.ledger().uploads().getFirst().name()).isEqualTo("answer.md");
    assertThat(sim.ledger().uploads().getFirst().bytes().utf8()).isEqualTo(text);
    assertThat(sim.ledger().brokenLimits()).isEmpty();
  }

  @Test
  void whereNoFileIsTakenTheRestFollowsInMessages() throws Exception {
    sim.revoke("files:write");
    String text = "word ".repeat(11_999) + "last.";

    List<SimMessage> said = said(text);

    assertThat(
            String.join(" ", said.stream().map(SimMessage::readerText).toList())
                .replace("\ndone", ""))
        .isEqualTo(text);
    assertThat(sim.ledger().uploads()).isEmpty();
  }
}
