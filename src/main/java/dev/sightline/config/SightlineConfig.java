package dev.sightline.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The whole configuration, checked. Components are named as the keys of `sightline.yaml`.
public record SightlineConfig(
    StoreSection store,
    WebSection web,
    SlackSection slack,
    DiscordSection discord,
    List<ProviderSection> providers,
    List<RouteSection> routes,
    List<PriceSection> prices,
    List<ModelSection> models,
    CatalogueSection catalogue,
    Map<String, ChannelSection> channels,
    RightsSection rights,
    BudgetsSection budgets,
    CurrencySection currency,
    AlertsSection alerts,
    LimitsSection limits,
    RetentionSection retention,
    GuardSection guard,
    Prompts prompts) {

  public SightlineConfig {
    providers = List.copyOf(providers);
    routes = List.copyOf(routes);
    prices = List.copyOf(prices);
    models = List.copyOf(models);
    channels = Map.copyOf(channels);
  }

  /// The provider of this name; every route names one that exists.
  public ProviderSection provider(String name) {
    return providers.stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("provider: " + name));
  }

  /// Where things are kept.
  public record StoreSection(String url, Path workDir) {}

  /// The web page.
  ///
  /// @param publicUrl where it is reached from the internet; empty where it is not
  public record WebSection(String host, int port, Secret adminToken, Optional<URI> publicUrl) {}

  /// Slack; switched on by both tokens.
  public record SlackSection(
      Secret botToken,
      Secret appToken,
      Secret signingSecret,
      URI apiUrl,
      List<String> fileHosts,
      boolean streamInChannels) {
    public SlackSection {
      fileHosts = List.copyOf(fileHosts);
    }

    /// Whether the bot is to come to Slack.
    public boolean isOn() {
      return botToken.isSet() && appToken.isSet();
    }
  }

  /// Discord; switched on by its token.
  ///
  /// @param gatewayUrl empty where Discord tells
  public record DiscordSection(
      Secret botToken,
      URI apiUrl,
      Optional<URI> gatewayUrl,
      List<String> cdnHosts,
      boolean messageContent) {
    public DiscordSection {
      cdnHosts = List.copyOf(cdnHosts);
    }

    /// Whether the bot is to come to Discord.
    public boolean isOn() {
      return botToken.isSet();
    }
  }

  /// A server that models stand behind. URLs that its kind does not use are empty.
  ///
  /// @param model for a provider without a route; empty for the first that it lists
  /// @param maxTokens most tokens of an answer of kind anthropic where the route does not say
  /// @param way how calls of kind fal are made: `auto`, `run`, `stream` or `queue`
  /// @param priority of jobs in fal's queue: `normal` or `low`
  /// @param startTimeout longest time that a job waits in fal's queue
  /// @param tellsCost whether its answers say what they cost
  /// @param maxConcurrent most calls at once; 0 for any number
  public record ProviderSection(
      String name,
      Kind kind,
      Secret key,
      Optional<URI> baseUrl,
      Optional<URI> runUrl,
      Optional<URI> queueUrl,
      Optional<URI> restUrl,
      String model,
      String authScheme,
      String imageTransport,
      String videoPart,
      String maxTokensField,
      String reasoningField,
      int maxTokens,
      boolean includeUsage,
      String streamMode,
      String way,
      String priority,
      Duration startTimeout,
      boolean free,
      boolean tellsCost,
      int maxConcurrent,
      boolean tellsCredit) {

    /// Whether its key, or for a server without keys its URL, is set.
    public boolean isOn() {
      boolean hasUrl = kind == Kind.FAL ? runUrl.isPresent() : baseUrl.isPresent();
      return hasUrl && (key.isSet() || authScheme.equals("none"));
    }

    /// What a server speaks.
    public enum Kind {
      FAL,
      OPENAI,
      ANTHROPIC
    }
  }

  /// A model at a provider. Absent figures follow from the provider's kind.
  ///
  /// @param only ids of those who may use it; empty for everybody
  public record RouteSection(
      String name,
      String provider,
      String model,
      Set<String> takes,
      ParametersSection parameters,
      @Nullable Integer maxImages,
      @Nullable Integer maxImageKb,
      @Nullable Integer maxLongSidePx,
      @Nullable Integer maxVideoMb,
      Set<String> only) {
    public RouteSection {
      takes = Set.copyOf(takes);
      only = Set.copyOf(only);
    }
  }

  /// A price in US dollars for a million tokens, with where and when it was read.
  public record PriceSection(
      String model,
      BigDecimal promptUsd,
      BigDecimal completionUsd,
      String source,
      LocalDate date) {}

  /// What is known of a model; see `models.yaml`.
  public record ModelSection(
      String model,
      Set<String> takes,
      @Nullable Integer contextTokens,
      @Nullable BigDecimal promptUsd,
      @Nullable BigDecimal completionUsd,
      @Nullable LocalDate expires,
      String instead,
      String source,
      LocalDate date) {
    public ModelSection {
      takes = Set.copyOf(takes);
    }
  }

  /// Where else models are looked up.
  ///
  /// @param listUrl of a public list in OpenRouter's shape; empty for none
  public record CatalogueSection(Optional<URI> listUrl) {}

  /// How a model is to answer; null is left open.
  public record ParametersSection(
      String system,
      @Nullable Double temperature,
      @Nullable Integer maxTokens,
      @Nullable Boolean reasoning,
      @Nullable String detail) {
    /// All is left open.
    public static final ParametersSection NONE = new ParametersSection("", null, null, null, null);
  }

  /// What holds in one channel.
  ///
  /// @param routes the only ones that are asked there, most preferred first; empty for all
  public record ChannelSection(
      boolean summarisesVideoLinks, List<String> routes, ParametersSection parameters) {
    public ChannelSection {
      routes = List.copyOf(routes);
    }
  }

  /// Who may do what, by the platforms' ids.
  ///
  /// @param admins empty for those who administer the workspace or server
  /// @param allow who may ask; empty for everybody
  /// @param channels where they may; empty for everywhere
  /// @param block who and where may not, whatever the others say
  public record RightsSection(
      Set<String> admins, Set<String> allow, Set<String> channels, Set<String> block) {
    public RightsSection {
      admins = Set.copyOf(admins);
      allow = Set.copyOf(allow);
      channels = Set.copyOf(channels);
      block = Set.copyOf(block);
    }
  }

  /// How much may be spent.
  ///
  /// @param zone where days and months begin
  public record BudgetsSection(ZoneId zone, List<BudgetLimitSection> limits) {
    public BudgetsSection {
      limits = List.copyOf(limits);
    }
  }

  /// Most US dollars of one `person`, `group`, `channel` or `workspace`, or in `total`.
  ///
  /// @param per `ask`, `day`, `week`, `month`, or `rolling-24h` and the like
  /// @param warnUsd above this the answer says so; null for never
  /// @param atWarning `say` or `cheaper-route`
  /// @param only ids of those that it is for; empty for all
  public record BudgetLimitSection(
      String of,
      String per,
      BigDecimal usd,
      @Nullable BigDecimal warnUsd,
      String atWarning,
      Set<String> only) {
    public BudgetLimitSection {
      only = Set.copyOf(only);
    }
  }

  /// Bounds of one ask, and of one person.
  ///
  /// @param hedgeAfter how long a route may say nothing before the next is asked, too; zero for
  ///   never
  /// @param asksPerMinute of one person; 0 for any number
  /// @param videoTimePerDay that models watch for one person; zero for any length
  public record LimitsSection(
      int maxFiles,
      int maxPictureMb,
      int maxPictureMegapixels,
      int maxVideoMb,
      Duration maxVideoTime,
      Duration fetchTime,
      Duration convertTime,
      Duration answerTime,
      Duration grace,
      int conversationTokens,
      BigDecimal holdUsd,
      BigDecimal askAboveUsd,
      boolean fallOver,
      Duration hedgeAfter,
      Duration reuseAnswers,
      int asksPerMinute,
      Duration videoTimePerDay) {}

  /// How long what is kept; zero is for ever.
  ///
  /// @param conversations since a turn was said
  /// @param questions since an ask began
  /// @param media since a file was last used; never zero
  /// @param ledger since an entry was made
  /// @param audit since a change was made
  public record RetentionSection(
      Duration conversations,
      Duration questions,
      Duration media,
      Duration ledger,
      Duration audit) {}

  /// What the guarded fetcher lets through besides public hosts.
  public record GuardSection(List<String> allowHosts) {
    public GuardSection {
      allowHosts = List.copyOf(allowHosts);
    }
  }

  /// The texts of `prompts/`.
  public record Prompts(String system, String look, String watch) {}
}
