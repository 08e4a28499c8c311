package dev.sightline.bot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that takes every connection and never says a word.
final class SilentServer implements AutoCloseable {
  private static final int BACKLOG = 100;

  private final ServerSocket server;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  SilentServer() {
    try {
      server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError("no port", e);
    }
    Thread.startVirtualThread(this::accept);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connections.add(server.accept());
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  String url() {
    return "http://127.0.0.1:%d/v1".formatted(server.getLocalPort());
  }

  /// How many it has.
  int connections() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
