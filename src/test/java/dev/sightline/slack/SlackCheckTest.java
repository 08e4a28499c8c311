package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.SlackSim;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackCheckTest {
  private final SlackSim sim = new SlackSim();

  @AfterEach
  void noTokenWentAstray() {
    assertThat(sim.ledger().misplacedTokens()).isEmpty();
    sim.close();
  }

  private List<Finding> check(String botToken, String appToken) throws InterruptedException {
    return SlackCheck.of(new SlackSettings(botToken, appToken, URI.create(sim.apiUrl()), false));
  }

  @Test
  void everythingWorks() throws Exception {
    assertThat(check(sim.botToken(), sim.appToken()))
        .extracting(Finding::health)
        .containsOnly(Health.WORKS);
  }

  @Test
  void missingScopeIsNamedWithWhatIsLost() throws Exception {
    sim.revoke("files:read");

    assertThat(check(sim.botToken(), sim.appToken()))
        .filteredOn(finding -> finding.health() == Health.BROKEN)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.subject()).isEqualTo("slack scope files:read");
          assertThat(finding.sentence()).contains("pictures and videos cannot be opened");
        });
  }

  @Test
  void whatOnlyNamesChannelsMayBeMissing() throws Exception {
    sim.revoke("channels:read");

    assertThat(check(sim.botToken(), sim.appToken()))
        .filteredOn(finding -> finding.health() != Health.WORKS)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.health()).isEqualTo(Health.NOTE);
          assertThat(finding.sentence()).contains("public channels by their id");
        });
  }

  @Test
  void userGroupsThatCannotBeReadAreFound() throws Exception {
    sim.person("U1").joins("S1");
    SlackSettings settings =
        new SlackSettings(
            sim.botToken(),
            sim.appToken(),
            URI.create(sim.apiUrl()),
            false,
            () -> Set.of("S1", "S2"),
            Set.of("S2"));

    List<Finding> without = SlackCheck.of(settings);
    sim.grant("usergroups:read");
    List<Finding> with = SlackCheck.of(settings);

    assertThat(without)
        .filteredOn(finding -> finding.health() == Health.BROKEN)
        .extracting(Finding::subject)
        .containsExactlyInAnyOrder(
            "slack scope usergroups:read", "slack user group S1", "slack user group S2");
    assertThat(with)
        .filteredOn(finding -> finding.health() == Health.BROKEN)
        .singleElement()
        .extracting(Finding::sentence)
        .isEqualTo(
            "cannot be read (no_such_subteam), so everybody counts as in it, and may not ask.");
  }

  @Test
  void appThatIsNoAgentWorksAndIsToldHowToBecomeOne() throws Exception {
    sim.revoke("assistant:write");

    assertThat(check(sim.botToken(), sim.appToken()))
        .filteredOn(finding -> finding.health() != Health.WORKS)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.health()).isEqualTo(Health.NOTE);
          assertThat(finding.sentence()).contains("agent_view", "agent_session_stopped");
        });
  }

  @Test
  void wrongTokensAreFound() throws Exception {
    List<Finding> findings = check("xoxb-wrong", "xapp-wrong");

    assertThat(findings).extracting(Finding::health).containsOnly(Health.BROKEN).hasSize(2);
    assertThat(findings.toString()).contains("invalid_auth").doesNotContain("-wrong");
  }

  @Test
  void swappedTokensAreFoundWithoutSendingThem() throws Exception {
    List<Finding> findings = check(sim.appToken(), sim.botToken());

    assertThat(findings).extracting(Finding::health).containsOnly(Health.BROKEN).hasSize(2);
    assertThat(sim.httpCalls()).isEmpty();
  }

  @Test
  void slackThatCannotBeReachedIsSaid() throws Exception {
    sim.faults().next("auth.test", 1, new Fault.Down(503));

    assertThat(check(sim.botToken(), sim.appToken()).getFirst().sentence())
        .contains("cannot be reached");
  }

  @Test
  void noTokensMeanThatSlackIsOff() throws Exception {
    assertThat(check("", "")).extracting(Finding::health).containsExactly(Health.NOTE);
  }
}
