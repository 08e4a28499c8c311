package dev.sightline.sim.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.sim.ClientSocket;
import dev.sightline.sim.model.Bill.Outcome;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;

/// Plays one answer to one client, as events or whole, and bills it. Blocks until it is over.
public final class Playback {
  private static final Duration UNTIL_THE_CLIENT_LEAVES = Duration.ofDays(1);

  private final Context context;
  private final ClientSocket socket;
  private final ModelAsk ask;
  private final ModelAnswer answer;
  private final SimModel model;
  private final Faults faults;
  private final OpenBill bill;
  private final StringBuilder said = new StringBuilder();
  private int sentChars;

  /// Opens the bill.
  ///
  /// @param planned the faults the simulator was told; the answer's own are added
  public Playback(
      Context context,
      ClientSocket socket,
      Caller caller,
      BillBook bills,
      ModelAsk ask,
      ModelAnswer answer,
      SimModel model,
      Faults planned) {
    this.context = context;
    this.socket = socket;
    this.ask = ask;
    this.answer = answer.cappedAt(ask.maxTokens());
    this.model = model;
    this.faults = planned.and(answer.faults());
    this.bill = bills.open(caller, ask);
  }

  /// Streams the answer.
  ///
  /// @param lineEnd how the service ends its lines
  public void stream(StreamShape shape, String lineEnd) throws InterruptedException {
    try {
      context.status(200).contentType("text/event-stream; charset=utf-8");
      context.header("Cache-Control", "no-cache");
      OutputStream out = context.res().getOutputStream();
      out.flush();
      restIfTold();
      EventWriter events = new EventWriter(out, bill, faults, lineEnd);
      shape.open(events);
      for (Step step : answer.steps()) {
        breakIfTold(shape, events);
        play(step, shape, events);
      }
      breakIfTold(shape, events);
      if (faults.find(Fault.CutBeforeFinish.class).isPresent()) {
        throw new EventWriter.HangUp();
      }
      close(Outcome.FINISHED);
      if (!faults.has(Fault.Quirk.NO_FINISH)) {
        shape.finish(events, answer.charge(ask, model), faults);
      }
    } catch (EventWriter.HangUp e) {
      close(Outcome.CUT);
      socket.cut();
    } catch (Failed e) {
      return; // billed already, before the client could know
    } catch (IOException e) {
      close(Outcome.ABANDONED); // the client's side of the socket is closed: nobody to tell
    }
  }

  /// Sends the answer as one body.
  public void whole(WholeShape shape) throws InterruptedException {
    try {
      restIfTold();
      for (Step step : answer.steps()) {
        if (faults.find(Fault.Stall.class).isPresent()) {
          rest(UNTIL_THE_CLIENT_LEAVES);
        }
        switch (step) {
          case Step.Say(String piece) -> say(piece);
          case Step.Think(String piece) -> sentChars += piece.length();
          case Step.Rest(Duration time) -> rest(time);
          case Step.Hold(Gate gate) -> hold(gate);
        }
      }
      JsonNode body =
          shape.body(answer.text(), answer.reasoning(), answer.charge(ask, model), faults);
      byte[] bytes = body.toString().getBytes(UTF_8);
      if (cutsWhole()) {
        context.status(200).contentType("application/json");
        context.header("Content-Length", Integer.toString(bytes.length));
        OutputStream out = context.res().getOutputStream();
        out.write(Arrays.copyOf(bytes, bytes.length / 2));
        out.flush();
        throw new EventWriter.HangUp();
      }
      close(Outcome.FINISHED);
      bill.sent();
      context.status(200).contentType("application/json").result(bytes);
    } catch (EventWriter.HangUp e) {
      close(Outcome.CUT);
      socket.cut();
    } catch (IOException e) {
      close(Outcome.ABANDONED);
    }
  }

  private boolean cutsWhole() {
    return faults.find(Fault.CutInEvent.class).isPresent()
        || faults.find(Fault.CutInCharacter.class).isPresent()
        || faults.find(Fault.CutBeforeFinish.class).isPresent();
  }

  private void play(Step step, StreamShape shape, EventWriter events)
      throws IOException, InterruptedException {
    switch (step) {
      case Step.Say(String piece) -> {
        shape.say(events, piece);
        say(piece);
      }
      case Step.Think(String piece) -> {
        shape.think(events, piece);
        sentChars += piece.length();
      }
      case Step.Rest(Duration time) -> rest(time);
      case Step.Hold(Gate gate) -> hold(gate);
    }
  }

  private void say(String piece) {
    said.append(piece);
    sentChars += piece.length();
  }

  private void breakIfTold(StreamShape shape, EventWriter events)
      throws IOException, InterruptedException {
    if (socket.isGone()) {
      throw new ClientLeft();
    }
    var stall = faults.find(Fault.Stall.class);
    if (stall.isPresent() && events.eventCount() >= stall.get().afterEvents()) {
      rest(UNTIL_THE_CLIENT_LEAVES);
    }
    var error = faults.find(Fault.ErrorInStream.class);
    if (error.isPresent() && events.eventCount() >= error.get().afterEvents()) {
      close(Outcome.FAILED);
      shape.fail(events, error.get());
      throw new Failed();
    }
  }

  private void restIfTold() throws IOException, InterruptedException {
    var late = faults.find(Fault.LateFirstByte.class);
    if (late.isPresent()) {
      rest(late.get().time());
    }
  }

  private void rest(Duration time) throws IOException, InterruptedException {
    if (!socket.rest(time)) {
      throw new ClientLeft();
    }
  }

  private void hold(Gate gate) throws IOException, InterruptedException {
    if (!gate.pass(socket)) {
      throw new ClientLeft();
    }
  }

  private void close(Outcome outcome) {
    boolean isWhole = outcome == Outcome.FINISHED || model.isBilledWholeWhenStopped();
    bill.close(
        outcome,
        isWhole ? answer.text() : said.toString(),
        isWhole ? answer.charge(ask, model) : answer.chargeUntil(sentChars, ask, model));
  }

  /// How one service words a whole answer.
  @FunctionalInterface
  public interface WholeShape {
    JsonNode body(String text, String reasoning, Charge charge, Faults faults);
  }

  private static final class ClientLeft extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static final class Failed extends IOException {
    private static final long serialVersionUID = 1;
  }
}
