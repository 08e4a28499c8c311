package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.failure.FailureWords;
import dev.sightline.failure.RouteRefused;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private static final RouteClient CLIENT = (route, prompt, events) -> {};
  private static final RouteTable.Choice OFFLINE =
      new RouteTable.Choice(OfflineRoute.ROUTE, CLIENT);
  private static final RouteTable.Choice TEXT = choice("text", Capability.TEXT);
  private static final RouteTable.Choice VISION =
      choice("vision", Capability.TEXT, Capability.IMAGE);
  private static final RouteTable.Choice VIDEO = choice("video", Capability.TEXT, Capability.VIDEO);

  @Test
  void routesThatTakeAllAreChosenInTheirOrder() throws Exception {
    RouteTable table = new RouteTable(List.of(TEXT, VISION, VIDEO), OFFLINE);

    assertThat(table.choose(Set.of(Capability.TEXT), List.of()))
        .containsExactly(TEXT, VISION, VIDEO);
    assertThat(table.choose(Set.of(Capability.TEXT, Capability.IMAGE), List.of()))
        .containsExactly(VISION);
    assertThat(table.able(Set.of(Capability.IMAGE, Capability.VIDEO), List.of())).isEmpty();
  }

  @Test
  void missingCapabilityIsNamedWithWhatHelps() {
    RouteTable table = new RouteTable(List.of(VISION), OFFLINE);

    assertThat(words(table, Set.of(Capability.TEXT, Capability.VIDEO)))
        .isEqualTo(
            "No model that I am connected to can watch videos. An admin can add one under `routes` in sightline.yaml.");
  }

  @Test
  void missingCombinationIsNamedAsSuch() {
    RouteTable table = new RouteTable(List.of(VISION, VIDEO), OFFLINE);

    assertThat(words(table, Set.of(Capability.TEXT, Capability.VIDEO, Capability.IMAGE)))
        .isEqualTo(
            "No model that I am connected to can look at pictures and watch videos in one question. Ask about them one at a time.");
  }

  @Test
  void channelHasItsOwnOrder() throws Exception {
    RouteTable table = new RouteTable(List.of(TEXT, VISION, VIDEO), OFFLINE);

    assertThat(table.choose(Set.of(Capability.TEXT), List.of("video", "gone", "text")))
        .containsExactly(VIDEO, TEXT);
  }

  @Test
  void channelWithoutTheCapabilityIsNamedWhereOthersHaveIt() {
    RouteTable table = new RouteTable(List.of(TEXT, VISION), OFFLINE);

    RouteRefused failure =
        catchThrowableOfType(
            RouteRefused.class,
            () -> table.choose(Set.of(Capability.TEXT, Capability.IMAGE), List.of("text")));

    assertThat(FailureWords.forPerson(failure))
        .isEqualTo(
            "No model that is set for this channel can look at pictures. Ask in another one, or an admin can change `channels` in sightline.yaml.");
  }

  @Test
  void modelIsMeantByItsRouteOrItsNameWithOrWithoutTheMaker() {
    RouteTable.Choice cheap =
        choice("cheap", "google/gemini-2.5-flash", Capability.TEXT, Capability.IMAGE);
    RouteTable.Choice dear = choice("dear", "google/gemini-2.5-flash", Capability.TEXT);
    RouteTable table = new RouteTable(List.of(cheap, dear), OFFLINE);

    assertThat(table.meant("Dear", List.of())).containsExactly(dear);
    assertThat(table.meant("gemini-2.5-FLASH", List.of())).containsExactly(cheap, dear);
    assertThat(table.meant("google/gemini-2.5-flash", List.of("dear"))).containsExactly(dear);
    assertThat(table.meant("gemini", List.of())).isEmpty();
  }

  @Test
  void offlineAnswersOnlyWhereNothingElseIsConfigured() throws Exception {
    assertThat(new RouteTable(List.of(), OFFLINE).choose(Set.of(Capability.VIDEO), List.of()))
        .containsExactly(OFFLINE);
    assertThat(new RouteTable(List.of(TEXT), OFFLINE).named("offline")).isEmpty();
  }

  @Test
  void namesAreUnique() {
    assertThatThrownBy(() -> new RouteTable(List.of(TEXT, TEXT), OFFLINE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text");
  }

  private static String words(RouteTable table, Set<Capability> needed) {
    RouteRefused failure =
        catchThrowableOfType(RouteRefused.class, () -> table.choose(needed, List.of()));
    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.NO_ROUTE);
    return FailureWords.forPerson(failure);
  }

  private static RouteTable.Choice choice(String name, Capability... takes) {
    return choice(name, "m", takes);
  }

  private static RouteTable.Choice choice(String name, String model, Capability... takes) {
    return new RouteTable.Choice(
        new ModelRoute(name, "p", model, Set.of(takes), Scene.rules(1, 1), Parameters.NONE),
        CLIENT);
  }
}
