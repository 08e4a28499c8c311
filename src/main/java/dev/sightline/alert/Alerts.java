package dev.sightline.alert;

import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.Throttled;
import dev.sightline.store.Store;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.Button;
import dev.sightline.thread.Noticeboard;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells admins what they should know, in the places that they chose, and operators in the log.
///
/// What comes within [#GATHER] is one message, and a message is sent at most [#MOST] a while: what
/// comes meanwhile waits for the next. [AlertBook] says what a crash does to that. Safe for all
/// threads.
public final class Alerts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  /// How long an alert waits for others; our own choice.
  private static final Duration GATHER = Duration.ofSeconds(2);

  /// Messages in all places: six in ten minutes. Our own choice.
  private static final CallLimit MOST = new CallLimit("alerts", 6, Duration.ofMinutes(10));

  /// How often what other processes left is looked for; our own choice.
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  /// Most alerts that one message names; our own choice, so that Discord shows all of it.
  private static final int MOST_LINES = 10;

  /// Tries of adding a file; our own choice.
  private static final int MOST_TRIES = 5;

  private final Duration gather;
  private final AlertBook book;
  private final EditPacer pacer;
  private final List<Place> places;
  private final Map<Platform, Noticeboard> boards = new ConcurrentHashMap<>();
  private final CallWindow window = new CallWindow(MOST, System::nanoTime);
  private final Semaphore woken = new Semaphore(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Alerts of a store; [#start] begins to tell them.
  ///
  /// @param places where they are told; the log has them in any case
  public Alerts(Store store, InstantSource time, EditPacer pacer, List<Place> places) {
    this(store, time, pacer, places, GATHER);
  }

  Alerts(Store store, InstantSource time, EditPacer pacer, List<Place> places, Duration gather) {
    this.gather = gather;
    this.book = new AlertBook(store, time);
    this.pacer = pacer;
    this.places = List.copyOf(places);
  }

  /// A platform is there from now on.
  public void isHere(Platform platform, Noticeboard board) {
    boards.put(platform, board);
  }

  /// Begins to tell, also what was not told before the last stop. To be called once the platforms
  /// are there.
  public void start() {
    threads.execute(this::run);
  }

  /// Tells once. Returns as soon as it is written down.
  ///
  /// @return false if one with its id was told, or is about to be
  public boolean raise(Alert alert) {
    return raise(alert, null);
  }

  /// Tells, if one with the same id was not told for some time.
  ///
  /// @param again how long; null for never again
  public boolean raise(Alert alert, @Nullable Duration again) {
    boolean isNew = book.add(alert, again, false);
    if (isNew) {
      woken.release();
    }
    return isNew;
  }

  /// Counts an alert as told, so that it is not any more.
  ///
  /// @param again as in [#raise(Alert, Duration)]
  public void pass(Alert alert, @Nullable Duration again) {
    book.add(alert, again, true);
  }

  /// What the alert told of is over: when it happens again, it is told again.
  public void isOver(String id) {
    book.forget(id);
  }

  /// Whether something with this id was told, or is about to be.
  public boolean isKnown(String id) {
    return book.isKnown(id);
  }

  /// Tells, once, something long that is made only when it is told, such as a report.
  ///
  /// @return false if it was told before, by whichever process
  public boolean report(String id, String title, Making making) {
    if (!book.add(new Alert(id, title), null, true)) {
      return false;
    }
    LOG.info("telling admins: {}", title);
    Report report = making.make();
    everywhere(new Message(report.words(), List.of(), report.picture(), title));
    return true;
  }

  /// Makes a report.
  @FunctionalInterface
  public interface Making {
    /// Called at most once.
    Report make();
  }

  /// Something long.
  ///
  /// @param words plain text
  /// @param picture follows in a message of its own
  public record Report(String words, OutgoingFile picture) {}

  private record Message(
      String words, List<Button> buttons, @Nullable OutgoingFile picture, String caption) {}

  private void run() {
    try {
      while (true) {
        boolean _ = woken.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        try {
          if (book.hasUntold()) {
            Thread.sleep(gather);
            awaitRoom();
            woken.drainPermits();
            tell(book.take());
          }
          book.sweep();
        } catch (RuntimeException e) {
          LOG.error("alerts are not told now", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitRoom() throws InterruptedException {
    Duration wait = window.tryStart();
    while (!wait.isZero()) {
      Thread.sleep(wait);
      wait = window.tryStart();
    }
    window.ended();
  }

  private void tell(List<Alert> alerts) {
    alerts.forEach(alert -> LOG.warn("alert: {}", alert.words()));
    if (!alerts.isEmpty()) {
      everywhere(message(alerts));
    }
  }

  private static Message message(List<Alert> alerts) {
    List<Button> buttons =
        alerts.stream()
            .flatMap(alert -> Stream.ofNullable(alert.button()))
            .limit(Page.MAX_BUTTONS)
            .toList();
    if (alerts.size() == 1) {
      return new Message(alerts.getFirst().words(), buttons, null, "");
    }
    String words =
        alerts.stream()
            .limit(MOST_LINES)
            .map(alert -> "• " + alert.words())
            .collect(Collectors.joining("\n"));
    int more = alerts.size() - MOST_LINES;
    String rest = more > 0 ? "\n• and %d more, in the log".formatted(more) : "";
    return new Message(words + rest, buttons, null, "");
  }

  /// Each place by itself: one that cannot be reached holds none of the others up.
  private void everywhere(Message message) {
    for (Place place : places) {
      threads.execute(() -> {
        try {
          post(place, message);
        } catch (PlatformRefused refused) {
          LOG.warn(
              "admins were not told in {} {}: {}",
              place.platform(),
              place.id(),
              refused.getMessage());
        } catch (InterruptedException e) {
          LOG.warn("admins were not told in {} {} any more", place.platform(), place.id());
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          LOG.error("admins were not told in {} {}", place.platform(), place.id(), e);
        }
      });
    }
  }

  private void post(Place place, Message message) throws PlatformRefused, InterruptedException {
    Noticeboard board = boards.get(place.platform());
    if (board == null) {
      LOG.warn("admins were not told in {} {}: it is off", place.platform(), place.id());
      return;
    }
    ThreadWriter writer = board.at(place.id());
    new AnswerStream(writer, pacer, (_, _) -> {}).finish(message.words(), "", message.buttons());
    OutgoingFile picture = message.picture();
    if (picture != null) {
      attach(writer, picture, message.caption());
    }
  }

  private static void attach(ThreadWriter writer, OutgoingFile picture, String caption)
      throws PlatformRefused, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        writer.attach(picture, caption);
        return;
      } catch (Throttled throttled) {
        if (attempt == MOST_TRIES) {
          LOG.warn("no picture for admins: told to wait {} times", MOST_TRIES);
          return;
        }
        Thread.sleep(throttled.retryAfter());
      }
    }
  }

  /// What is not told by now is told after the next start. Returns when nobody uses the store.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
