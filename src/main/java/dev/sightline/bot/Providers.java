package dev.sightline.bot;

import dev.sightline.config.SightlineConfig;
import dev.sightline.config.SightlineConfig.ParametersSection;
import dev.sightline.config.SightlineConfig.ProviderSection;
import dev.sightline.config.SightlineConfig.ProviderSection.Kind;
import dev.sightline.config.SightlineConfig.RouteSection;
import dev.sightline.failure.Finding;
import dev.sightline.http.HttpStack;
import dev.sightline.limit.Pause;
import dev.sightline.media.MediaRules;
import dev.sightline.route.AnthropicClient;
import dev.sightline.route.AnthropicSettings;
import dev.sightline.route.AuthScheme;
import dev.sightline.route.Capability;
import dev.sightline.route.ConcurrentCalls;
import dev.sightline.route.Detail;
import dev.sightline.route.FalClient;
import dev.sightline.route.FalDeliveries;
import dev.sightline.route.FalSettings;
import dev.sightline.route.FalWebhook;
import dev.sightline.route.ModelList;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.OpenAiClient;
import dev.sightline.route.OpenAiSettings;
import dev.sightline.route.Parameters;
import dev.sightline.route.ProviderCredit;
import dev.sightline.route.ProviderProbe;
import dev.sightline.route.RouteClient;
import dev.sightline.route.RouteTable;
import dev.sightline.route.RouteTimeouts;
import dev.sightline.route.ToldOfCredit;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// Makes the routes that the configuration switches on.
final class Providers {
  /// The path of the web page at which fal says that a job is done.
  static final String FAL_WEBHOOK = "fal/webhook";

  private static final long KILO = 1_000;
  private static final long MEGA = 1_000_000;

  /// Claude scales above 1,568 px and GPT above 2,048 px (facts of wire.md §7, read 2026-11-21);
  /// where either may answer, the larger of the two keeps small print readable.
  private static final int LONG_SIDE_PX = 2_048;

  /// Gemini takes calls of less than 20 MB
  /// (https://ai.google.dev/gemini-api/docs/video-understanding, read 2026-11-21); base64 adds a
  /// third.
  private static final int INLINE_VIDEO_MB = 14;

  /// Ten videos in a call: https://ai.google.dev/gemini-api/docs/video-understanding, read
  /// 2026-11-21.
  private static final int VIDEOS = 10;

  private static final int CLAUDE_LONG_SIDE_PX = 1_568;

  /// 5 MB of base64 where Claude runs at Amazon or Google, 10 MB at Anthropic itself
  /// (platform.claude.com/docs, vision, read 2026-08).
  private static final int CLAUDE_PICTURE_KB = 3_700;

  /// Beyond that, Claude takes smaller pictures only (as above).
  private static final int PICTURES = 20;

  private static final int PICTURE_KB = 4_000;

  private final SightlineConfig config;
  private final HttpStack http;
  private final InstantSource time;
  private final CreditWatch credit;
  private final FalDeliveries deliveries = new FalDeliveries();

  /// @param credit is told where it is missing
  Providers(SightlineConfig config, HttpStack http, InstantSource time, CreditWatch credit) {
    this.credit = credit;
    this.config = config;
    this.http = http;
    this.time = time;
  }

  /// All routes whose provider is switched on, in the order of the configuration; behind them one
  /// for each provider that is switched on and has none.
  List<RouteTable.Choice> choices() {
    Map<String, RouteClient> clients = new HashMap<>();
    config.providers().stream()
        .filter(ProviderSection::isOn)
        .forEach(provider -> clients.put(provider.name(), client(provider)));
    List<RouteSection> routes = new ArrayList<>(config.routes());
    Set<String> routed = routes.stream().map(RouteSection::provider).collect(Collectors.toSet());
    config.providers().stream()
        .filter(provider -> clients.containsKey(provider.name()))
        .filter(provider -> !routed.contains(provider.name()))
        .forEach(provider -> routes.add(unlisted(provider)));
    List<RouteTable.Choice> choices = new ArrayList<>();
    for (RouteSection route : routes) {
      RouteClient client = clients.get(route.provider());
      if (client != null) {
        choices.add(new RouteTable.Choice(route(route, config.provider(route.provider())), client));
      }
    }
    return choices;
  }

  /// The provider whose storage takes uploads: the first of kind fal that is switched on.
  Optional<ProviderSection> storage() {
    return config.providers().stream()
        .filter(provider -> provider.kind() == Kind.FAL && provider.isOn())
        .filter(provider -> provider.restUrl().isPresent())
        .findFirst();
  }

  /// Tries the key of a provider that is switched on, for nothing.
  Finding probe(String subject, ProviderSection provider) {
    ProviderProbe probe = new ProviderProbe(http.client());
    return switch (provider.kind()) {
      case FAL -> probe.fal(subject, url(provider.restUrl()), provider.key().value());
      case OPENAI -> probe.openAi(subject, openAi(provider));
      case ANTHROPIC -> probe.anthropic(subject, anthropic(provider));
    };
  }

  /// The models that a provider lists; empty where it lists none, or its list says nothing about
  /// what it takes.
  Set<String> names(ProviderSection provider) {
    boolean isFal =
        provider.kind() == Kind.FAL
            || provider.baseUrl().filter(url -> url.getHost().endsWith("fal.run")).isPresent();
    if (isFal || !provider.isOn()) {
      return Set.of();
    }
    return Set.copyOf(
        provider.kind() == Kind.ANTHROPIC
            ? new ModelList(anthropic(provider), http.client()).all()
            : new ModelList(openAi(provider), http.client()).all());
  }

  /// The providers that are switched on and tell what credit is left.
  List<ProviderSection> tellingCredit() {
    return config.providers().stream()
        .filter(provider -> provider.isOn() && provider.tellsCredit())
        .filter(provider -> provider.kind() == Kind.OPENAI)
        .toList();
  }

  /// What credit is left, in US dollars; empty where this key is not told.
  ///
  /// @throws IOException if the provider gives no answer
  Optional<BigDecimal> credit(ProviderSection provider) throws IOException {
    return new ProviderCredit(http.client()).left(openAi(provider));
  }

  private RouteClient client(ProviderSection provider) {
    RouteClient client =
        new ToldOfCredit(unbounded(provider), refused -> credit.refused(provider.name(), refused));
    int most = provider.maxConcurrent();
    return most == 0 ? client : new ConcurrentCalls(client, provider.name(), most);
  }

  private RouteClient unbounded(ProviderSection provider) {
    return switch (provider.kind()) {
      case FAL -> new FalClient(fal(provider), http.client(), Pause.SLEEP, time, deliveries);
      case OPENAI -> new OpenAiClient(openAi(provider), http.client(), Pause.SLEEP, time);
      case ANTHROPIC -> new AnthropicClient(anthropic(provider), http.client(), Pause.SLEEP, time);
    };
  }

  private FalSettings fal(ProviderSection provider) {
    return new FalSettings(
        provider.name(),
        url(provider.runUrl()),
        provider.key().value(),
        FalSettings.StreamMode.valueOf(provider.streamMode().toUpperCase(Locale.ROOT)),
        timeouts(),
        FalSettings.Way.valueOf(provider.way().toUpperCase(Locale.ROOT)),
        provider.queueUrl().isEmpty() ? null : queue(provider));
  }

  private FalSettings.Queue queue(ProviderSection provider) {
    return new FalSettings.Queue(
        url(provider.queueUrl()),
        FalSettings.Priority.valueOf(provider.priority().toUpperCase(Locale.ROOT)),
        provider.startTimeout(),
        webhookUrl().orElse(null));
  }

  /// Where fal is to say that a job is done, where it can reach us and its signature can be looked
  /// at.
  private Optional<HttpUrl> webhookUrl() {
    return storage()
        .flatMap(fal -> config.web().publicUrl())
        .map(page -> HttpUrl.get(page.toString()))
        .map(page -> page.newBuilder().addPathSegments(FAL_WEBHOOK).build());
  }

  /// What fal says at [#FAL_WEBHOOK]; empty where nobody can reach us.
  Optional<FalWebhook> falWebhook() {
    return webhookUrl()
        .flatMap(url -> storage())
        .map(fal -> new FalWebhook(url(fal.restUrl()), http.client(), deliveries, time));
  }

  private OpenAiSettings openAi(ProviderSection provider) {
    return new OpenAiSettings(
        provider.name(),
        url(provider.baseUrl()),
        provider.key().value(),
        scheme(provider),
        provider.imageTransport().equals("base64")
            ? OpenAiSettings.ImageTransport.BASE64
            : OpenAiSettings.ImageTransport.URL,
        !provider.imageTransport().equals("base64"),
        OpenAiSettings.VideoPart.valueOf(provider.videoPart().toUpperCase(Locale.ROOT)),
        OpenAiSettings.MaxTokensField.valueOf(provider.maxTokensField().toUpperCase(Locale.ROOT)),
        OpenAiSettings.ReasoningField.valueOf(provider.reasoningField().toUpperCase(Locale.ROOT)),
        provider.includeUsage(),
        timeouts());
  }

  private AnthropicSettings anthropic(ProviderSection provider) {
    return new AnthropicSettings(
        provider.name(),
        url(provider.baseUrl()),
        provider.key().value(),
        scheme(provider),
        provider.maxTokens(),
        timeouts());
  }

  /// A server without keys still gets one that is set, as vLLM and llama.cpp can be told to want.
  private static AuthScheme scheme(ProviderSection provider) {
    if (provider.authScheme().equals("none") && provider.key().isSet()) {
      return AuthScheme.BEARER;
    }
    return AuthScheme.valueOf(provider.authScheme().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /// Silence is told from an answer that is merely long also where answers may take little time.
  private RouteTimeouts timeouts() {
    Duration whole = config.limits().answerTime();
    Duration half = whole.dividedBy(2);
    Duration silence = RouteTimeouts.DEFAULT.silence();
    return new RouteTimeouts(half.compareTo(silence) < 0 ? half : silence, whole, whole);
  }

  private RouteSection unlisted(ProviderSection provider) {
    String model = provider.model();
    if (model.isEmpty()) {
      model =
          switch (provider.kind()) {
            case FAL -> "google/gemini-3.1-flash-lite";
            case OPENAI -> first(new ModelList(openAi(provider), http.client()));
            case ANTHROPIC -> first(new ModelList(anthropic(provider), http.client()));
          };
    }
    Set<String> takes =
        provider.kind() == Kind.FAL
            ? Set.of("text", "image", "video", "youtube")
            : Set.of("text", "image");
    return new RouteSection(
        provider.name(),
        provider.name(),
        model,
        takes,
        ParametersSection.NONE,
        null,
        null,
        null,
        null,
        Set.of());
  }

  private static String first(ModelList models) {
    return models.first().orElse("default");
  }

  private ModelRoute route(RouteSection route, ProviderSection provider) {
    return new ModelRoute(
        route.name(),
        route.provider(),
        route.model(),
        route.takes().stream()
            .map(name -> Capability.valueOf(name.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet()),
        rules(route, provider),
        parameters(route.parameters()));
  }

  static Parameters parameters(ParametersSection section) {
    String detail = section.detail();
    return new Parameters(
        section.system(),
        section.temperature(),
        section.maxTokens(),
        section.reasoning(),
        detail == null ? null : Detail.valueOf(detail.toUpperCase(Locale.ROOT)));
  }

  private MediaRules rules(RouteSection route, ProviderSection provider) {
    boolean isFal = provider.kind() == Kind.FAL;
    boolean isAnthropic = provider.kind() == Kind.ANTHROPIC;
    boolean isInline = provider.imageTransport().equals("base64");
    int videoMb = isFal ? config.limits().maxVideoMb() : INLINE_VIDEO_MB;
    return new MediaRules(
        or(route.maxLongSidePx(), isAnthropic ? CLAUDE_LONG_SIDE_PX : LONG_SIDE_PX),
        or(route.maxImageKb(), isAnthropic ? CLAUDE_PICTURE_KB : PICTURE_KB) * KILO,
        or(route.maxVideoMb(), videoMb) * MEGA,
        or(route.maxImages(), PICTURES),
        VIDEOS,
        isInline && !isAnthropic
            ? Set.of("image/png", "image/jpeg")
            : Set.of("image/png", "image/jpeg", "image/gif", "image/webp"),
        isFal
            ? MediaRules.Transport.UPLOAD
            : isInline ? MediaRules.Transport.INLINE_ONLY : MediaRules.Transport.URL_OR_INLINE,
        false);
  }

  private static int or(@Nullable Integer configured, int fallback) {
    return configured == null ? fallback : configured;
  }

  private static HttpUrl url(Optional<URI> url) {
    return HttpUrl.get(url.orElseThrow(() -> new IllegalArgumentException("no URL")).toString());
  }
}
