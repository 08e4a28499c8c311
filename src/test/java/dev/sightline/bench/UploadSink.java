package dev.sightline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server of the shape of fal's storage that throws away what it gets, as fast as it comes, or
/// after it has taken its SHA-256, in the clear or over TLS, as storages do. Prints its port.
final class UploadSink {
  private static final int BUFFER_BYTES = 256 * 1024;

  private UploadSink() {}

  /// Runs until it is killed.
  ///
  /// @param args `eager`, `sha256` or `tls`; the file with the key, and its password
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    boolean isHashing = args[0].equals("sha256");
    boolean isSecret = args[0].equals("tls");
    HttpServer server =
        isSecret ? overTls(anyPort, new File(args[1]), args[2]) : HttpServer.create(anyPort, 0);
    server.setExecutor(Executors.newCachedThreadPool());
    String place =
        (isSecret ? "https://127.0.0.1:" : "http://127.0.0.1:") + server.getAddress().getPort();
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
    System.out.println("ready " + place);
  }

  private static HttpsServer overTls(InetSocketAddress at, File keys, String password)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(KeyStore.getInstance(keys, password.toCharArray()), password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(at, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
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
