package dev.sightline.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// Listens on every address of this machine, on two ports, and counts who comes at all: a
/// connection counts when it is accepted, whatever is said on it.
final class Canary implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"
          .getBytes(StandardCharsets.US_ASCII);

  private final List<ServerSocket> doors;
  private final AtomicInteger visitors = new AtomicInteger();

  Canary() {
    doors = Stream.generate(Canary::open).limit(2).toList();
    doors.forEach(door -> Thread.ofVirtual().start(() -> answer(door)));
  }

  private static ServerSocket open() {
    try {
      return new ServerSocket(0, 1_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return doors.getFirst().getLocalPort();
  }

  int secondPort() {
    return doors.getLast().getLocalPort();
  }

  private void answer(ServerSocket door) {
    while (!door.isClosed()) {
      try (Socket visitor = door.accept()) {
        visitors.incrementAndGet();
        visitor.getOutputStream().write(ANSWER);
      } catch (SocketException _) {
        // The visitor left, or the door was shut.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// How many came so far. Nobody is left waiting at the door: a visitor of our own, who is not
  /// counted, comes last at each.
  int visitors() throws IOException {
    for (ServerSocket door : doors) {
      int before = visitors.get();
      try (Socket last = new Socket()) {
        last.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), door.getLocalPort()), 5_000);
        last.getInputStream().readAllBytes();
      } catch (SocketException _) {
        // It hangs up without having listened, which may reset the connection.
        Awaitility.await()
            .atMost(Duration.ofSeconds(5))
            .until(() -> visitors.get(), count -> count > before);
      }
      visitors.decrementAndGet();
    }
    return visitors.get();
  }

  @Override
  public void close() {
    for (ServerSocket door : doors) {
      try {
        door.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
