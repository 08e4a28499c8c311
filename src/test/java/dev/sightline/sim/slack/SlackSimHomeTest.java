package dev.sightline.sim.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.Slack;
import com.slack.api.methods.response.views.ViewsPublishResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Menus in the simulated Home tab.
class SlackSimHomeTest {
  private static final String ONE = option("One", "1");

  private final SlackSim sim = new SlackSim();
  private final Slack slack = SlackSimApiTest.slack(sim);

  @BeforeEach
  void start() {
    sim.person("U1");
  }

  @AfterEach
  void stop() throws Exception {
    slack.close();
    sim.close();
  }

  @Test
  void menuBesideWordsIsTaken() throws Exception {
    assertThat(published("[" + ONE + "]", ONE).isOk()).isTrue();
    assertThat(sim.ledger().homes().getFirst().view().at("/blocks/0/block_id").asText())
        .isNotEmpty();
  }

  @Test
  void initialOptionHasToBeAnOption() throws Exception {
    assertThat(fault("[" + ONE + "]", option("Two", "2")))
        .contains(
            "must be one of the provided options [json-pointer:/blocks/0/accessory/initial_option]");
    assertThat(fault("[" + ONE + "]", option("One anew", "1"))).contains("initial_option");
  }

  @Test
  void optionsHaveTheirLimits() throws Exception {
    assertThat(fault("[]", ONE)).contains("no less than 1 items allowed");
    String long76 = option("x".repeat(76), "1");
    assertThat(fault("[" + long76 + "]", long76)).contains("must be less than 76 characters");
    String value151 = option("One", "x".repeat(151));
    assertThat(fault("[" + value151 + "]", value151)).contains("must be less than 151 characters");
    String markup = ONE.replace("plain_text", "mrkdwn");
    assertThat(fault("[" + markup + "]", markup)).contains("unsupported type: mrkdwn");
    String nothing = option("One", "");
    assertThat(fault("[" + nothing + "]", nothing)).contains("missing required field: value");
  }

  private String fault(String options, String initial) throws Exception {
    ViewsPublishResponse answer = published(options, initial);
    assertThat(answer.getError()).isEqualTo("invalid_blocks");
    assertThat(sim.ledger().homes()).isEmpty();
    return String.join("\n", answer.getResponseMetadata().getMessages());
  }

  private ViewsPublishResponse published(String options, String initial) throws Exception {
    String view =
        """
        {"type": "home", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "How many"},
          "accessory": {"type": "static_select", "action_id": "many", "options": %s, "initial_option": %s}}]}
        """
            .formatted(options, initial);
    return slack
        .methods(sim.botToken())
        .viewsPublish(publish -> publish.userId("U1").viewAsString(view));
  }

  private static String option(String label, String value) {
    return "{\"text\": {\"type\": \"plain_text\", \"text\": \"%s\"}, \"value\": \"%s\"}"
        .formatted(label, value);
  }
}
