package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.LongTests;
import dev.sightline.event.ChatEvent.Deleted;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.limit.Pause;
import dev.sightline.route.AnswerEvent;
import dev.sightline.sim.discord.DiscordFaults.Fault;
import dev.sightline.sim.discord.DiscordLedger;
import dev.sightline.sim.discord.DiscordRoute;
import dev.sightline.sim.discord.RateLimits;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimPermission;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// What an answer does on Discord, down to the calls.
@Order(LongTests.FIRST)
class DiscordWriterTest {
  private final DiscordBot bot = new DiscordBot();
  private final EditPacer pacer = new EditPacer();

  @BeforeEach
  void start() throws Exception {
    bot.started();
  }

  @AfterEach
  void close() {
    pacer.close();
    bot.close();
  }

  @Test
  void longAnswerBecomesSeveralMessages() {
    String text =
        IntStream.range(0, 600).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    streams(List.of(text), "gemini · $0.001");

    SmallAnswer answer = ask();
    List<SimMessage> pages = finalPages(answer, "gemini");

    assertThat(pages).hasSize(3);
    assertThat(pages).allSatisfy(page -> assertThat(page.content().length()).isLessThan(2_001));
    assertThat(pages.stream().map(SimMessage::content).collect(Collectors.joining(" ")))
        .isEqualTo(text + "\n-# gemini · $0.001");
  }

  @Test
  void growingAnswerStaysWithinTheLimits() {
    List<String> pieces = IntStream.range(0, 60).mapToObj(i -> "piece " + i + ". ").toList();
    streamsSlowly(pieces);

    SmallAnswer answer = ask();
    List<SimMessage> pages = finalPages(answer, "done");

    assertThat(pages.getFirst().content()).contains("piece 59.");
    assertThat(pages.getFirst().revisions().size()).isGreaterThan(2);
    assertThat(bot.sim.ledger().brokenLimits()).isEmpty();
  }

  @Test
  void growingAnswerToACommandStaysWithinTheLimits() {
    streamsSlowly(IntStream.range(0, 60).mapToObj(i -> "piece " + i + ". ").toList());

    SimInteraction ask = bot.channel.slash(bot.anna, "ask").option("question", "?").send();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          SimMessage original = ask.original();
          return original != null && original.content().contains("-# done");
        });
    assertThat(Objects.requireNonNull(ask.original()).content()).contains("piece 59.");
    assertThat(bot.sim.ledger().brokenLimits()).isEmpty();
  }

  @Test
  void manyAnswersInOneChannelStayWithinTheLimits() {
    streamsSlowly(List.of("one ", "two ", "three "));
    SimChannel direct = bot.sim.directMessages(bot.anna);

    for (int i = 0; i < 8; i++) {
      direct.post(bot.anna, "question " + i);
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            bot.sim.ledger().answersIn(direct.id()).stream()
                    .filter(answer -> answer.content().contains("-# done"))
                    .count()
                == 8);
    assertThat(bot.sim.ledger().brokenLimits()).isEmpty();
  }

  @Test
  void injectedTextPingsNobodyAndUnfurlsNothing() {
    String hostile =
        "@everyone @here %s %s [win](https://evil.example) https://discord.gg/abc"
            .formatted(bot.anna.mention(), bot.guild.botRole().mention());
    bot.answering(hostile);

    SmallAnswer answer = ask();
    SimMessage message = bot.answersIn(answer.threadId(), 1).getFirst();

    assertThat(bot.sim.ledger().pings()).isEmpty();
    assertThat(message.content())
        .contains("@everyone", "win (https://evil.example)", "https://discord.gg/ abc");
  }

  @Test
  void injectedTextInAnAnswerToACommandPingsNobody() {
    bot.answering("@everyone " + bot.anna.mention());

    SimInteraction ask = bot.channel.slash(bot.anna, "ask").option("question", "?").send();
    await()
        .atMost(DiscordBot.PATIENCE)
        .until(() -> {
          SimMessage original = ask.original();
          return original != null && !original.isThinking();
        });

    assertThat(bot.sim.ledger().pings()).isEmpty();
  }

  @Test
  void deletedAnswerEndsTheAnswer() {
    Posted[] posted = new Posted[1];
    bot.desk.answer((event, writer) -> {
      posted[0] = writer.post(Page.of("one"));
      bot.sim.ledger().answers().stream()
          .filter(answer -> !answer.isSystemNote())
          .forEach(SimMessage::delete);
      writer.edit(posted[0], Page.of("two"));
    });

    ask();

    assertThat(failure().reason()).isEqualTo(Reason.GONE);
  }

  @Test
  void deletedQuestionLeavesNoThreadBehind() {
    CountDownLatch deleted = new CountDownLatch(1);
    bot.desk.answer((event, writer) -> {
      if (event instanceof Deleted) {
        deleted.countDown();
      } else {
        deleted.await();
        writer.post(Page.of("too late"));
      }
    });

    SmallAnswer answer = ask();
    answer.question().delete();

    assertThat(failure().reason()).isEqualTo(Reason.GONE);
    assertThat(bot.sim.ledger().threads()).isEmpty();
  }

  @Test
  void archivedThreadIsOpenedForTheRestOfTheAnswer() {
    SimMessage question = editsAfter(SimChannel::archive);

    await()
        .atMost(DiscordBot.PATIENCE)
        .until(() -> bot.answersIn(question.id(), 1).getFirst().content().equals("two"));
  }

  @Test
  void lockedThreadEndsTheAnswer() {
    editsAfter(SimChannel::lock);

    assertThat(failure().reason()).isEqualTo(Reason.ARCHIVED);
  }

  @Test
  void missingPermissionIsNamed() {
    bot.desk.answer((event, writer) -> writer.post(Page.of("one")));
    bot.channel.deny(SimPermission.CREATE_PUBLIC_THREADS, SimPermission.SEND_MESSAGES);

    ask();

    assertThat(failure().reason()).isEqualTo(Reason.MISSING_PERMISSION);
    assertThat(failure().note().message()).contains("50013", "Send Messages");
  }

  @Test
  void sendWhoseAnswerIsLostShowsOnce() {
    bot.sim.faults().next(DiscordRoute.CREATE_MESSAGE, 2, new Fault.CutAfter());
    streams(List.of("all of it"), "done");

    SmallAnswer answer = ask();

    assertThat(finalPages(answer, "done")).hasSize(1);
  }

  @Test
  void sendThatIsTriedAgainWithNewerTextShowsTheNewerText() {
    bot.sim.faults().next(DiscordRoute.CREATE_MESSAGE, 5, new Fault.CutAfter());
    List<String> tried = new CopyOnWriteArrayList<>();
    bot.desk.answer((event, writer) -> {
      boolean isPosted = false;
      while (!isPosted) {
        tried.add("version " + tried.size());
        try {
          writer.post(Page.of(tried.getLast()));
          isPosted = true;
        } catch (PlatformRefused refused) {
          assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
        }
      }
      tried.add("posted");
    });

    SmallAnswer answer = ask();

    await().atMost(DiscordBot.PATIENCE).until(() -> tried.contains("posted"));
    assertThat(tried).hasSizeGreaterThan(2);
    assertThat(bot.answersIn(answer.threadId(), 1))
        .extracting(SimMessage::content)
        .containsExactly(tried.get(tried.size() - 2));
  }

  @Test
  void threadWhoseOpeningWasNotConfirmedIsUsed() {
    bot.sim.faults().next(DiscordRoute.THREAD_FROM_MESSAGE, new Fault.CutAfter());
    streams(List.of("all of it"), "done");

    SmallAnswer answer = ask();

    assertThat(finalPages(answer, "done")).hasSize(1);
    assertThat(bot.sim.ledger().threads()).hasSize(1);
  }

  @Test
  void answerWhoseThreadDoesNotOpenInGoodTimeIsAReply() {
    bot.sim
        .limits()
        .set(DiscordRoute.THREAD_FROM_MESSAGE, new RateLimits.Limit(1, Duration.ofMinutes(1)));
    streams(List.of("all of it"), "done");

    SmallAnswer first = ask();
    finalPages(first, "done");
    SimMessage second = ask().question();

    await()
        .atMost(DiscordBot.PATIENCE)
        .untilAsserted(() ->
            assertThat(bot.channel.answers())
                .filteredOn(answer -> answer.replyTo() == second)
                .extracting(SimMessage::content)
                .containsExactly("all of it\n-# done"));
    assertThat(second.thread()).isNull();
    assertThat(bot.sim.ledger().brokenLimits()).isEmpty();
  }

  @Test
  void limitThatDiscordImposesIsWaitedOut() {
    bot.sim
        .faults()
        .next(DiscordRoute.CREATE_MESSAGE, new Fault.TooFast(Duration.ofSeconds(1), false, true));
    bot.answering("patience");

    SmallAnswer answer = ask();

    assertThat(bot.answersIn(answer.threadId(), 1).getFirst().content()).isEqualTo("patience");
  }

  @Test
  void typingIsShownWhereTheQuestionStands() {
    bot.desk.answer((event, writer) -> writer.working());

    ask();

    await()
        .atMost(DiscordBot.PATIENCE)
        .untilAsserted(() ->
            assertThat(bot.sim.ledger().typing())
                .extracting(DiscordLedger.Typing::channelId)
                .containsExactly(bot.channel.id()));
  }

  @Test
  void chartGoesIntoTheThread() {
    OutgoingFile chart =
        new OutgoingFile("chart.png", "image/png", ByteString.encodeUtf8("not really"));
    bot.desk.answer((event, writer) -> writer.attach(chart, "The month"));

    SmallAnswer answer = ask();
    SimMessage message = bot.answersIn(answer.threadId(), 1).getFirst();

    assertThat(message.content()).isEqualTo("The month");
    assertThat(bot.sim.ledger().uploads().getFirst().attachment().file().bytes())
        .isEqualTo(chart.bytes());
  }

  private record SmallAnswer(SimMessage question) {
    long threadId() {
      return question.id();
    }
  }

  private SmallAnswer ask() {
    return new SmallAnswer(bot.channel.post(bot.anna, bot.says("what is this?")));
  }

  /// Posts, lets something happen to the thread, and edits.
  private SimMessage editsAfter(Consumer<SimChannel> happening) {
    bot.desk.answer((event, writer) -> {
      Posted posted = writer.post(Page.of("one"));
      happening.accept(bot.sim.ledger().threads().getFirst());
      writer.edit(posted, Page.of("two"));
    });
    return ask().question();
  }

  private void streams(List<String> pieces, String footer) {
    bot.desk.answer((event, writer) -> {
      AnswerStream answer = new AnswerStream(writer, pacer, (number, posted) -> {});
      pieces.forEach(piece -> answer.accept(new AnswerEvent.Text(piece)));
      answer.finish("", footer);
    });
  }

  /// A model that says a piece every 50 ms.
  private void streamsSlowly(List<String> pieces) {
    bot.desk.answer((event, writer) -> {
      AnswerStream answer = new AnswerStream(writer, pacer, (number, posted) -> {});
      for (String piece : pieces) {
        answer.accept(new AnswerEvent.Text(piece));
        Pause.SLEEP.sleep(Duration.ofMillis(50));
      }
      answer.finish("", "done");
    });
  }

  private List<SimMessage> finalPages(SmallAnswer answer, String footer) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            bot.sim.ledger().answersIn(answer.threadId()).stream()
                .anyMatch(page -> page.content().contains("-# " + footer)));
    return bot.sim.ledger().answersIn(answer.threadId());
  }

  private PlatformRefused failure() {
    await().atMost(DiscordBot.PATIENCE).until(() -> !bot.desk.failures().isEmpty());
    return (PlatformRefused) bot.desk.failures().getFirst();
  }
}
