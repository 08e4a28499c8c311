package dev.sightline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Executors;

/// A server of the shape of fal's storage that throws away what it gets, as fast as it comes, or
/// after it has taken its SHA-256, as storages do. Prints its port.
final class UploadSink {
  private static final int BUFFER_BYTES = 256 * 1024;

  private UploadSink() {}

  /// Runs until it is killed.
  ///
  /// @param args `sha256` or nothing
  public static void main(String[] args) throws IOException {
    boolean isHashing = args.length > 0;
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    String place = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/",
        exchange -> {
          drain(exchange.getRequestBody(), isHashing);
          if (exchange.getRequestURI().getPath().startsWith("/storage/upload/")) {
            answer(
                exchange,
                "{\"upload_url\":\"%s/film?signature=1\",\"file_url\":\"%s/film\"}"
                    .formatted(place, place));
          } else {
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            answer(exchange, "{\"etag\":\"1\"}");
          }
        });
    server.start();
    System.out.println("ready " + server.getAddress().getPort());
  }

  private static void drain(InputStream in, boolean isHashing) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (isHashing) {
        digest.update(buffer, 0, count);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
