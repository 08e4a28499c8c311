package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.GuardedFetcher;
import dev.sightline.http.HostCredentials;
import dev.sightline.http.HostList;
import dev.sightline.http.HttpStack;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.PriceBook;
import dev.sightline.ledger.UsageReader;
import dev.sightline.ledger.UsageReport;
import dev.sightline.limit.Pause;
import dev.sightline.media.Ffmpeg;
import dev.sightline.media.ImageFitter;
import dev.sightline.media.LinkRenewal;
import dev.sightline.media.MediaFolder;
import dev.sightline.media.MediaLimits;
import dev.sightline.media.MediaPipeline;
import dev.sightline.media.SharedLinks;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.OfflineRoute;
import dev.sightline.route.Parameters;
import dev.sightline.route.Prompt;
import dev.sightline.route.RouteClient;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Usage;
import dev.sightline.store.Store;
import dev.sightline.stream.EditPacer;
import dev.sightline.stream.RecordingWriter;
import dev.sightline.thread.Page;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The line with a model that does what the test says; everything else is real.
class AskFlowTest {
  private static final InstantSource TIME = InstantSource.system();
  private static final Duration BETWEEN_WORDS = Duration.ofMillis(1);
  private static final NanoUsd HOLD = new NanoUsd(50_000_000);
  private static final ModelRoute ROUTE =
      new ModelRoute(
          "scripted",
          "scripted",
          "google/gemini-2.5-flash",
          OfflineRoute.ROUTE.takes(),
          OfflineRoute.ROUTE.media(),
          Parameters.NONE);

  @TempDir Path folder;

  private final HttpStack http = new HttpStack();
  private final EditPacer pacer = new EditPacer();
  private final RecordingWriter writer = new RecordingWriter(1_000);
  private final List<Prompt> prompts = new ArrayList<>();
  private RouteClient model = (route, prompt, events) -> {};
  private Store store;
  private Ledger ledger;
  private ImageFitter fitter;
  private ThreadLanes lanes;
  private Corrections corrections;

  @BeforeEach
  void open() throws IOException {
    open(Budget.unlimited(ZoneOffset.UTC));
  }

  private void open(Budget budget) throws IOException {
    store = Store.open("jdbc:sqlite:" + folder.resolve(UUID.randomUUID() + ".db"));
    ledger = new Ledger(store, TIME, budget);
    MediaFolder media = new MediaFolder(folder.resolve("media"), MediaLimits.DEFAULTS, TIME);
    fitter = new ImageFitter(media, MediaLimits.DEFAULTS, new Ffmpeg(folder.resolve("ffmpeg")));
    Journal journal = new Journal(store, TIME);
    Conversations conversations = new Conversations(store, TIME);
    RouteClient client =
        (route, prompt, events) -> {
          prompts.add(prompt);
          model.ask(route, prompt, events);
        };
    RouteTable.Choice scripted = new RouteTable.Choice(ROUTE, client);
    corrections = new Corrections(ledger);
    AskFlow flow =
        new AskFlow(
            ledger,
            new PriceBook(Map.of(), new PriceBook.Billing(Set.of(), Set.of())),
            SharedLinks.NONE,
            new MediaPipeline(
                media,
                new GuardedFetcher(http, HostList.NONE),
                HostCredentials.NONE,
                LinkRenewal.NONE,
                MediaLimits.DEFAULTS,
                fitter,
                new Ffmpeg(folder.resolve("ffmpeg")),
                null,
                TIME),
            new RouteTable(List.of(scripted), scripted),
            pacer,
            conversations,
            journal,
            corrections,
            new AskRules(
                "Be brief.",
                HOLD,
                Duration.ofSeconds(30),
                true,
                Duration.ZERO,
                NanoUsd.ZERO,
                Map.of()),
            TIME);
    lanes =
        new ThreadLanes(
            conversations,
            new AskWords("Look.", "Watch."),
            flow,
            journal,
            new PersonalSettings(store, TIME, ledger.identities()),
            TIME);
  }

  @AfterEach
  void close() {
    lanes.close();
    corrections.close();
    pacer.close();
    fitter.close();
    store.close();
    http.close();
  }

  @Test
  void answerIsShownSettledAndRemembered() {
    model = saying("Blue.", "0.0000123456");

    AskState state = ask("t", "Which colour?");
    ask("t", "And why?");

    assertThat(state).isEqualTo(AskState.ANSWERED);
    assertThat(writer.pages().getFirst().markdown()).isEqualTo("Blue.");
    assertThat(writer.pages().getFirst().footer()).contains("15 tokens · $0.000012");
    assertThat(usage().whole().cost()).isEqualTo(new NanoUsd(2 * 12_346));
    assertThat(prompts.getLast().earlier()).hasSize(2);
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void refusedCallCostsNothing() {
    model =
        (route, prompt, events) -> {
          throw new RouteRefused(
              RouteRefused.Reason.WRONG_KEY, new ProviderNote("scripted", 401, "r1", "no"));
        };

    assertThat(ask("t", "Which colour?")).isEqualTo(AskState.FAILED);
    assertThat(writer.pages())
        .containsExactly(
            new Page(
                "",
                "scripted does not accept my key. An admin can find out why with `sightline check`.",
                ""));
    assertThat(usage().whole().asks()).isZero();
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void answerThatBreaksOffKeepsItsTextAndIsPaidFor() {
    model =
        (route, prompt, events) -> {
          events.accept(new AnswerEvent.Text("It is bl"));
          throw new RouteDown(
              RouteDown.Reason.CUT, new ProviderNote("scripted", 200, "r1", "closed"), null);
        };

    assertThat(ask("t", "Which colour?")).isEqualTo(AskState.FAILED);
    Page page = writer.pages().getFirst();
    assertThat(page.markdown()).isEqualTo("It is bl");
    assertThat(page.notice()).startsWith("The answer from scripted broke off here.");
    assertThat(page.footer()).contains("est. $");
    assertThat(usage().whole().estimated()).isGreaterThan(NanoUsd.ZERO);
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void budgetThatIsUsedUpRefusesBeforeTheCall() throws Exception {
    lanes.close();
    store.close();
    open(
        new Budget(
            List.of(new Budget.Limit(Budget.Of.PERSON, Budget.Per.ASK, new NanoUsd(1))),
            ZoneOffset.UTC));

    assertThat(ask("t", "Which colour?")).isEqualTo(AskState.REFUSED);
    assertThat(prompts).isEmpty();
    assertThat(writer.pages().getFirst().notice()).isNotBlank();
  }

  @Test
  void somethingOfOursThatBreaksIsSaid() {
    model =
        (route, prompt, events) -> {
          throw new IllegalStateException("a bug");
        };

    assertThat(ask("t", "Which colour?")).isEqualTo(AskState.FAILED);
    assertThat(writer.pages().getFirst().notice()).contains("Something in me broke");
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void emptyAnswerIsSaid() {
    model = saying("", "0.001");

    assertThat(ask("t", "Which colour?")).isEqualTo(AskState.ANSWERED);
    assertThat(writer.pages().getFirst().notice()).contains("empty answer");
  }

  @Test
  void answerThatNobodyTakesStopsTheModel() {
    writer.refusing(PlatformRefused.Reason.GONE);
    model =
        (route, prompt, events) -> {
          while (true) {
            events.accept(new AnswerEvent.Text("."));
            Pause.SLEEP.sleep(BETWEEN_WORDS);
          }
        };

    assertThat(ask("t", "Which colour?")).isEqualTo(AskState.FAILED);
    assertThat(usage().whole().estimated()).isGreaterThan(NanoUsd.ZERO);
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void questionsOfAThreadAreAnsweredOneAfterTheOther() {
    model =
        (route, prompt, events) ->
            saying("Turn " + prompt.earlier().size() / 2, "0.001").ask(route, prompt, events);

    for (int i = 0; i < 20; i++) {
      assertThat(lanes.accept(event("t", "Next?"), writer)).isTrue();
    }
    ask("t", "Last?");

    List<String> expected = new ArrayList<>();
    for (int i = 0; i <= 20; i++) {
      expected.add("Turn " + i);
    }
    assertThat(writer.pages().stream().map(Page::markdown)).isEqualTo(expected);
  }

  private AskState ask(String thread, String question) {
    return lanes.take(event(thread, question), writer).orElseThrow().join();
  }

  private static ChatEvent event(String thread, String question) {
    return new ChatEvent.DirectMessage(
        new EventKey(Platform.TERMINAL, UUID.randomUUID().toString()),
        new PersonRef(Platform.TERMINAL, "local", "anna", "Anna"),
        new ThreadRef(Platform.TERMINAL, "local", "c", thread),
        Said.words(question),
        null);
  }

  private UsageReport usage() {
    return new UsageReader(store, TIME).month(ZoneOffset.UTC);
  }

  private static RouteClient saying(String text, String costUsd) {
    return (route, prompt, events) -> say(events, text, costUsd);
  }

  private static void say(Consumer<AnswerEvent> events, String text, String costUsd) {
    events.accept(new AnswerEvent.Text(text));
    events.accept(new AnswerEvent.Spent(new Usage(10, 5, new BigDecimal(costUsd))));
    events.accept(new AnswerEvent.Finish("google/gemini-2.5-flash", AnswerEvent.Ending.COMPLETE));
  }
}
