package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What another server may tell us, and how little that opens the page to others.
class HookTest {
  private static final MediaType JSON = MediaType.get("application/json");

  @TempDir Path uploads;
  private final StagedDesk desk = new StagedDesk();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final Hook hook =
      new Hook(
          "/fal/webhook",
          (header, body) -> {
            taken.add(header.apply("X-Signed") + " " + body.utf8());
            return "yes".equals(header.apply("X-Signed")) ? 200 : 401;
          });
  private final List<Playground> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Playground::close);
    desk.close();
  }

  @Test
  void hookIsToldHeadersAndBodyAndGivesTheStatus() throws Exception {
    Visit visit = new Visit(open("127.0.0.1", "", hook));

    assertThat(visit.send(told(visit, "{}").header("X-Signed", "yes").build()).status())
        .isEqualTo(200);
    assertThat(visit.send(told(visit, "{}").build()).status()).isEqualTo(401);
    assertThat(taken).containsExactly("yes {}", "null {}");
  }

  @Test
  void hookIsReachedByThePublicNameOfAProxy() throws Exception {
    Visit visit = new Visit(open("127.0.0.1", "", hook));

    assertThat(
            visit
                .send(
                    told(visit, "{}")
                        .header("Host", "bot.example")
                        .header("X-Signed", "yes")
                        .build())
                .status())
        .isEqualTo(200);
    assertThat(visit.send(visit.request("/").header("Host", "bot.example").build()).status())
        .isEqualTo(403);
  }

  @Test
  void hookNeedsNoTokenOfOursAndEverythingElseDoes() throws Exception {
    URI page = open("0.0.0.0", "a-token-of-the-admin", hook);
    Visit visit = new Visit(page);

    assertThat(visit.send(told(visit, "{}").header("X-Signed", "yes").build()).status())
        .isEqualTo(200);
    for (String path : List.of("/", "/fal/webhook/", "/fal/webhook/x", "/api/help")) {
      assertThat(visit.send(visit.request(path).build()).status()).as(path).isNotEqualTo(200);
    }
  }

  @Test
  void whatIsTooLongIsNotRead() throws Exception {
    Visit visit = new Visit(open("127.0.0.1", "", hook));

    assertThat(visit.send(told(visit, "x".repeat(9 * 1024 * 1024)).build()).status())
        .isEqualTo(413);
    assertThat(taken).isEmpty();
  }

  @Test
  void nothingIsThereWithoutAHook() throws Exception {
    Visit visit = new Visit(open("127.0.0.1", ""));

    assertThat(visit.send(told(visit, "{}").header("X-Signed", "yes").build()).status())
        .isEqualTo(404);
  }

  private URI open(String host, String token, Hook... hooks) {
    Playground playground =
        new Playground(
            new PlaygroundSettings(host, 0, token, uploads, 1_000_000),
            desk.desk(),
            List.of(hooks),
            null);
    opened.add(playground);
    return playground.start();
  }

  private static Request.Builder told(Visit visit, String body) {
    return visit
        .request("/fal/webhook")
        .post(RequestBody.create(ByteString.encodeUtf8(body), JSON));
  }
}
