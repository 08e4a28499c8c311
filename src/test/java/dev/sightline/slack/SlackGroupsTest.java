package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.Slack;
import dev.sightline.limit.Pause;
import dev.sightline.sim.slack.SlackSim;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlackGroupsTest {
  private final SlackSim sim = new SlackSim();
  private final Slack slack = SlackWiring.slack(Listening.settings(sim));

  @BeforeEach
  void join() {
    sim.person("UIN").joins("S1");
    sim.person("UIN").joins("S2");
    sim.person("UOUT");
  }

  @AfterEach
  void close() throws Exception {
    slack.close();
    sim.close();
  }

  @Test
  void membersAreInTheirGroups() throws Exception {
    sim.grant("usergroups:read");

    SlackGroups groups = groups("S1");

    assertThat(groups.of("UIN")).containsExactlyInAnyOrder("S1", "S2");
    assertThat(groups.of("UOUT")).isEmpty();
  }

  @Test
  void whereSlackDoesNotTellNobodyGetsPastABlockedGroup() throws Exception {
    SlackGroups groups = groups("S1");

    assertThat(groups.of("UIN")).containsExactly("S1");
    assertThat(groups.of("UOUT")).containsExactly("S1");
  }

  private SlackGroups groups(String blocked) {
    return new SlackGroups(
        new SlackCalls(slack, sim.botToken(), Pause.SLEEP),
        () -> Set.of("S1", "S2"),
        Set.of(blocked));
  }
}
