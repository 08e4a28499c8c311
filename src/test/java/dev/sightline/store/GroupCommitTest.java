package dev.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.LongTests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Works that share transactions.
@Order(LongTests.FIRST)
class GroupCommitTest {
  private static final int CROWD = 50;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void thoseWhoWaitShareATransaction(Database database) throws Exception {
    try (var store = database.open(folder)) {
      var begun = new AtomicInteger();
      var commits =
          new GroupCommit<>(
              store,
              handle -> {
                begun.incrementAndGet();
                return new Plain(handle);
              });

      var results = behindASlowOne(commits, CROWD, GroupCommitTest::insert);

      assertThat(results).containsExactlyElementsOf(IntStream.range(0, CROWD).boxed().toList());
      assertThat(stored(store)).hasSize(CROWD);
      assertThat(begun).hasValue(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachSeesWhatThoseBeforeItWrote(Database database) throws Exception {
    try (var store = database.open(folder)) {
      var commits = new GroupCommit<>(store, Plain::new);

      var seen =
          behindASlowOne(
              commits,
              CROWD,
              (handle, place) -> {
                insert(handle, place);
                return handle.createQuery("SELECT COUNT(*) FROM people").mapTo(int.class).one();
              });

      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, CROWD).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneThatFailsTakesNothingWithIt(Database database) throws Exception {
    try (var store = database.open(folder)) {
      var commits = new GroupCommit<>(store, Plain::new);

      var results =
          behindASlowOne(
              commits,
              CROWD,
              (handle, place) -> {
                insert(handle, place);
                if (place == 7) {
                  throw new IllegalStateException("the seventh");
                }
                return place;
              });

      assertThat(results).containsOnlyOnce(-1).doesNotContain(7).hasSize(CROWD);
      assertThat(stored(store)).hasSize(CROWD - 1).doesNotContain("7");
    }
  }

  @ParameterizedTest
  @EnumSource
  void allPrepareBeforeTheFirstAndLearnOfItAfterTheLast(Database database) throws Exception {
    try (var store = database.open(folder)) {
      var said = Collections.synchronizedList(new ArrayList<String>());
      var commits = new GroupCommit<>(store, _ -> new Said(said));

      behindASlowOne(
          commits,
          place -> commits.run(all -> all.say("prepare"), all -> all.say("work " + place)),
          3);

      assertThat(said.subList(said.indexOf("flush") + 1, said.size()))
          .containsExactly(
              "begin", "prepare", "prepare", "prepare", "fetch", "work 0", "work 1", "work 2",
              "flush");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failureIsToldAsItIs(Database database) {
    try (var store = database.open(folder)) {
      var commits = new GroupCommit<>(store, Plain::new);
      var failure = new IllegalStateException("no");

      assertThatThrownBy(() -> commits.run(_ -> refuse(failure))).isSameAs(failure);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptBreaksNothingOff(Database database) {
    try (var store = database.open(folder)) {
      var commits = new GroupCommit<>(store, Plain::new);

      Thread.currentThread().interrupt();
      try {
        commits.run(plain -> insert(plain.handle(), 1));
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }

      assertThat(stored(store)).containsExactly("1");
    }
  }

  /// What works share that read and write by themselves.
  private record Plain(Handle handle) implements GroupCommit.Common {
    @Override
    public void fetch() {}

    @Override
    public void flush() {}
  }

  /// A work of one of the crowd.
  private interface Work {
    int run(Handle handle, int place);
  }

  /// What works share that says what happens.
  private record Said(List<String> said) implements GroupCommit.Common {
    Said {
      said.add("begin");
    }

    int say(String what) {
      said.add(what);
      return 0;
    }

    @Override
    public void fetch() {
      say("fetch");
    }

    @Override
    public void flush() {
      say("flush");
    }
  }

  private static List<Integer> behindASlowOne(GroupCommit<Plain> commits, int crowd, Work work)
      throws Exception {
    return behindASlowOne(
        commits, place -> commits.run(plain -> work.run(plain.handle(), place)), crowd);
  }

  /// Lets all of a crowd wait while a transaction runs.
  ///
  /// @return what each got; -1 where it failed
  private static <C extends GroupCommit.Common> List<Integer> behindASlowOne(
      GroupCommit<C> commits, IntUnaryOperator run, int crowd) throws Exception {
    var go = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var slow =
        new Waiting(() ->
            commits.run(_ -> {
              begun.countDown();
              return await(go);
            }));
    begun.await();
    var waiting = new ArrayList<Waiting>();
    for (var place = 0; place < crowd; place++) {
      var own = place;
      var one = new Waiting(() -> run.applyAsInt(own));
      one.awaitIdle();
      waiting.add(one);
    }
    go.countDown();
    assertThat(slow.result()).isZero();
    return waiting.stream().map(Waiting::result).toList();
  }

  private static int await(CountDownLatch go) {
    try {
      go.await();
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A thread that waits for its work.
  private static final class Waiting {
    private final FutureTask<Integer> task;
    private final Thread thread;

    Waiting(Callable<Integer> call) {
      task = new FutureTask<>(call);
      thread = Thread.ofPlatform().start(task);
    }

    void awaitIdle() {
      Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    int result() {
      try {
        return task.get();
      } catch (ExecutionException e) {
        return -1;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static int insert(Handle handle, int place) {
    handle.execute(
        "INSERT INTO people (platform, person_id, name) VALUES ('SLACK', ?, 'Ada')",
        String.valueOf(place));
    return place;
  }

  private static int refuse(IllegalStateException failure) {
    throw failure;
  }

  private static List<String> stored(Store store) {
    return store
        .reads()
        .withHandle(handle ->
            handle.createQuery("SELECT person_id FROM people").mapTo(String.class).list());
  }
}
