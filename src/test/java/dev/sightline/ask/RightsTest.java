package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.failure.NotAllowed;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RightsTest {
  private static final Set<String> NOBODY = Set.of();

  @Test
  void everybodyMayAskWhereNothingIsSet() {
    assertThat(new Rights(Rights.Rules.NONE).mayAsk(slack("U1", "C1"))).isEmpty();
  }

  @Test
  void whoIsNotAllowedMayNotAsk() {
    Rights rights = rights(NOBODY, Set.of("U1", "S1", "T9"), NOBODY, NOBODY);

    assertThat(rights.mayAsk(slack("U1", "C1"))).isEmpty();
    assertThat(rights.mayAsk(slack("U2", "C1", "S1"))).isEmpty();
    assertThat(rights.mayAsk(in("T9", "U2", "C1"))).isEmpty();
    assertThat(rights.mayAsk(slack("U2", "C1", "S2")))
        .map(NotAllowed::reason)
        .contains("You are not among those who may ask me. One of my admins can change that.");
  }

  @Test
  void bothPersonAndChannelHaveToBeListedWhereBothAre() {
    Rights rights = rights(NOBODY, Set.of("U1"), Set.of("C1"), NOBODY);

    assertThat(rights.mayAsk(slack("U1", "C1"))).isEmpty();
    assertThat(rights.mayAsk(slack("U1", "C2"))).isPresent();
    assertThat(rights.mayAsk(slack("U2", "C1"))).isPresent();
  }

  @Test
  void channelDoesNotAllowWhereAPersonIsMeant() {
    assertThat(rights(NOBODY, Set.of("C1"), NOBODY, NOBODY).mayAsk(slack("U1", "C1"))).isPresent();
  }

  @Test
  void directMessagesAreAChannelOfTheirOwn() {
    Rights rights = rights(NOBODY, NOBODY, Set.of("C1", "direct"), NOBODY);
    Rights withoutDirect = rights(NOBODY, NOBODY, Set.of("C1"), NOBODY);

    assertThat(rights.mayAsk(slack("U1", "D1"))).isEmpty();
    assertThat(rights.mayAsk(discord("@me", "77"))).isEmpty();
    assertThat(withoutDirect.mayAsk(slack("U1", "D1"))).isPresent();
    assertThat(withoutDirect.mayAsk(discord("@me", "77"))).isPresent();
    assertThat(rights.mayAsk(discord("5", "77"))).isPresent();
  }

  @Test
  void whoIsBlockedMayNotAskThoughAllowed() {
    Rights rights = rights(NOBODY, Set.of("T1"), NOBODY, Set.of("U1", "S1", "C9"));

    assertThat(rights.mayAsk(slack("U1", "C1"))).isPresent();
    assertThat(rights.mayAsk(slack("U2", "C1", "S1"))).isPresent();
    assertThat(rights.mayAsk(slack("U2", "C9"))).isPresent();
    assertThat(rights.mayAsk(slack("U2", "C1"))).isEmpty();
  }

  @Test
  void listedAdminMayAnything() {
    Rights rights =
        new Rights(
            new Rights.Rules(
                Set.of("U1", "S1"),
                Set.of("U9"),
                Set.of("C9"),
                Set.of("U1", "S1"),
                Map.of("dear", Set.of("U9"))));

    assertThat(rights.mayAsk(slack("U1", "C1"))).isEmpty();
    assertThat(rights.mayAsk(slack("U2", "C1", "S1"))).isEmpty();
    assertThat(rights.mayUse("dear", slack("U1", "C1"))).isTrue();
    assertThat(rights.isListed(slack("U2", "C1", "S1"))).isTrue();
    assertThat(rights.isAdmin(slack("U2", "C1", "S1"))).isTrue();
  }

  @Test
  void whoAdministersTheWorkspaceIsAdminOfItAlone() {
    Rights rights = new Rights(Rights.Rules.NONE);

    assertThat(rights.isAdmin(admin("U1"))).isTrue();
    assertThat(rights.isListed(admin("U1"))).isFalse();
    assertThat(rights.isAdmin(slack("U2", "C1"))).isFalse();
  }

  @Test
  void whoAdministersTheWorkspaceIsNobodyWhereAdminsAreListed() {
    assertThat(rights(Set.of("U9"), NOBODY, NOBODY, NOBODY).isAdmin(admin("U1"))).isFalse();
  }

  @Test
  void whoAdministersTheWorkspaceIsBoundByTheLists() {
    assertThat(rights(NOBODY, NOBODY, NOBODY, Set.of("U1")).mayAsk(admin("U1"))).isPresent();
    assertThat(rights(NOBODY, Set.of("U9"), NOBODY, NOBODY).mayAsk(admin("U1"))).isPresent();
  }

  @Test
  void routeIsThereForThoseWhoMayUseIt() {
    Rights rights =
        new Rights(
            new Rights.Rules(NOBODY, NOBODY, NOBODY, NOBODY, Map.of("dear", Set.of("S1", "U3"))));

    assertThat(rights.mayUse("dear", slack("U1", "C1", "S1"))).isTrue();
    assertThat(rights.mayUse("dear", slack("U3", "C1"))).isTrue();
    assertThat(rights.mayUse("dear", slack("U2", "C1"))).isFalse();
    assertThat(rights.mayUse("cheap", slack("U2", "C1"))).isTrue();
  }

  @Test
  void webPageIsAllowedByItsName() {
    Standing visitor = web(false);

    assertThat(rights(NOBODY, Set.of("U1"), NOBODY, NOBODY).mayAsk(visitor)).isPresent();
    assertThat(rights(NOBODY, Set.of("U1", "web"), NOBODY, NOBODY).mayAsk(visitor)).isEmpty();
    assertThat(rights(NOBODY, NOBODY, Set.of("direct"), NOBODY).mayAsk(visitor)).isPresent();
    assertThat(rights(NOBODY, NOBODY, Set.of("web"), NOBODY).mayAsk(visitor)).isEmpty();
    assertThat(new Rights(Rights.Rules.NONE).isAdmin(visitor)).isFalse();
  }

  @Test
  void whoSitsAtTheMachineIsAListedAdmin() {
    Rights rights = rights(Set.of("U1"), Set.of("U1"), NOBODY, NOBODY);
    PersonRef ada = new PersonRef(Platform.TERMINAL, "local", "ada", "ada");

    assertThat(rights.isListed(new Standing(ada, "terminal"))).isTrue();
    assertThat(rights.isListed(web(true))).isTrue();
    assertThat(rights.mayAsk(web(true))).isEmpty();
  }

  private static Rights rights(
      Set<String> admins, Set<String> allow, Set<String> channels, Set<String> block) {
    return new Rights(new Rights.Rules(admins, allow, channels, block, Map.of()));
  }

  private static Standing slack(String id, String channel, String... groups) {
    return new Standing(
        new PersonRef(Platform.SLACK, "T1", id, id, Set.of(groups), false), channel);
  }

  private static Standing in(String workspace, String id, String channel) {
    return new Standing(new PersonRef(Platform.SLACK, workspace, id, id), channel);
  }

  private static Standing admin(String id) {
    return new Standing(new PersonRef(Platform.SLACK, "T1", id, id, Set.of(), true), "C1");
  }

  private static Standing discord(String workspace, String channel) {
    return new Standing(new PersonRef(Platform.DISCORD, workspace, "7", "ada"), channel);
  }

  private static Standing web(boolean isAdmin) {
    return new Standing(
        new PersonRef(Platform.WEB, "local", "v1", "visitor", Set.of(), isAdmin), "web");
  }
}
