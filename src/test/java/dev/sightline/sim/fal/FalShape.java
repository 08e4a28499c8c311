package dev.sightline.sim.fal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Charge;
import dev.sightline.sim.model.EventWriter;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Faults;
import dev.sightline.sim.model.SimJson;
import dev.sightline.sim.model.StreamShape;
import java.io.IOException;

/// The router's output, whole and as the events of `/stream`. Used by one call.
final class FalShape implements StreamShape {
  private static final String EVENT = "event";

  private final FalSim.StreamMode mode;
  private final StringBuilder said = new StringBuilder();
  private final StringBuilder thought = new StringBuilder();

  FalShape(FalSim.StreamMode mode) {
    this.mode = mode;
  }

  @Override
  public void think(EventWriter events, String piece) throws IOException {
    thought.append(piece);
    String shown = mode == FalSim.StreamMode.SNAPSHOT ? thought.toString() : piece;
    events.event(
        EVENT,
        output(mode == FalSim.StreamMode.SNAPSHOT ? said.toString() : "", true)
            .put("reasoning", shown));
  }

  @Override
  public void say(EventWriter events, String piece) throws IOException {
    said.append(piece);
    boolean isSnapshot = mode == FalSim.StreamMode.SNAPSHOT;
    ObjectNode event = output(isSnapshot ? said.toString() : piece, true);
    if (isSnapshot && !thought.isEmpty()) {
      event.put("reasoning", thought.toString());
    }
    events.event(EVENT, event);
  }

  @Override
  public void fail(EventWriter events, Fault.ErrorInStream error) throws IOException {
    events.event(EVENT, output(said.toString(), false).put("error", error.message()));
  }

  @Override
  public void finish(EventWriter events, Charge charge, Faults faults) throws IOException {
    boolean repeats = mode != FalSim.StreamMode.DELTA;
    ObjectNode last = output(repeats ? said.toString() : "", false);
    if (repeats && !thought.isEmpty()) {
      last.put("reasoning", thought.toString());
    }
    putUsage(last, charge, faults);
    events.event(EVENT, last);
    if (faults.has(Fault.Quirk.EXTRA_DONE)) {
      events.event(null, "[DONE]");
    }
  }

  static ObjectNode whole(String text, String reasoning, Charge charge, Faults faults) {
    ObjectNode body = output(text, false);
    if (!reasoning.isEmpty()) {
      body.put("reasoning", reasoning);
    }
    putUsage(body, charge, faults);
    return body;
  }

  static ObjectNode failed(String message) {
    return output("", false).put("error", message);
  }

  private static ObjectNode output(String text, boolean isPartial) {
    return SimJson.object()
        .put("output", text)
        .put("partial", isPartial)
        .putNull("error")
        .putNull("reasoning");
  }

  private static void putUsage(ObjectNode body, Charge charge, Faults faults) {
    if (faults.has(Fault.Quirk.NO_USAGE)) {
      return;
    }
    ObjectNode usage =
        body.putObject("usage")
            .put("prompt_tokens", charge.promptTokens())
            .put("completion_tokens", charge.completionTokens())
            .put("total_tokens", charge.totalTokens());
    if (!faults.has(Fault.Quirk.NO_COST)) {
      usage.put("cost", charge.costUsd());
    }
  }
}
