package dev.sightline.bench;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import dev.sightline.route.AnswerEvent;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadWriter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How a bot brings growing answers to a platform: ours, and two of the field.
interface DeliveryPolicy extends AutoCloseable {
  /// Ends a delivery; ours has marked it by a footer.
  String FOOTER = "·";

  /// One answer. Used by one thread.
  interface Delivery {
    void say(String added) throws InterruptedException;

    /// Returns when all of it stands.
    void end() throws PlatformRefused, InterruptedException;
  }

  Delivery open(ThreadWriter writer);

  @Override
  default void close() {}

  /// What the bot does.
  static DeliveryPolicy ours() {
    EditPacer pacer = new EditPacer();
    return new DeliveryPolicy() {
      @Override
      public Delivery open(ThreadWriter writer) {
        AnswerStream answer = new AnswerStream(writer, pacer, (number, posted) -> {});
        return new Delivery() {
          @Override
          public void say(String added) {
            answer.accept(new AnswerEvent.Text(added));
          }

          @Override
          public void end() throws PlatformRefused, InterruptedException {
            answer.finish("", FOOTER);
          }
        };
      }

      @Override
      public void close() {
        pacer.close();
      }
    };
  }

  /// One edit a second for the whole process, whichever answer comes first; the first text and the
  /// end do not wait.
  static DeliveryPolicy oneEditASecond() {
    AtomicLong lastNanos = new AtomicLong(System.nanoTime() - 1_000_000_000L);
    return writer ->
        new Edited(
            writer,
            () -> {
              long last = lastNanos.get();
              long now = System.nanoTime();
              return now - last >= 1_000_000_000L && lastNanos.compareAndSet(last, now);
            });
  }

  /// Each answer edits its message every 500 ms; the first text and the end do not wait.
  static DeliveryPolicy timerPerMessage() {
    return writer -> {
      AtomicLong lastNanos = new AtomicLong(System.nanoTime());
      return new Edited(
          writer,
          () -> {
            long now = System.nanoTime();
            boolean isDue = now - lastNanos.get() >= 500_000_000L;
            if (isDue) {
              lastNanos.set(now);
            }
            return isDue;
          });
    };
  }

  /// A message that is edited whenever its turn has come. A refusal is waited out as the platform
  /// says, and then the newest text goes.
  final class Edited implements Delivery {
    private final ThreadWriter writer;
    private final BooleanSupplier isMyTurn;
    private final AtomicReference<String> text = new AtomicReference<>("");
    private @Nullable Thread sender;
    private volatile boolean isEnded;
    private volatile @Nullable Exception failure;

    Edited(ThreadWriter writer, BooleanSupplier isMyTurn) {
      this.writer = writer;
      this.isMyTurn = isMyTurn;
    }

    @Override
    public void say(String added) {
      text.accumulateAndGet(added, String::concat);
      if (sender == null) {
        sender = Thread.startVirtualThread(this::send);
      }
    }

    @Override
    public void end() throws PlatformRefused, InterruptedException {
      isEnded = true;
      Thread sending = sender;
      if (sending != null) {
        sending.join();
      }
      if (failure != null) {
        throw new IllegalStateException(failure);
      }
    }

    private void send() {
      try {
        Posted posted = null;
        boolean isWhole = false;
        while (!isWhole) {
          boolean isLast = isEnded;
          if (posted == null || isLast || isMyTurn.getAsBoolean()) {
            Posted standing = posted;
            posted = patiently(standing, new Page(text.get(), "", isLast ? FOOTER : ""));
            isWhole = isLast;
          } else {
            Thread.sleep(10);
          }
        }
      } catch (PlatformRefused | InterruptedException | RuntimeException e) {
        failure = e;
      }
    }

    private Posted patiently(@Nullable Posted standing, Page page)
        throws PlatformRefused, InterruptedException {
      while (true) {
        try {
          if (standing == null) {
            writer.makePlace();
            return writer.post(page);
          }
          writer.edit(standing, page);
          return standing;
        } catch (Throttled throttled) {
          Thread.sleep(throttled.retryAfter());
        }
      }
    }
  }
}
