package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.failure.UnchargedStop;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two models that do what the test says, the second of which is asked after a millisecond;
/// everything else is real.
class HedgeTest {
  private static final InstantSource TIME = InstantSource.system();
  private static final PersonRef ANNA = new PersonRef(Platform.TERMINAL, "local", "anna", "Anna");
  private static final PersonRef BEN = new PersonRef(Platform.TERMINAL, "local", "ben", "Ben");
  private static final long NEVER_MS = Duration.ofDays(1).toMillis();
  private static final Usage USAGE = new Usage(10, 5, new BigDecimal("0.001"));

  @TempDir Path folder;

  private final HttpStack http = new HttpStack();
  private final EditPacer pacer = new EditPacer();
  private final RecordingWriter writer = new RecordingWriter(1_000);
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Speaking first = events -> speak("A", events);
  private volatile Speaking second = events -> speak("B", events);
  private Store store;
  private Ledger ledger;
  private ImageFitter fitter;
  private PersonalSettings settings;
  private ThreadLanes lanes;
  private Corrections corrections;

  /// What a model does in one call.
  @FunctionalInterface
  private interface Speaking {
    void say(Consumer<AnswerEvent> events) throws RouteDown, RouteRefused, InterruptedException;
  }

  /// Every call costs the same, whoever breaks it off.
  private final class Model implements RouteClient {
    private final boolean isFirst;

    Model(boolean isFirst) {
      this.isFirst = isFirst;
    }

    @Override
    public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
        throws RouteDown, RouteRefused, InterruptedException {
      if (Thread.interrupted()) {
        throw new UnchargedStop("interrupted before it was sent");
      }
      events.accept(new AnswerEvent.Begun("call-" + calls.incrementAndGet()));
      (isFirst ? first : second).say(events);
      events.accept(new AnswerEvent.Spent(USAGE));
      events.accept(new AnswerEvent.Finish(route.model(), AnswerEvent.Ending.COMPLETE));
    }

    @Override
    public boolean isCheapToStop() {
      return true;
    }

    @Override
    public Usage lateUsage(String callId) {
      return USAGE;
    }
  }

  @BeforeEach
  void open() throws IOException {
    store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"));
    ledger = new Ledger(store, TIME, Budget.unlimited(ZoneOffset.UTC));
    MediaFolder media = new MediaFolder(folder.resolve("media"), MediaLimits.DEFAULTS, TIME);
    fitter = new ImageFitter(media, MediaLimits.DEFAULTS, new Ffmpeg(folder.resolve("ffmpeg")));
    Journal journal = new Journal(store, TIME);
    Conversations conversations = new Conversations(store, TIME);
    corrections = new Corrections(ledger);
    settings = new PersonalSettings(store, TIME, ledger.identities());
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
            new RouteTable(List.of(choice("first", true), choice("second", false)), offline()),
            pacer,
            conversations,
            journal,
            corrections,
            new AskRules(
                "Be brief.",
                new NanoUsd(50_000_000),
                Duration.ofSeconds(30),
                true,
                Duration.ofMillis(1),
                Duration.ZERO,
                NanoUsd.ZERO,
                Map.of(),
                new Rights(Rights.Rules.NONE),
                AskRules.VideoRule.NONE),
            TIME);
    lanes =
        new ThreadLanes(
            conversations, new AskWords("Look.", "Watch."), flow, journal, settings, TIME);
  }

  private RouteTable.Choice choice(String name, boolean isFirst) {
    return new RouteTable.Choice(
        new ModelRoute(
            name,
            "scripted",
            "model-" + name,
            OfflineRoute.ROUTE.takes(),
            OfflineRoute.ROUTE.media(),
            Parameters.NONE),
        new Model(isFirst));
  }

  private RouteTable.Choice offline() {
    return choice("offline", true);
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
  void whoeverIsQuickerOneAnswersAloneAndBothArePaid() {
    Random random = new Random(20261122);
    int asks = 200;
    AtomicInteger ask = new AtomicInteger();
    first = events -> speakAfter(ask.get() % 4 == 0 ? NEVER_MS : random.nextInt(4), "A", events);
    second = events -> speakAfter(ask.get() % 4 == 1 ? NEVER_MS : random.nextInt(3), "B", events);

    for (; ask.get() < asks; ask.incrementAndGet()) {
      assertThat(ask(ANNA, "t" + ask)).isEqualTo(AskState.ANSWERED);
    }

    assertThat(writer.pages())
        .hasSize(asks)
        .allSatisfy(page -> {
          boolean isFirst = page.footer().startsWith("model-first · ");
          assertThat(page.markdown()).isEqualTo(isFirst ? "AAA" : "BBB");
        })
        .extracting(Page::markdown)
        .contains("AAA", "BBB");
    allIsPaid();
    assertThat(usage().whole().asks()).isEqualTo(asks);
  }

  @Test
  void secondThatBreaksLeavesTheFirst() {
    CountDownLatch isBroken = new CountDownLatch(1);
    first =
        events -> {
          isBroken.await();
          speak("A", events);
        };
    second =
        events -> {
          isBroken.countDown();
          throw new IllegalStateException("a bug");
        };

    assertThat(ask(ANNA, "t")).isEqualTo(AskState.ANSWERED);

    assertThat(writer.pages().getFirst().markdown()).isEqualTo("AAA");
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void modelThatAPersonPrefersIsAskedAlone() {
    CountDownLatch another = new CountDownLatch(1);
    settings.prefer(ANNA, "first");
    first =
        events -> {
          another.await();
          speak("A", events);
        };
    var preferred = lanes.take(event(ANNA, "anna"), writer).orElseThrow();

    // Who has no wish is answered by the second meanwhile.
    assertThat(ask(BEN, "ben")).isEqualTo(AskState.ANSWERED);
    another.countDown();

    assertThat(preferred.join()).isEqualTo(AskState.ANSWERED);
    assertThat(calls).hasValue(3);
    allIsPaid();
  }

  /// Corrections included, which come a moment later.
  private void allIsPaid() {
    lanes.close();
    corrections.close();
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(usage().whole().estimated()).isEqualTo(NanoUsd.ZERO);
    assertThat(usage().whole().cost()).isEqualTo(new NanoUsd(calls.get() * 1_000_000L));
  }

  private AskState ask(PersonRef person, String thread) {
    return lanes.take(event(person, thread), writer).orElseThrow().join();
  }

  private static ChatEvent event(PersonRef person, String thread) {
    return new ChatEvent.DirectMessage(
        new EventKey(Platform.TERMINAL, UUID.randomUUID().toString()),
        person,
        new ThreadRef(Platform.TERMINAL, "local", "c", thread),
        Said.words("Which colour?"),
        null);
  }

  private UsageReport usage() {
    return new UsageReader(store, TIME).month(ZoneOffset.UTC);
  }

  private static void speakAfter(long millis, String word, Consumer<AnswerEvent> events)
      throws InterruptedException {
    Pause.SLEEP.sleep(Duration.ofMillis(millis));
    speak(word, events);
  }

  private static void speak(String word, Consumer<AnswerEvent> events) {
    for (int i = 0; i < 3; i++) {
      events.accept(new AnswerEvent.Text(word));
    }
  }
}
