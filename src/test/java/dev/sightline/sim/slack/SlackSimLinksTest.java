package dev.sightline.sim.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.slack.api.Slack;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who may open a socket of the simulated workspace.
class SlackSimLinksTest {
  private final SlackSim sim = new SlackSim();
  private final Slack slack = SlackSimApiTest.slack(sim);
  private final OkHttpClient http = new OkHttpClient();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() throws Exception {
    http.dispatcher().executorService().shutdownNow();
    slack.close();
    sim.close();
  }

  @Test
  void eleventhConnectionIsSentAway() throws Exception {
    for (int i = 0; i <= SlackLimits.SOCKETS_PER_APP; i++) {
      String url = slack.methods(sim.appToken()).appsConnectionsOpen(open -> open).getUrl();
      http.newWebSocket(new Request.Builder().url(url).build(), new Listener());
    }

    await()
        .until(() ->
            seen.stream().filter(text -> text.startsWith("{")).count()
                == SlackLimits.SOCKETS_PER_APP + 1);

    assertThat(seen).filteredOn(message -> message.contains("too_many_websockets")).hasSize(1);
    assertThat(sim.sockets().connections()).isEqualTo(SlackLimits.SOCKETS_PER_APP);
  }

  @Test
  void ticketOpensOneConnectionOnly() throws Exception {
    String url = slack.methods(sim.appToken()).appsConnectionsOpen(open -> open).getUrl();
    Request request = new Request.Builder().url(url).build();
    http.newWebSocket(request, new Listener());
    await().until(() -> sim.sockets().connections() == 1);

    http.newWebSocket(request, new Listener());

    await().until(() -> seen.contains("closing 1008"));
    assertThat(sim.sockets().connections()).isEqualTo(1);
  }

  private final class Listener extends WebSocketListener {
    @Override
    public void onMessage(WebSocket webSocket, String text) {
      seen.add(text);
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
      seen.add("closing " + code);
      webSocket.close(code, null);
    }
  }
}
