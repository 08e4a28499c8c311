package dev.sightline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.config.AlertsSection.AnomalySection;
import dev.sightline.config.SightlineConfig.BudgetLimitSection;
import dev.sightline.config.SightlineConfig.BudgetsSection;
import dev.sightline.config.SightlineConfig.CatalogueSection;
import dev.sightline.config.SightlineConfig.ChannelSection;
import dev.sightline.config.SightlineConfig.DiscordSection;
import dev.sightline.config.SightlineConfig.GuardSection;
import dev.sightline.config.SightlineConfig.LimitsSection;
import dev.sightline.config.SightlineConfig.ModelSection;
import dev.sightline.config.SightlineConfig.ParametersSection;
import dev.sightline.config.SightlineConfig.PriceSection;
import dev.sightline.config.SightlineConfig.Prompts;
import dev.sightline.config.SightlineConfig.ProviderSection;
import dev.sightline.config.SightlineConfig.ProviderSection.Kind;
import dev.sightline.config.SightlineConfig.RetentionSection;
import dev.sightline.config.SightlineConfig.RightsSection;
import dev.sightline.config.SightlineConfig.RouteSection;
import dev.sightline.config.SightlineConfig.SlackSection;
import dev.sightline.config.SightlineConfig.StoreSection;
import dev.sightline.config.SightlineConfig.WebSection;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each section twice: with all defaults, and with every key set to something else.
class ConfigSectionsTest {
  private static final Secret NONE = new Secret("");

  @TempDir Path directory;

  @Test
  void storeByDefault() throws Exception {
    assertThat(read("").store())
        .isEqualTo(new StoreSection("jdbc:sqlite:data/sightline.db", Path.of("data/media")));
  }

  @Test
  void storeSet() throws Exception {
    assertThat(read("store: { url: \"jdbc:sqlite:/d/s.db\", work-dir: /w }").store())
        .isEqualTo(new StoreSection("jdbc:sqlite:/d/s.db", Path.of("/w")));
  }

  @Test
  void webByDefault() throws Exception {
    assertThat(read("").web()).isEqualTo(new WebSection("127.0.0.1", 8080, NONE, Optional.empty()));
  }

  @Test
  void webSet() throws Exception {
    String file = "web: { bind: \"[::]:81\", admin-token: t, public-url: \"https://bot.example\" }";

    assertThat(read(file).web())
        .isEqualTo(
            new WebSection(
                "[::]", 81, new Secret("t"), Optional.of(URI.create("https://bot.example"))));
  }

  @Test
  void slackByDefault() throws Exception {
    assertThat(read("").slack())
        .isEqualTo(
            new SlackSection(
                NONE,
                NONE,
                NONE,
                URI.create("https://slack.com/api/"),
                List.of("files.slack.com", "slack-files.com"),
                false));
  }

  @Test
  void slackSet() throws Exception {
    String file =
        """
        slack:
          bot-token: xoxb-1
          app-token: xapp-1
          signing-secret: s
          api-url: "http://127.0.0.1:9/api/"
          file-hosts: ["127.0.0.1:9"]
          stream-in-channels: true
        """;

    assertThat(read(file).slack())
        .isEqualTo(
            new SlackSection(
                new Secret("xoxb-1"),
                new Secret("xapp-1"),
                new Secret("s"),
                URI.create("http://127.0.0.1:9/api/"),
                List.of("127.0.0.1:9"),
                true));
  }

  @Test
  void discordByDefault() throws Exception {
    assertThat(read("").discord())
        .isEqualTo(
            new DiscordSection(
                NONE,
                URI.create("https://discord.com/api/v10/"),
                Optional.empty(),
                List.of("cdn.discordapp.com", "media.discordapp.net"),
                true));
  }

  @Test
  void discordSet() throws Exception {
    String file =
        """
        discord:
          bot-token: t
          api-url: "http://127.0.0.1:9/api/v10/"
          gateway-url: "ws://127.0.0.1:9/"
          cdn-hosts: ["127.0.0.1:9"]
          message-content: false
        """;

    assertThat(read(file).discord())
        .isEqualTo(
            new DiscordSection(
                new Secret("t"),
                URI.create("http://127.0.0.1:9/api/v10/"),
                Optional.of(URI.create("ws://127.0.0.1:9/")),
                List.of("127.0.0.1:9"),
                false));
  }

  @Test
  void providerByDefault() throws Exception {
    assertThat(read("providers: { mine: {} }").provider("mine"))
        .isEqualTo(
            new ProviderSection(
                "mine",
                Kind.OPENAI,
                NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                "Bearer",
                "url",
                "none",
                "max_tokens",
                "none",
                8_192,
                true,
                "auto",
                "auto",
                "normal",
                Duration.ofMinutes(5),
                false,
                false,
                0,
                false));
  }

  @Test
  void providerSet() throws Exception {
    String file =
        """
        providers:
          mine:
            kind: anthropic
            key: k
            base-url: "https://a.example/v1"
            run-url: "https://b.example"
            queue-url: "https://c.example"
            rest-url: "https://d.example"
            model: m
            auth-scheme: none
            image-transport: base64
            video-part: input_video
            max-tokens-field: max_completion_tokens
            max-tokens: 9
            include-usage: false
            stream-mode: delta
            way: queue
            priority: low
            start-timeout-seconds: 7
            free: true
            tells-cost: true
            reasoning-field: reasoning_effort
            max-concurrent: 7
            tells-credit: true
        """;

    assertThat(read(file).provider("mine"))
        .isEqualTo(
            new ProviderSection(
                "mine",
                Kind.ANTHROPIC,
                new Secret("k"),
                Optional.of(URI.create("https://a.example/v1")),
                Optional.of(URI.create("https://b.example")),
                Optional.of(URI.create("https://c.example")),
                Optional.of(URI.create("https://d.example")),
                "m",
                "none",
                "base64",
                "input_video",
                "max_completion_tokens",
                "reasoning_effort",
                9,
                false,
                "delta",
                "queue",
                "low",
                Duration.ofSeconds(7),
                true,
                true,
                7,
                true));
  }

  @Test
  void falSendsItsKeyItsOwnWayByDefault() throws Exception {
    assertThat(read("providers: { mine: { kind: fal } }").provider("mine").authScheme())
        .isEqualTo("Key");
  }

  @Test
  void anthropicSendsItsKeyItsOwnWayByDefault() throws Exception {
    assertThat(read("providers: { mine: { kind: anthropic } }").provider("mine").authScheme())
        .isEqualTo("x-api-key");
  }

  @Test
  void routesByDefault() throws Exception {
    assertThat(read("").routes())
        .extracting(RouteSection::name)
        .containsExactly("fal", "fal-openai", "openrouter", "flux", "flux-anthropic", "myrouter");
  }

  @Test
  void routeByDefault() throws Exception {
    assertThat(read("routes: [ { name: a, provider: fal, model: m, takes: [text] } ]").routes())
        .containsExactly(
            new RouteSection(
                "a",
                "fal",
                "m",
                Set.of("text"),
                ParametersSection.NONE,
                null,
                null,
                null,
                null,
                Set.of()));
  }

  @Test
  void routeSet() throws Exception {
    String file =
        """
        routes:
          - name: a
            provider: fal
            model: m
            takes: [image, video]
            temperature: 0.5
            max-tokens: 1
            system: Be brief.
            reasoning: true
            detail: low
            max-images: 2
            max-image-kb: 3
            max-long-side-px: 4
            max-video-mb: 5
            only: [S1, 2]
        """;

    assertThat(read(file).routes())
        .containsExactly(
            new RouteSection(
                "a",
                "fal",
                "m",
                Set.of("image", "video"),
                new ParametersSection("Be brief.", 0.5, 1, true, "low"),
                2,
                3,
                4,
                5,
                Set.of("S1", "2")));
  }

  @Test
  void pricesByDefault() throws Exception {
    assertThat(read("").prices()).isEmpty();
  }

  @Test
  void modelsByDefault() throws Exception {
    assertThat(read("").models())
        .extracting(ModelSection::model)
        .contains("google/gemini-3.1-flash-lite", "qwen/qwen2.5-vl-72b-instruct", "flux-auto");
  }

  @Test
  void modelSet() throws Exception {
    String file =
        """
        models:
          - { model: m, takes: [text, video], context-tokens: 7, prompt-usd: 0.1, completion-usd: 2,
              expires: 2027-01-02, instead: n, source: s, date: 2026-01-02 }
        """;

    assertThat(read(file).models())
        .endsWith(
            new ModelSection(
                "m",
                Set.of("text", "video"),
                7,
                new BigDecimal("0.1"),
                new BigDecimal("2"),
                LocalDate.of(2027, 1, 2),
                "n",
                "s",
                LocalDate.of(2026, 1, 2)));
  }

  @Test
  void routeTakesWhatItsModelDoesAndItsProviderBrings() throws Exception {
    String file =
        """
        routes:
          - { name: watches, provider: fal, model: "google/gemini-3.1-flash-lite" }
          - { name: sees, provider: flux, model: "google/gemini-3.1-flash-lite" }
        """;

    assertThat(read(file).routes())
        .extracting(RouteSection::takes)
        .containsExactly(Set.of("text", "image", "video", "youtube"), Set.of("text", "image"));
  }

  @Test
  void routeOfAModelThatNobodyKnowsHasToSayWhatItTakes() {
    assertThatThrownBy(() -> read("routes: [ { name: a, provider: fal, model: unheard-of } ]"))
        .hasMessageContaining("routes[0].takes");
  }

  @Test
  void catalogueByDefault() throws Exception {
    assertThat(read("").catalogue())
        .isEqualTo(
            new CatalogueSection(Optional.of(URI.create("https://openrouter.ai/api/v1/models"))));
  }

  @Test
  void catalogueSet() throws Exception {
    assertThat(read("catalogue: { list-url: \"\" }").catalogue())
        .isEqualTo(new CatalogueSection(Optional.empty()));
  }

  @Test
  void priceByDefault() throws Exception {
    assertThat(read("prices: [ { model: m, source: s, date: 2026-01-02 } ]").prices())
        .containsExactly(
            new PriceSection("m", BigDecimal.ZERO, BigDecimal.ZERO, "s", LocalDate.of(2026, 1, 2)));
  }

  @Test
  void priceSet() throws Exception {
    String file =
        """
        prices:
          - { model: m, prompt-usd: 0.1, completion-usd: "${P:2}", source: s, date: 2026-01-02 }
        """;

    assertThat(read(file).prices())
        .containsExactly(
            new PriceSection(
                "m", new BigDecimal("0.1"), new BigDecimal("2"), "s", LocalDate.of(2026, 1, 2)));
  }

  @Test
  void channelsByDefault() throws Exception {
    assertThat(read("").channels()).isEmpty();
    assertThat(read("channels: { C1: {} }").channels())
        .isEqualTo(Map.of("C1", new ChannelSection(false, List.of(), ParametersSection.NONE)));
  }

  @Test
  void channelSet() throws Exception {
    String file =
        """
        channels:
          C1:
            video-links: summarise
            routes: [flux, local]
            system: Be brief.
            temperature: 0.5
            max-tokens: 9
            reasoning: false
            detail: high
        """;

    assertThat(read(file).channels())
        .isEqualTo(
            Map.of(
                "C1",
                new ChannelSection(
                    true,
                    List.of("flux", "local"),
                    new ParametersSection("Be brief.", 0.5, 9, false, "high"))));
  }

  @Test
  void channelNamesRoutesThatThereAre() {
    assertThatThrownBy(() -> read("channels: { C1: { routes: [flux, fluks] } }"))
        .hasMessageContaining("channels.C1.routes")
        .hasMessageContaining("names \"fluks\"");
  }

  @Test
  void budgetsByDefault() throws Exception {
    assertThat(read("").budgets()).isEqualTo(new BudgetsSection(ZoneId.systemDefault(), List.of()));
  }

  @Test
  void budgetsSet() throws Exception {
    String file =
        """
        budgets:
          time-zone: Europe/Berlin
          limits:
            - { of: channel, per: month, usd: 12.5 }
            - { of: total, per: rolling-48h, usd: 9, warn-usd: 8, at-warning: cheaper-route, only: [T1] }
        """;

    assertThat(read(file).budgets())
        .isEqualTo(
            new BudgetsSection(
                ZoneId.of("Europe/Berlin"),
                List.of(
                    new BudgetLimitSection(
                        "channel", "month", new BigDecimal("12.5"), null, "say", Set.of()),
                    new BudgetLimitSection(
                        "total",
                        "rolling-48h",
                        new BigDecimal("9"),
                        new BigDecimal("8"),
                        "cheaper-route",
                        Set.of("T1")))));
  }

  @Test
  void currencyByDefault() throws Exception {
    assertThat(read("").currency())
        .isEqualTo(new CurrencySection(Currency.getInstance("USD"), BigDecimal.ONE, null));
  }

  @Test
  void currencySet() throws Exception {
    assertThat(read("currency: { code: EUR, per-usd: 0.92, as-of: 2026-11-20 }").currency())
        .isEqualTo(
            new CurrencySection(
                Currency.getInstance("EUR"), new BigDecimal("0.92"), LocalDate.of(2026, 11, 20)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          code: EURO, per-usd: 0.92              | currency.code: is "EURO", should be an ISO 4217 code like USD or EUR
          code: XAU, per-usd: 0.001              | currency.code: is "XAU", should be an ISO 4217 code like USD or EUR
          code: EUR, as-of: 2026-11-20, per-usd: 0 | currency.per-usd: is 0, should be a number from 0.001 to 1000000000
          code: EUR, per-usd: 0.92               | currency.as-of: is empty, should be the day of the rate where code is EUR
          per-usd: 0.92                          | currency.per-usd: is 0.92, should be 1 where code is USD
          """)
  void currencyThatCannotBeIsAProblem(String keys, String problem) {
    assertThatThrownBy(() -> read("currency: { %s }".formatted(keys)))
        .isInstanceOfSatisfying(
            BadConfig.class,
            bad ->
                assertThat(bad.problems())
                    .extracting(one -> one.key() + ": " + one.sentence())
                    .containsExactly(problem));
  }

  @Test
  void alertsByDefault() throws Exception {
    assertThat(read("").alerts())
        .isEqualTo(
            new AlertsSection(
                List.of(),
                null,
                new AnomalySection(10, new BigDecimal("1.0")),
                new BigDecimal("5.0")));
  }

  @Test
  void alertsSet() throws Exception {
    String file =
        """
        alerts:
          tell: ["slack:C012", "discord:34"]
          weekly-report: friday 17:30
          anomaly: { times: 3, above-usd: 0.5 }
          credit-usd: 7
        """;

    assertThat(read(file).alerts())
        .isEqualTo(
            new AlertsSection(
                List.of(
                    new AlertsSection.Place("slack", "C012"),
                    new AlertsSection.Place("discord", "34")),
                new AlertsSection.WeeklyTime(DayOfWeek.FRIDAY, LocalTime.of(17, 30)),
                new AnomalySection(3, new BigDecimal("0.5")),
                new BigDecimal("7")));
  }

  @Test
  void limitsByDefault() throws Exception {
    assertThat(read("").limits())
        .isEqualTo(
            new LimitsSection(
                10,
                25,
                50,
                200,
                Duration.ofMinutes(45),
                Duration.ofMinutes(1),
                Duration.ofMinutes(3),
                Duration.ofMinutes(10),
                Duration.ofSeconds(20),
                8_000,
                new BigDecimal("0.05"),
                new BigDecimal("0.1"),
                true,
                Duration.ZERO,
                Duration.ofDays(1),
                20,
                Duration.ZERO));
  }

  @Test
  void limitsSet() throws Exception {
    String file =
        """
        limits:
          max-files: 1
          max-picture-mb: 2
          max-picture-megapixels: 3
          max-video-mb: 4
          max-video-minutes: 10
          fetch-seconds: 5
          convert-seconds: 11
          answer-seconds: 6
          grace-seconds: 7
          conversation-tokens: 8
          hold-usd: 0.9
          ask-above-usd: 0.8
          fall-over: false
          hedge-after-ms: 4500
          reuse-answers-hours: 10
          asks-per-minute: 3
          video-minutes-per-day: 90
        """;

    assertThat(read(file).limits())
        .isEqualTo(
            new LimitsSection(
                1,
                2,
                3,
                4,
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(11),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7),
                8,
                new BigDecimal("0.9"),
                new BigDecimal("0.8"),
                false,
                Duration.ofMillis(4_500),
                Duration.ofHours(10),
                3,
                Duration.ofMinutes(90)));
  }

  @Test
  void budgetOfAGroupNamesIt() throws Exception {
    String file = "budgets: { limits: [ { of: group, per: day, usd: 2, only: [S1] } ] }";

    assertThat(read(file).budgets().limits())
        .containsExactly(
            new BudgetLimitSection("group", "day", new BigDecimal("2"), null, "say", Set.of("S1")));
    assertThatThrownBy(() -> read("budgets: { limits: [ { of: group, per: day, usd: 2 } ] }"))
        .hasMessageContaining("is empty, but a budget of a group has to name it");
  }

  @Test
  void retentionByDefault() throws Exception {
    assertThat(read("").retention())
        .isEqualTo(
            new RetentionSection(
                Duration.ofDays(30),
                Duration.ofDays(30),
                Duration.ofHours(24),
                Duration.ZERO,
                Duration.ZERO));
  }

  @Test
  void retentionSet() throws Exception {
    String file =
        "retention: { conversations-days: 1, questions-days: 0, media-hours: 2, ledger-days: 62, audit-days: 9 }";

    assertThat(read(file).retention())
        .isEqualTo(
            new RetentionSection(
                Duration.ofDays(1),
                Duration.ZERO,
                Duration.ofHours(2),
                Duration.ofDays(62),
                Duration.ofDays(9)));
  }

  @Test
  void ledgerThatIsKeptForLessThanTwoMonthsIsAProblem() {
    assertThatThrownBy(() -> read("retention: { ledger-days: 61 }"))
        .hasMessageContaining("is 61, should be 0 or at least 62");
  }

  @Test
  void rightsByDefault() throws Exception {
    assertThat(read("").rights())
        .isEqualTo(new RightsSection(Set.of(), Set.of(), Set.of(), Set.of()));
  }

  @Test
  void rightsSet() throws Exception {
    String file =
        "rights: { admins: [U1], allow: [S1, 112233445566778899], channels: [C1], block: [T1] }";

    assertThat(read(file).rights())
        .isEqualTo(
            new RightsSection(
                Set.of("U1"), Set.of("S1", "112233445566778899"), Set.of("C1"), Set.of("T1")));
  }

  @Test
  void channelAmongPersonsIsAProblem() {
    assertThatThrownBy(() -> read("rights: { allow: [U0123456789, C0123456789] }"))
        .hasMessageContaining("names \"C0123456789\", which belongs into channels");
  }

  @Test
  void personAmongChannelsIsAProblem() {
    assertThatThrownBy(() -> read("rights: { channels: [S0123456789] }"))
        .hasMessageContaining("names \"S0123456789\", which belongs into allow");
  }

  @Test
  void guardByDefault() throws Exception {
    assertThat(read("").guard()).isEqualTo(new GuardSection(List.of()));
  }

  @Test
  void guardSet() throws Exception {
    assertThat(read("guard: { allow-hosts: [\"wiki.example:8443\"] }").guard())
        .isEqualTo(new GuardSection(List.of("wiki.example:8443")));
  }

  @Test
  void promptsSet() throws Exception {
    Path prompts = Files.createDirectory(directory.resolve("prompts"));
    Files.writeString(prompts.resolve("system.md"), "S");
    Files.writeString(prompts.resolve("look.md"), "L");
    Files.writeString(prompts.resolve("watch.md"), "W");

    assertThat(read("").prompts()).isEqualTo(new Prompts("S", "L", "W"));
  }

  /// The file laid over the embedded defaults, with no environment variable set.
  private SightlineConfig read(String file) throws BadConfig, IOException {
    Files.writeString(directory.resolve("sightline.yaml"), file);
    return new ConfigReader(name -> null).read(directory);
  }
}
