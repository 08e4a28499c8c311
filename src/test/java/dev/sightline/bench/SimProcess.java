package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// [SimHost] in a process of its own.
final class SimProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ObjectMapper json = new ObjectMapper();
  private final ChildProcess process;

  SimProcess(Path log) throws IOException {
    process =
        new ChildProcess(
            log,
            List.of(
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                SimHost.class.getName()));
  }

  /// Starts a fresh world; returns what the bot's configuration has to say to come there.
  ObjectNode open() throws IOException, InterruptedException {
    process.tell(SimHost.OPEN);
    return (ObjectNode) json.readTree(process.awaitLine("{", PATIENCE));
  }

  /// Runs a load to its end or its limit.
  Seen run(Load load) throws IOException, InterruptedException {
    process.tell(json.writeValueAsString(load));
    Duration patience = Duration.ofMillis(load.limitMs()).plus(PATIENCE);
    return json.readValue(process.awaitLine("{", patience), Seen.class);
  }

  /// Stops answers, to the end or the limit.
  SeenStops run(Stops stops) throws IOException, InterruptedException {
    process.tell(SimHost.STOPS + json.writeValueAsString(stops));
    Duration patience = Duration.ofMillis(2 * stops.limitMs()).plus(PATIENCE);
    return json.readValue(process.awaitLine("{", patience), SeenStops.class);
  }

  @Override
  public void close() {
    process.close();
  }
}
