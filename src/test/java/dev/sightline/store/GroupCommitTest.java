package dev.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.LongTests;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
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
      var commits = new GroupCommit(store, _ -> begun.incrementAndGet());

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
      var commits = new GroupCommit(store, _ -> {});

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
      var commits = new GroupCommit(store, _ -> {});

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
  void failureIsToldAsItIs(Database database) {
    try (var store = database.open(folder)) {
      var commits = new GroupCommit(store, _ -> {});
      var failure = new IllegalStateException("no");

      assertThatThrownBy(() -> commits.run(_ -> refuse(failure))).isSameAs(failure);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptBreaksNothingOff(Database database) {
    try (var store = database.open(folder)) {
      var commits = new GroupCommit(store, _ -> {});

      Thread.currentThread().interrupt();
      try {
        commits.run(handle -> insert(handle, 1));
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }

      assertThat(stored(store)).containsExactly("1");
    }
  }

  /// A work of one of the crowd.
  private interface Work {
    int run(Handle handle, int place);
  }

  /// Lets all of a crowd wait while a transaction runs.
  ///
  /// @return what each got; -1 where it failed
  private static List<Integer> behindASlowOne(GroupCommit commits, int crowd, Work work)
      throws Exception {
    var go = new CountDownLatch(1);
    var slow = new Waiting(() -> commits.run(_ -> await(go)));
    slow.awaitIdle();
    var waiting =
        IntStream.range(0, crowd)
            .mapToObj(place -> new Waiting(() -> commits.run(handle -> work.run(handle, place))))
            .toList();
    waiting.forEach(Waiting::awaitIdle);
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
