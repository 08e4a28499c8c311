package dev.sightline.slack;

import static org.awaitility.Awaitility.await;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.sim.slack.SocketEnvelope;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;

/// A surface that listens to a simulated workspace.
final class Listening implements AutoCloseable {
  final SlackSim sim;
  final RecordingDesk desk = new RecordingDesk();
  final SlackSurface surface;

  Listening() throws Exception {
    this(new SlackSim());
  }

  Listening(SlackSim sim) throws Exception {
    this.sim = sim;
    surface = new SlackSurface(settings(sim), desk.desk());
    surface.start();
    await().until(() -> sim.sockets().connections() == 1);
  }

  static SlackSettings settings(SlackSim sim) {
    return new SlackSettings(sim.botToken(), sim.appToken(), URI.create(sim.apiUrl()), false);
  }

  /// The one event that the desk gets; waits for it, and until all deliveries are acknowledged.
  ChatEvent onlyEvent() {
    patiently().until(() -> !desk.events().isEmpty());
    settled();
    if (desk.events().size() != 1) {
      throw new AssertionError("events: " + desk.events());
    }
    return desk.events().getFirst();
  }

  /// Waits until every delivery is acknowledged, if need be that of its repetition, and what it set
  /// off has had time to end.
  void settled() {
    patiently().during(Duration.ofMillis(300)).until(this::isAllAcknowledged);
  }

  /// What comes right after a reconnect the SDK acknowledges over the connection that is gone.
  private boolean isAllAcknowledged() {
    List<SocketEnvelope> envelopes = sim.ledger().envelopes();
    Set<String> events =
        envelopes.stream()
            .filter(one -> one.ackedAt() != null)
            .map(SocketEnvelope::eventId)
            .filter(id -> !id.isEmpty())
            .collect(Collectors.toSet());
    return envelopes.stream()
        .allMatch(one ->
            one.ackedAt() != null || one.isConnectionLost() || events.contains(one.eventId()));
  }

  ThreadRef thread(String channel, String ts) {
    return new ThreadRef(Platform.SLACK, sim.teamId(), channel, ts);
  }

  static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20));
  }

  @Override
  public void close() {
    surface.close();
    sim.close();
  }
}
