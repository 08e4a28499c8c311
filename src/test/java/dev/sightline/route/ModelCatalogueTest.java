package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.http.HttpStack;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelCatalogueTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  @Test
  void publicListGoesBeforeTheConfigurationButForAnEndThatItDoesNotName() throws Exception {
    ModelCatalogue catalogue =
        new ModelCatalogue(List.of(model("a", "1", TODAY), model("b", "2", null)));

    catalogue.learn(List.of(model("a", "9", null)));

    assertThat(catalogue.of("a")).hasValue(model("a", "9", TODAY));
    assertThat(catalogue.of("b")).hasValue(model("b", "2", null));
    assertThat(catalogue.isUnlisted("b")).isTrue();
    assertThat(catalogue.isUnlisted("a")).isFalse();
  }

  @Test
  void nothingIsUnlistedWithoutAList() {
    assertThat(new ModelCatalogue(List.of()).isUnlisted("a")).isFalse();
  }

  @Test
  void listOfOpenRouterIsRead() throws Exception {
    try (ChatSim sim = new ChatSim(ChatProfile.OPENROUTER);
        HttpStack http = new HttpStack()) {
      assertThat(list(http, sim.baseUrl() + "/models").read().orElseThrow())
          .contains(
              new CatalogueModel(
                  "qwen/qwen2.5-vl-72b-instruct",
                  Set.of(Capability.TEXT, Capability.IMAGE, Capability.VIDEO),
                  131_072,
                  new BigDecimal("0.251"),
                  new BigDecimal("0.757"),
                  null,
                  "",
                  "127.0.0.1",
                  TODAY));
    }
  }

  @Test
  void whatHasNoFixedPriceHasNone() throws Exception {
    CatalogueModel auto =
        only(
            """
            {"data":[{"id":"openrouter/auto","context_length":null,
              "architecture":{"input_modalities":["text","image","file"]},
              "pricing":{"prompt":"-1","completion":"-1"},"expiration_date":"2026-12-01"}]}
            """);

    assertThat(auto.promptUsdPerMillion()).isNull();
    assertThat(auto.contextTokens()).isNull();
    assertThat(auto.takes()).containsExactlyInAnyOrder(Capability.TEXT, Capability.IMAGE);
    assertThat(auto.expires()).isEqualTo(LocalDate.of(2026, 12, 1));
  }

  private static CatalogueModel only(String body) throws Exception {
    try (MockWebServer server = new MockWebServer();
        HttpStack http = new HttpStack()) {
      server.enqueue(new MockResponse.Builder().body(body).build());
      server.start();
      List<CatalogueModel> models = list(http, server.url("/").toString()).read().orElseThrow();
      assertThat(models).hasSize(1);
      return models.getFirst();
    }
  }

  private static OpenRouterList list(HttpStack http, String url) {
    return new OpenRouterList(HttpUrl.get(url), http.client(), () -> NOW);
  }

  private static CatalogueModel model(String name, String usd, @Nullable LocalDate expires) {
    return new CatalogueModel(
        name,
        Set.of(Capability.TEXT),
        1_000,
        new BigDecimal(usd),
        new BigDecimal(usd),
        expires,
        "",
        "a test",
        TODAY);
  }
}
