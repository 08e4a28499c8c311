package dev.sightline.ask;

import dev.sightline.failure.NotAllowed;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Forecast;
import dev.sightline.ledger.Medium;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaPipeline;
import dev.sightline.media.VideoPreview;
import dev.sightline.route.Capability;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.RouteTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What routes may cost an ask, before they are called. Safe for all asks.
final class RouteMoney {
  private static final Pattern PICTURE =
      Pattern.compile("\\.(png|jpe?g|gif|webp|heic|avif|bmp|tiff?|pdf)$", Pattern.CASE_INSENSITIVE);

  private final RouteTable routes;
  private final MediaPipeline media;
  private final Forecast forecast;
  private final AskRules rules;
  private final RouteRights rights;

  RouteMoney(
      RouteTable routes,
      MediaPipeline media,
      Forecast forecast,
      AskRules rules,
      RouteRights rights) {
    this.routes = routes;
    this.media = media;
    this.forecast = forecast;
    this.rules = rules;
    this.rights = rights;
  }

  /// What to hold for an ask whose media nobody has looked at yet: by the route that it names, or
  /// its person prefers, or the first that may be asked.
  ///
  /// @throws NotAllowed if there is no route for its person
  NanoUsd forecast(Ask ask) throws NotAllowed {
    List<String> only = rights.of(ask);
    Medium medium = medium(ask);
    Set<Capability> needs =
        switch (medium) {
          case IMAGE -> Set.of(Capability.TEXT, Capability.IMAGE);
          case VIDEO -> Set.of(Capability.TEXT, Capability.VIDEO);
          case TEXT, UNKNOWN -> Set.of(Capability.TEXT);
        };
    String named = ask.route();
    return Stream.of(
            Stream.ofNullable(named).flatMap(name -> routes.named(name).stream()),
            Stream.ofNullable(ask.model()).flatMap(model -> routes.meant(model, only).stream()),
            routes.able(needs, only).stream()
                .filter(choice -> choice.route().name().equals(ask.preferred())),
            routes.able(needs, only).stream(),
            routes.able(Set.of(Capability.TEXT), only).stream())
        .flatMap(choices -> choices)
        .findFirst()
        .map(choice -> forecast.of(choice.route(), medium))
        .orElse(rules.hold());
  }

  /// What an ask is about, as far as its words and the names of its files tell.
  static Medium medium(Ask ask) {
    Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);
    ask.earlier().forEach(turn -> turn.media().forEach(media -> kinds.add(media.kind())));
    ask.links().forEach(link -> kinds.add(kind(link.getPath())));
    ask.files()
        .forEach(file ->
            kinds.add(
                file.claimedType().startsWith("image/") ? MediaKind.IMAGE : kind(file.name())));
    if (kinds.contains(MediaKind.VIDEO) || kinds.contains(MediaKind.YOUTUBE)) {
      return Medium.VIDEO;
    }
    return kinds.isEmpty() ? Medium.TEXT : Medium.IMAGE;
  }

  private static MediaKind kind(@Nullable String name) {
    return name != null && PICTURE.matcher(name).find() ? MediaKind.IMAGE : MediaKind.VIDEO;
  }

  /// What a call of the route is expected to cost. What nobody knows the price of is not cheap.
  long expectedNanos(ModelRoute route, Ask ask) {
    return forecast.expected(route, medium(ask)).map(NanoUsd::nanos).orElse(Long.MAX_VALUE);
  }

  /// Those of the routes whose cost will be known, where anything is limited.
  ///
  /// @param wanted names of routes, of which one has to be among them; empty for any
  /// @throws NotAllowed if none is
  List<RouteTable.Choice> priced(List<RouteTable.Choice> able, Set<String> wanted)
      throws NotAllowed {
    List<RouteTable.Choice> meant =
        able.stream()
            .filter(choice -> wanted.isEmpty() || wanted.contains(choice.route().name()))
            .toList();
    if (!meant.isEmpty() && meant.stream().noneMatch(this::isPriced)) {
      throw new NotAllowed(
          "I do not know what %s costs, and spending is limited here. One of my admins can add its price."
              .formatted(meant.getFirst().route().model()));
    }
    return able.stream().filter(this::isPriced).toList();
  }

  private boolean isPriced(RouteTable.Choice choice) {
    return forecast.mayBeAsked(choice.route());
  }

  /// Sets aside what the call of this route may cost, now that its media are looked at.
  ///
  /// @throws OverBudget if that is too much
  void reserve(RouteCalls.Call call, ModelRoute route) throws OverBudget, InterruptedException {
    call.settlement().reserve(forecast(call, route), medium(call.needs()));
  }

  /// As [#reserve], beside what is held for the call under way.
  void reserveBeside(RouteCalls.Call call, ModelRoute route)
      throws OverBudget, InterruptedException {
    call.settlement().reserveBeside(forecast(call, route), medium(call.needs()));
  }

  private NanoUsd forecast(RouteCalls.Call call, ModelRoute route) throws InterruptedException {
    long tokens =
        route.takes().contains(Capability.VIDEO)
            ? media.preview(call.report()).stream().mapToLong(VideoPreview::tokens).sum()
            : 0;
    return forecast.of(route, medium(call.needs()), tokens);
  }

  private static Medium medium(Set<Capability> needs) {
    if (needs.contains(Capability.VIDEO) || needs.contains(Capability.YOUTUBE)) {
      return Medium.VIDEO;
    }
    return needs.contains(Capability.IMAGE) ? Medium.IMAGE : Medium.TEXT;
  }
}
