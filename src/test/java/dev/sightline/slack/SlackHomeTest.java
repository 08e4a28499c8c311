package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The Home tab, as Slack takes it.
final class SlackHomeTest {
  private final Listening slack = new Listening();

  SlackHomeTest() throws Exception {}

  @AfterEach
  void close() {
    slack.close();
  }

  @Test
  void homeShowsWhatThePersonSpent() {
    slack.sim.person("U1", "Anna").opensHome();

    Listening.patiently().until(() -> !slack.sim.ledger().homes().isEmpty());
    var home = slack.sim.ledger().homes().getFirst();
    assertThat(home.userId()).isEqualTo("U1");
    assertThat(texts(home.view())).contains("What you have spent", "**Anna** spent $0.12");
    assertThat(slack.sim.ledger().answersIn("C1", null)).isEmpty();
  }

  @Test
  void nameThatIsMarkupStaysInert() {
    slack.sim.person("U1", "<!channel>").opensHome();

    Listening.patiently().until(() -> !slack.sim.ledger().homes().isEmpty());
    assertThat(slack.sim.ledger().homes().getFirst().view().toString())
        .contains("&lt;!channel&gt;")
        .doesNotContain("<!channel>");
  }

  private static List<String> texts(JsonNode view) {
    return view.path("blocks").findValues("text").stream()
        .map(text -> text.path("text").asText())
        .toList();
  }
}
