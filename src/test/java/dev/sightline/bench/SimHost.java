package dev.sightline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;

/// The process of the simulators. Reads commands from stdin, answers each with one line of JSON on
/// stdout, and ends when stdin does.
///
/// - `open`: closes the world there is, starts a fresh one, and tells the bot's configuration;
/// - `stops` and [Stops] in JSON: runs them in that world, and tells what was seen, [SeenStops];
/// - a [Load] in JSON: runs it in that world, and tells what was [Seen].
final class SimHost {
  static final String OPEN = "open";
  static final String STOPS = "stops ";

  private SimHost() {}

  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // what libraries print is no answer
    ObjectMapper json = new ObjectMapper();
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    SimWorld world = new SimWorld();
    try {
      String command = commands.readLine();
      while (command != null) {
        if (command.equals(OPEN)) {
          world.close();
          world = new SimWorld();
          answers.println(world.config());
        } else if (command.startsWith(STOPS)) {
          Stops stops = json.readValue(command.substring(STOPS.length()), Stops.class);
          answers.println(json.writeValueAsString(world.run(stops)));
        } else {
          Seen seen = world.run(json.readValue(command, Load.class));
          answers.println(json.writeValueAsString(seen));
        }
        command = commands.readLine();
      }
    } finally {
      world.close();
    }
    System.exit(0); // threads of closed servers may linger
  }
}
