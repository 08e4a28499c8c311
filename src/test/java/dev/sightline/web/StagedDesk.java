package dev.sightline.web;

import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.UsageAnswer;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.IncomingFile;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.route.AnswerEvent;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.ThreadWriter;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import okio.ByteString;

/// A front desk whose answers a test gives itself, through a real answer stream and pacer.
final class StagedDesk implements AutoCloseable {
  private static final int LONGEST_WAIT_S = 20;

  private final EditPacer pacer = new EditPacer();
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final Queue<ChatEvent> controls = new ConcurrentLinkedQueue<>();
  private final Set<EventKey> claimed = ConcurrentHashMap.newKeySet();

  /// A question, and the answer to give.
  record Heard(ChatEvent.DirectMessage event, AnswerStream answer, ThreadWriter writer) {
    Heard say(String text) {
      answer.accept(new AnswerEvent.Text(text));
      return this;
    }

    Heard rewrite(String whole) {
      answer.accept(new AnswerEvent.Rewrite(whole));
      return this;
    }

    void finish(String notice, String footer) throws PlatformRefused, InterruptedException {
      answer.finish(notice, footer);
    }

    Path file(int number) {
      IncomingFile.Origin origin = event.said().files().get(number).origin();
      return ((IncomingFile.OnDisk) origin).path();
    }
  }

  FrontDesk desk() {
    return new FrontDesk(
        new FrontDesk.Taker() {
          @Override
          public boolean accept(ChatEvent event, ThreadWriter writer) {
            return take(event, writer);
          }

          @Override
          public String control(ChatEvent event, ThreadWriter writer) {
            controls.add(event);
            return "";
          }
        },
        thread -> false,
        person ->
            new UsageAnswer(
                "Today: 3 asks, 4,210 tokens, $0.0021\n• gemini-2.5-flash: 3 asks, $0.0021",
                new OutgoingFile("usage.png", "image/png", chart())),
        Set.of());
  }

  private boolean take(ChatEvent event, ThreadWriter writer) {
    if (!claimed.add(event.key())) {
      return false;
    }
    return heard.add(
        new Heard(
            (ChatEvent.DirectMessage) event,
            new AnswerStream(writer, pacer, (number, posted) -> {}),
            writer));
  }

  /// The next question; waits for it.
  Heard next() throws InterruptedException {
    Heard next = heard.poll(LONGEST_WAIT_S, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was asked");
    }
    return next;
  }

  /// What was done with answers.
  List<ChatEvent> controls() {
    return List.copyOf(controls);
  }

  /// Questions that no test has looked at.
  List<Heard> waiting() {
    return List.copyOf(heard);
  }

  private static ByteString chart() {
    BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 300, 200);
    graphics.setColor(new Color(0x17616a));
    for (int day = 0; day < 10; day++) {
      graphics.fillRect(20 + day * 27, 180 - day * day, 18, day * day);
    }
    graphics.dispose();
    try (var out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return ByteString.of(out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    pacer.close();
  }
}
