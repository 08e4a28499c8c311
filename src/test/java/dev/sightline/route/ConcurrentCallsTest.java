package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.UnchargedStop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConcurrentCallsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void neverMoreThanAllowedAreAskedAndTheOthersAreToldThatTheyWait() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch goOn = new CountDownLatch(1);
    RouteClient slow =
        (route, prompt, events) -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          goOn.await();
          inside.decrementAndGet();
        };
    RouteClient two = new ConcurrentCalls(slow, "fal", 2);
    List<AnswerEvent> told = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> asks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        asks.add(
            threads.submit(() -> {
              two.ask(Scene.route(), Scene.prompt("hi"), told::add);
              return null;
            }));
      }
      Awaitility.await().atMost(PATIENCE).until(() -> inside.get() == 2 && told.size() == 3);
      goOn.countDown();
      for (Future<?> ask : asks) {
        ask.get();
      }
    }

    assertThat(most).hasValue(2);
    assertThat(told)
        .containsOnly(
            new AnswerEvent.Progress("Waiting: fal is answering as many questions as it may."));
  }

  @Test
  void failureGivesThePlaceBack() throws Exception {
    RouteDown down =
        new RouteDown(
            RouteDown.Reason.UNREACHABLE, ProviderNote.withoutAnswer("fal", "gone"), null);
    RouteClient failing =
        new ConcurrentCalls(
            (route, prompt, events) -> {
              throw down;
            },
            "fal",
            1);

    for (int i = 0; i < 3; i++) {
      List<AnswerEvent> told = new ArrayList<>();
      assertThatThrownBy(() -> failing.ask(Scene.route(), Scene.prompt("hi"), told::add))
          .isSameAs(down);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void whoIsStoppedWhileWaitingAsksAndPaysNothing() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch goOn = new CountDownLatch(1);
    RouteClient one =
        new ConcurrentCalls(
            (route, prompt, events) -> {
              asked.incrementAndGet();
              goOn.await();
            },
            "fal",
            1);
    Thread first = Thread.startVirtualThread(() -> ask(one));
    Awaitility.await().atMost(PATIENCE).until(() -> asked.get() == 1);
    FutureTask<?> waiting =
        new FutureTask<>(() -> {
          one.ask(Scene.route(), Scene.prompt("hi"), event -> {});
          return null;
        });
    Thread second = Thread.startVirtualThread(waiting);
    Awaitility.await().atMost(PATIENCE).until(() -> second.getState() == Thread.State.WAITING);

    second.interrupt();
    second.join();
    goOn.countDown();
    first.join();

    assertThat(asked).hasValue(1);
    assertThat(waiting.exceptionNow()).isInstanceOf(UnchargedStop.class);
  }

  @Test
  void answerThatIsFetchedTakesAPlaceAsOneThatIsAsked() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> fetched = Collections.synchronizedList(new ArrayList<>());
    RouteClient one =
        new ConcurrentCalls(
            new RouteClient() {
              @Override
              public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
                  throws InterruptedException {
                goOn.await();
              }

              @Override
              public boolean canResume(String callId) {
                return callId.equals("job-1");
              }

              @Override
              public void resume(ModelRoute route, String callId, Consumer<AnswerEvent> events) {
                fetched.add(callId);
              }
            },
            "fal",
            1);
    Thread first = Thread.startVirtualThread(() -> ask(one));
    Awaitility.await().atMost(PATIENCE).until(() -> first.getState() == Thread.State.WAITING);
    List<AnswerEvent> told = Collections.synchronizedList(new ArrayList<>());
    FutureTask<?> second =
        new FutureTask<>(() -> {
          one.resume(Scene.route(), "job-1", told::add);
          return null;
        });
    Thread.startVirtualThread(second);
    Awaitility.await().atMost(PATIENCE).until(() -> told.size() == 1);
    assertThat(fetched).isEmpty();

    goOn.countDown();
    second.get();

    assertThat(fetched).containsExactly("job-1");
    assertThat(one.canResume("job-1")).isTrue();
    assertThat(one.canResume("gen-1")).isFalse();
  }

  private static void ask(RouteClient client) {
    try {
      client.ask(Scene.route(), Scene.prompt("hi"), event -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (dev.sightline.failure.AskFailure e) {
      throw new IllegalStateException(e);
    }
  }
}
