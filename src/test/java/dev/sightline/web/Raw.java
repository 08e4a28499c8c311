package dev.sightline.web;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A request whose path no client has put in order.
final class Raw {
  private Raw() {}

  /// The whole response as it came.
  static String get(URI page, String path) throws IOException {
    try (Socket socket = new Socket(page.getHost(), page.getPort())) {
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(path, page.getAuthority());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
