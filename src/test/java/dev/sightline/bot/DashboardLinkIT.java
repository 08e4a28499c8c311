package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// `./sightline dashboard-link` as a process, and what its link opens at a bot of another process.
@ResourceLock("commands")
class DashboardLinkIT {
  private static final String READY = "Sightline is ready: ";

  @TempDir Path folder;

  @Test
  void linkOfOneProcessOpensTheDashboardOfAnother() throws Exception {
    configure("127.0.0.1:0", "open sesame");
    Process serve = launch("serve");
    try {
      URI page = URI.create(line(serve).substring(READY.length()));
      configure("127.0.0.1:" + page.getPort(), "open sesame");
      URI link = URI.create(line(launch("dashboard-link")));

      HttpURLConnection enter = post(link);
      HttpURLConnection again = post(link);

      assertThat(link.getAuthority()).isEqualTo(page.getAuthority());
      assertThat(enter.getResponseCode()).isEqualTo(303);
      assertThat(enter.getHeaderField("Set-Cookie")).startsWith("sightline_dashboard=");
      assertThat(again.getResponseCode()).isEqualTo(401);
    } finally {
      serve.destroy();
      assertThat(serve.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void withoutATokenThereIsNoLink() throws Exception {
    configure("127.0.0.1:8080", "");

    Process link = launch("dashboard-link");

    assertThat(link.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(link.exitValue()).isEqualTo(Main.EXIT_BAD_INPUT);
    assertThat(folder.resolve("log")).content().contains("web.admin-token");
  }

  private void configure(String bind, String token) throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        web: { bind: "%2$s", admin-token: "%3$s" }
        """
            .formatted(folder, bind, token));
  }

  private Process launch(String command) throws Exception {
    return Launched.builder(Map.of(), "--config", folder.toString(), command)
        .redirectError(folder.resolve("log").toFile())
        .start();
  }

  private static String line(Process process) throws Exception {
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return String.valueOf(out.readLine());
  }

  private static HttpURLConnection post(URI link) throws Exception {
    URI path = link.resolve(link.getPath());
    var connection = (HttpURLConnection) path.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setDoOutput(true);
    connection.getOutputStream().write(link.getQuery().getBytes(StandardCharsets.US_ASCII));
    connection.getResponseCode();
    return connection;
  }
}
