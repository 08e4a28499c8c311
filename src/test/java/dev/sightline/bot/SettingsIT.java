package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.ask.PersonalSettings;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimFile;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackLedger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people set for themselves in Slack's Home tab, and what comes of it.
class SettingsIT {
  private static final String MODEL = "google/gemini-3.1-flash-lite";
  private static final String PLAIN = "plain (" + MODEL + ")";
  private static final String DEAR = "dear (anthropic/claude-sonnet-4.6)";
  private static final String PICTURES = "pictures (qwen/qwen2.5-vl-72b-instruct)";
  private static final String ANY = "Whatever fits best";

  @TempDir private Path folder;
  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world =
        BotWorld.withOpenRouter(
            folder,
            """
            routes:
              - { name: fal, provider: fal, model: "%1$s", reasoning: false }
              - { name: plain, provider: openrouter, model: "%1$s", takes: [text], reasoning: false }
              - { name: dear, provider: openrouter, model: "anthropic/claude-sonnet-4.6", takes: [text], only: [UBEN] }
              - { name: pictures, provider: openrouter, model: "qwen/qwen2.5-vl-72b-instruct", takes: [text, image] }
            rights: { block: [USTRANGER] }
            """
                .formatted(MODEL));
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("It is ", "fal's."));
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("It is ", "the other ", "one's."));
    world.slack.person("UADA", "Ada");
    world.slack.person("UBEN", "Ben");
  }

  @AfterEach
  void stop() throws Exception {
    assertThat(world.slack.ledger().lateAcks()).isEmpty();
    world.stop();
  }

  @Test
  void homeOffersTheModelsThatItsPersonMayUse() {
    opensHome("UADA");

    assertThat(options("UADA", "sightline.set.model"))
        .containsExactly(ANY, "fal (" + MODEL + ")", PLAIN, PICTURES);
    assertThat(options("UADA", "sightline.set.reasoning"))
        .containsExactly("As the configuration says", "Think first", "Answer at once");
    assertThat(chosen("UADA", "sightline.set.model")).isEqualTo(ANY);
    assertThat(chosen("UADA", "sightline.set.reasoning")).isEqualTo("As the configuration says");

    opensHome("UBEN");

    assertThat(options("UBEN", "sightline.set.model")).contains(DEAR);
  }

  @Test
  void whatIsChosenIsShownAndTakesEffectForItsPersonAlone() {
    chooses("UADA", PLAIN);
    chooses("UADA", "Think first");

    assertThat(chosen("UADA", "sightline.set.model")).isEqualTo(PLAIN);
    assertThat(chosen("UADA", "sightline.set.reasoning")).isEqualTo("Think first");
    answers("It is the other one's.", asks("UADA", "Who are you?"));
    assertThat(isThoughtWanted()).isTrue();
    answers("It is fal's.", asks("UBEN", "Who are you?"));

    chooses("UADA", ANY);
    chooses("UADA", "As the configuration says");

    answers("It is fal's.", asks("UADA", "And now?"));
  }

  @Test
  void whatTheQuestionSaysGoesBeforeWhatIsSet() {
    chooses("UADA", PLAIN);
    chooses("UADA", "Think first");

    answers("It is fal's.", asks("UADA", "--model fal Who are you?"));
    answers("It is the other one's.", asks("UADA", "--no-reasoning Who are you?"));

    assertThat(isThoughtWanted()).isFalse();
  }

  @Test
  void modelThatCannotSeeIsPassedOverForAPicture() throws Exception {
    chooses("UADA", PLAIN);
    SimFile photo = world.slack.file("chelsea.png", "image/png", BotWorld.photo("chelsea.png"));

    answers("It is fal's.", asks("UADA", "What is it?", photo));
  }

  @Test
  void modelThatSeesPicturesIsPassedOverForAVideoThatAnotherCanWatch() throws Exception {
    chooses("UADA", PICTURES);
    SimFile video = world.slack.file("clip.mp4", "video/mp4", BotWorld.video(folder));
    SimFile photo = world.slack.file("chelsea.png", "image/png", BotWorld.photo("chelsea.png"));

    answers("It is fal's.", asks("UADA", "What happens?", video));
    answers("It is the other one's.", asks("UADA", "What is it?", photo));
  }

  @Test
  void modelThatIsGoneOrForOthersNowIsPassedOver() {
    settings().prefer(person("UADA"), "dear");
    settings().prefer(person("UBEN"), "gone");

    answers("It is fal's.", asks("UADA", "Who are you?"));
    answers("It is fal's.", asks("UBEN", "Who are you?"));
    opensHome("UADA");

    assertThat(chosen("UADA", "sightline.set.model")).isEqualTo(ANY);
  }

  @Test
  void strangerSeesNoSettingsAndTheirPressChangesNothing() throws Exception {
    world.slack.person("USTRANGER", "Sly");
    opensHome("USTRANGER");

    assertThat(home("USTRANGER").toString()).doesNotContain("settings", "static_select");

    opensHome("UADA");
    try (OperatorLog log = new OperatorLog()) {
      world.slack.person("USTRANGER").pressInHomeOf("UADA", PLAIN);

      eventually(() -> assertThat(homes("USTRANGER")).hasSize(2));
      assertThat(log.lines())
          .filteredOn(line -> line.contains("USTRANGER (Sly) may not set model to route:plain"))
          .hasSize(1);
    }
    assertThat(homes("USTRANGER").getLast().view().toString()).doesNotContain("static_select");
    assertThat(settings().of(person("USTRANGER"))).isEqualTo(PersonalSettings.Chosen.NONE);
    assertThat(settings().of(person("UADA"))).isEqualTo(PersonalSettings.Chosen.NONE);
  }

  @Test
  void modelOfAnothersHomeCannotBeChosen() {
    opensHome("UADA");
    opensHome("UBEN");

    world.slack.person("UADA").pressInHomeOf("UBEN", DEAR);

    eventually(() -> assertThat(homes("UADA")).hasSize(2));
    assertThat(settings().of(person("UADA"))).isEqualTo(PersonalSettings.Chosen.NONE);
  }

  @Test
  void forgettingSomebodyForgetsWhatTheySet() {
    chooses("UADA", PLAIN);
    assertThat(settings().of(person("UADA")).route()).isEqualTo("plain");

    world.slack.person("UADA").command(world.slack.channel("C1"), "/sightline", "forget me yes");

    eventually(
        () -> assertThat(settings().of(person("UADA"))).isEqualTo(PersonalSettings.Chosen.NONE));
  }

  private void opensHome(String user) {
    int before = homes(user).size();
    world.slack.person(user).opensHome();
    eventually(() -> assertThat(homes(user)).hasSize(before + 1));
  }

  private void chooses(String user, String label) {
    opensHome(user);
    int before = homes(user).size();
    world.slack.person(user).pressInHome(label);
    eventually(() -> assertThat(homes(user)).hasSize(before + 1));
  }

  private List<SlackLedger.Home> homes(String user) {
    return world.slack.ledger().homes().stream()
        .filter(home -> home.userId().equals(user))
        .toList();
  }

  private JsonNode home(String user) {
    return homes(user).getLast().view();
  }

  private JsonNode menu(String user, String actionId) {
    for (JsonNode menu : home(user).findValues("accessory")) {
      if (menu.path("action_id").asText().equals(actionId)) {
        return menu;
      }
    }
    throw new AssertionError("no " + actionId + " in " + home(user));
  }

  private List<String> options(String user, String actionId) {
    return menu(user, actionId).path("options").findValues("text").stream()
        .filter(JsonNode::isObject)
        .map(text -> text.path("text").asText())
        .toList();
  }

  private String chosen(String user, String actionId) {
    return menu(user, actionId).path("initial_option").path("text").path("text").asText();
  }

  private boolean isThoughtWanted() {
    return world.openRouter.bills().last().ask().isReasoningWanted();
  }

  private PersonalSettings settings() {
    return new PersonalSettings(
        world.bot().store(), InstantSource.system(), world.bot().ledger().identities());
  }

  private PersonRef person(String id) {
    return new PersonRef(Platform.SLACK, world.slack.teamId(), id, id);
  }

  private SimMessage asks(String user, String words, SimFile... files) {
    return world.slack.channel("C1").post(user, world.slack.mention() + " " + words, files);
  }

  private void answers(String text, SimMessage question) {
    eventually(() ->
        assertThat(world.slack.ledger().answerIn(question.channelId(), question.ts()))
            .startsWith(text));
    world.settle();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
