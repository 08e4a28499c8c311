package dev.sightline.config;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns the tree of keys and values into records, section by section.
final class ConfigSections {
  private static final Pattern BIND = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\s]+):(\\d{1,5})");

  private static final int MOST_TOKENS = 10_000_000;

  /// Our own choice: some 30,000 characters, more than four messages of any platform hold.
  private static final int ANTHROPIC_TOKENS = 8_192;

  /// Up to 744 hours, a month of 31 days: the longest window that spending is added up over.
  private static final Pattern ROLLING =
      Pattern.compile("rolling-([1-9]\\d?|[1-6]\\d\\d|7[0-3]\\d|74[0-4])h");

  private static final List<String> KINDS = List.of("text", "image", "video", "youtube");

  private static final String HTTP = "http";
  private static final String HTTPS = "https";

  private final Prompts prompts;

  ConfigSections(Prompts prompts) {
    this.prompts = prompts;
  }

  SightlineConfig read(JsonNode tree, List<ConfigProblem> problems) {
    Section root = new Section("", tree, problems);
    StoreSection store = root.section("store", ConfigSections::store);
    WebSection web = root.section("web", ConfigSections::web);
    SlackSection slack = root.section("slack", ConfigSections::slack);
    DiscordSection discord = root.section("discord", ConfigSections::discord);
    Map<String, ProviderSection> providers = root.named("providers", ConfigSections::provider);
    List<ModelSection> models = root.list("models", ConfigSections::model);
    Set<String> names = new HashSet<>();
    List<RouteSection> routes = root.list("routes", at -> route(at, providers, models, names));
    List<PriceSection> prices = root.list("prices", ConfigSections::price);
    CatalogueSection catalogue =
        root.section(
            "catalogue",
            section -> new CatalogueSection(section.optionalUrl("list-url", HTTPS, HTTP)));
    Map<String, ChannelSection> channels =
        root.named(
            "channels",
            (id, section) ->
                channel(
                    section, Stream.of(names, providers.keySet()).flatMap(Set::stream).toList()));
    RightsSection rights = root.section("rights", RightsKeys::read);
    BudgetsSection budgets = root.section("budgets", ConfigSections::budgets);
    CurrencySection currency = root.section("currency", CurrencySection::read);
    AlertsSection alerts = root.section("alerts", AlertsSection::read);
    LimitsSection limits = root.section("limits", ConfigSections::limits);
    RetentionSection retention = root.section("retention", RetentionKeys::read);
    GuardSection guard =
        root.section("guard", section -> new GuardSection(section.texts("allow-hosts")));
    root.end();
    return new SightlineConfig(
        store,
        web,
        slack,
        discord,
        List.copyOf(providers.values()),
        routes,
        prices,
        models,
        catalogue,
        channels,
        rights,
        budgets,
        currency,
        alerts,
        limits,
        retention,
        guard,
        prompts);
  }

  private static StoreSection store(Section section) {
    String url = section.required("url", "jdbc:sqlite:data/sightline.db");
    if (!url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:postgresql:")) {
      // Not the URL itself, which may hold a password.
      section.problemAt("url", "should start with jdbc:sqlite: or jdbc:postgresql:");
    }
    return new StoreSection(url, Path.of(section.required("work-dir", "data/media")));
  }

  private static WebSection web(Section section) {
    String bind = section.required("bind", "127.0.0.1:8080");
    Matcher parts = BIND.matcher(bind);
    boolean fits = parts.matches() && Integer.parseInt(parts.group(2)) <= 65_535;
    if (!fits && !bind.isBlank()) {
      section.problemAt("bind", "is \"%s\", should be like 127.0.0.1:8080".formatted(bind));
    }
    return new WebSection(
        fits ? parts.group(1) : "127.0.0.1",
        fits ? Integer.parseInt(parts.group(2)) : 0,
        section.secret("admin-token"),
        section.optionalUrl("public-url", HTTPS, HTTP));
  }

  private static SlackSection slack(Section section) {
    SlackSection slack =
        new SlackSection(
            section.secret("bot-token"),
            section.secret("app-token"),
            section.secret("signing-secret"),
            section.url("api-url", HTTPS, HTTP),
            section.texts("file-hosts"),
            section.flag("stream-in-channels", false));
    if (slack.botToken().isSet() != slack.appToken().isSet()) {
      section.problemAt(
          slack.botToken().isSet() ? "app-token" : "bot-token",
          "is empty while the other token is set; Slack needs both (xoxb-… and xapp-…)");
    }
    if (slack.botToken().isSet() && slack.botToken().value().startsWith("xapp-")) {
      section.problemAt("bot-token", "holds an app token; the bot's token starts with xoxb-");
    }
    if (slack.appToken().isSet() && slack.appToken().value().startsWith("xoxb-")) {
      section.problemAt("app-token", "holds a bot token; the app's token starts with xapp-");
    }
    return slack;
  }

  private static DiscordSection discord(Section section) {
    return new DiscordSection(
        section.secret("bot-token"),
        section.url("api-url", HTTPS, HTTP),
        section.optionalUrl("gateway-url", "wss", "ws"),
        section.texts("cdn-hosts"),
        section.flag("message-content", true));
  }

  private static ProviderSection provider(String name, Section section) {
    List<String> kinds = List.of("fal", "openai", "anthropic");
    Kind kind = Kind.valueOf(section.choice("kind", "openai", kinds).toUpperCase(Locale.ROOT));
    ProviderSection provider =
        new ProviderSection(
            name,
            kind,
            section.secret("key"),
            section.optionalUrl("base-url", HTTPS, HTTP),
            section.optionalUrl("run-url", HTTPS, HTTP),
            section.optionalUrl("queue-url", HTTPS, HTTP),
            section.optionalUrl("rest-url", HTTPS, HTTP),
            section.text("model"),
            section.choice(
                "auth-scheme",
                switch (kind) {
                  case FAL -> "Key";
                  case OPENAI -> "Bearer";
                  case ANTHROPIC -> "x-api-key";
                },
                List.of("Bearer", "Key", "x-api-key", "none")),
            section.choice("image-transport", "url", List.of("url", "base64")),
            section.choice("video-part", "none", List.of("video_url", "input_video", "none")),
            section.choice(
                "max-tokens-field", "max_tokens", List.of("max_tokens", "max_completion_tokens")),
            section.choice(
                "reasoning-field", "none", List.of("none", "reasoning", "reasoning_effort")),
            section.integer("max-tokens", ANTHROPIC_TOKENS, 1, MOST_TOKENS),
            section.flag("include-usage", true),
            section.choice("stream-mode", "auto", List.of("auto", "snapshot", "delta")),
            section.choice("way", "auto", List.of("auto", "run", "stream", "queue")),
            section.choice("priority", "normal", List.of("normal", "low")),
            Duration.ofSeconds(section.integer("start-timeout-seconds", 300, 2, 36_000)),
            section.flag("free", false),
            section.flag("tells-cost", kind == Kind.FAL),
            section.integer("max-concurrent", 0, 0, 10_000),
            section.flag("tells-credit", false));
    if (kind == Kind.FAL && provider.way().equals("queue") && provider.queueUrl().isEmpty()) {
      section.problemAt("queue-url", "is empty, but way is \"queue\"");
    }
    return provider;
  }

  private static RouteSection route(
      Section section,
      Map<String, ProviderSection> providers,
      List<ModelSection> models,
      Set<String> names) {
    String name = section.required("name", "my-route");
    if (!names.add(name)) {
      section.problemAt("name", "is \"%s\" a second time, should be unique".formatted(name));
    }
    String provider = section.required("provider", "openrouter");
    ProviderSection known = providers.get(provider);
    if (known == null) {
      section.problemAt(
          "provider",
          "is \"%s\", should be one of %s"
              .formatted(provider, String.join(", ", providers.keySet())));
    }
    boolean isAnthropic = known != null && known.kind() == Kind.ANTHROPIC;
    List<String> named = section.texts("takes");
    String model = section.required("model", "google/gemini-3.1-flash-lite");
    List<String> takes = named.isEmpty() ? taken(model, models, known) : named;
    if (takes.isEmpty() || !KINDS.containsAll(takes)) {
      section.problemAt("takes", "is %s, should be some of %s".formatted(takes, KINDS));
    } else if (isAnthropic && !List.of("text", "image").containsAll(takes)) {
      section.problemAt(
          "takes", "is %s, but kind anthropic takes no more than text and image".formatted(takes));
    }
    ParametersSection parameters = parameters(section);
    Double temperature = parameters.temperature();
    if (isAnthropic && temperature != null && temperature > 1) {
      section.problemAt(
          "temperature",
          "is %s, should be a number from 0 to 1 for kind anthropic".formatted(temperature));
    }
    return new RouteSection(
        name,
        provider,
        model,
        Set.copyOf(takes),
        parameters,
        optional(section, "max-images", 1_000),
        optional(section, "max-image-kb", 1_000_000),
        optional(section, "max-long-side-px", 100_000),
        optional(section, "max-video-mb", 100_000),
        Set.copyOf(section.texts("only")));
  }

  /// What a model takes that is known, as far as its provider brings it there.
  private static List<String> taken(
      String model, List<ModelSection> models, @Nullable ProviderSection provider) {
    Kind kind = provider == null ? Kind.OPENAI : provider.kind();
    boolean isWatching =
        kind == Kind.FAL || (provider != null && !provider.videoPart().equals("none"));
    return models.stream()
        .filter(known -> known.model().equals(model))
        .reduce((earlier, later) -> later)
        .map(ModelSection::takes)
        .orElse(Set.of())
        .stream()
        .filter(what -> isWatching || List.of("text", "image").contains(what))
        .sorted()
        .toList();
  }

  private static ModelSection model(Section section) {
    String model = section.required("model", "google/gemini-3.1-flash-lite");
    List<String> takes = section.texts("takes");
    if (takes.isEmpty() || !KINDS.containsAll(takes)) {
      section.problemAt("takes", "is %s, should be some of %s".formatted(takes, KINDS));
    }
    return new ModelSection(
        model,
        Set.copyOf(takes),
        optional(section, "context-tokens", 1_000_000_000),
        section.decimal("prompt-usd", "0", "1000000").orElse(null),
        section.decimal("completion-usd", "0", "1000000").orElse(null),
        section.text("expires").isBlank() ? null : section.date("expires"),
        section.text("instead"),
        section.required("source", "the provider's documentation"),
        section.date("date"));
  }

  private static ParametersSection parameters(Section section) {
    String system = section.text("system");
    BigDecimal temperature = section.decimal("temperature", "0", "2").orElse(null);
    Integer maxTokens = optional(section, "max-tokens", MOST_TOKENS);
    String reasoning = section.choice("reasoning", "", List.of("true", "false"));
    String detail = section.choice("detail", "", List.of("auto", "low", "high"));
    return new ParametersSection(
        system,
        temperature == null ? null : temperature.doubleValue(),
        maxTokens,
        reasoning.isEmpty() ? null : Boolean.valueOf(reasoning),
        detail.isEmpty() ? null : detail);
  }

  private static @Nullable Integer optional(Section section, String key, int most) {
    int value = section.integer(key, 0, 1, most);
    return value == 0 ? null : value;
  }

  private static PriceSection price(Section section) {
    return new PriceSection(
        section.required("model", "google/gemini-3.1-flash-lite"),
        section.decimal("prompt-usd", "0", "1000000").orElse(BigDecimal.ZERO),
        section.decimal("completion-usd", "0", "1000000").orElse(BigDecimal.ZERO),
        section.required("source", "the provider's price list"),
        section.date("date"));
  }

  private static ChannelSection channel(Section section, List<String> known) {
    String links = section.choice("video-links", "off", List.of("off", "summarise"));
    List<String> routes = section.texts("routes");
    routes.stream()
        .filter(route -> !known.contains(route))
        .forEach(route ->
            section.problemAt(
                "routes",
                "names \"%s\", should name some of %s"
                    .formatted(route, known.stream().distinct().sorted().toList())));
    return new ChannelSection(links.equals("summarise"), routes, parameters(section));
  }

  private static BudgetsSection budgets(Section section) {
    ZoneId zone = section.zone("time-zone");
    return new BudgetsSection(zone, section.list("limits", ConfigSections::budgetLimit));
  }

  private static BudgetLimitSection budgetLimit(Section section) {
    String of = section.required("of", "person");
    String per = section.required("per", "day");
    if (!per.startsWith("rolling-")) {
      per = section.choice("per", per, List.of("ask", "day", "week", "month"));
    } else if (!ROLLING.matcher(per).matches()) {
      section.problemAt("per", "is \"%s\", should be like rolling-24h".formatted(per));
    }
    BigDecimal usd = section.requiredDecimal("usd", "0", "1000000");
    Optional<BigDecimal> warnUsd = section.decimal("warn-usd", "0", "1000000");
    if (warnUsd.filter(warn -> warn.compareTo(usd) > 0).isPresent()) {
      section.problemAt("warn-usd", "is above usd");
    }
    String atWarning = section.choice("at-warning", "say", List.of("say", "cheaper-route"));
    Set<String> only = Set.copyOf(section.texts("only"));
    if (of.equals("group") && only.isEmpty()) {
      section.problemAt("only", "is empty, but a budget of a group has to name it");
    }
    return new BudgetLimitSection(
        section.choice("of", of, List.of("person", "group", "channel", "workspace", "total")),
        per,
        usd,
        warnUsd.orElse(null),
        atWarning,
        only);
  }

  private static LimitsSection limits(Section section) {
    return new LimitsSection(
        section.integer("max-files", 10, 1, 100),
        section.integer("max-picture-mb", 25, 1, 1_000),
        section.integer("max-picture-megapixels", 50, 1, 1_000),
        section.integer("max-video-mb", 200, 1, 100_000),
        Duration.ofMinutes(section.integer("max-video-minutes", 45, 1, 10_000)),
        Duration.ofSeconds(section.integer("fetch-seconds", 60, 1, 3_600)),
        Duration.ofSeconds(section.integer("convert-seconds", 180, 1, 3_600)),
        Duration.ofSeconds(section.integer("answer-seconds", 600, 1, 36_000)),
        Duration.ofSeconds(section.integer("grace-seconds", 20, 0, 600)),
        section.integer("conversation-tokens", 8_000, 0, 10_000_000),
        section.decimal("hold-usd", "0", "1000").orElse(BigDecimal.ZERO),
        section.decimal("ask-above-usd", "0", "1000").orElse(BigDecimal.ZERO),
        section.flag("fall-over", true),
        Duration.ofMillis(section.integer("hedge-after-ms", 0, 0, 600_000)),
        Duration.ofHours(section.integer("reuse-answers-hours", 24, 0, 720)),
        section.integer("asks-per-minute", 20, 0, 10_000),
        Duration.ofMinutes(section.integer("video-minutes-per-day", 0, 0, 1_000_000)));
  }
}
