package dev.sightline.ask;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.MediaRejected;
import dev.sightline.failure.NotAllowed;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.ledger.Forecast;
import dev.sightline.ledger.Medium;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaReport;
import dev.sightline.route.Capability;
import dev.sightline.route.Circuit;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Turn;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets an ask its answer: from the route that is wanted, or the most preferred one that is well;
/// and from the next where that one fails by itself before it has said, thought or billed anything.
///
/// An answer that has begun is never begun anew. Safe for all asks.
final class RouteTries {
  private static final Logger LOG = LoggerFactory.getLogger(RouteTries.class);

  private static final Pattern PICTURE =
      Pattern.compile("\\.(png|jpe?g|gif|webp|heic|avif|bmp|tiff?|pdf)$", Pattern.CASE_INSENSITIVE);

  private final RouteTable routes;
  private final RouteCalls calls;
  private final Forecast forecast;
  private final AskRules rules;
  private final RouteRights rights;

  RouteTries(
      RouteTable routes, RouteCalls calls, Forecast forecast, AskRules rules, RouteRights rights) {
    this.routes = routes;
    this.calls = calls;
    this.forecast = forecast;
    this.rules = rules;
    this.rights = rights;
  }

  /// What to hold for an ask whose media nobody has looked at yet: by the route that it names, or
  /// the first that may be asked.
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

  /// Returns when the model has said its last word.
  ///
  /// @throws AskFailure that of the first route that was asked, where no other answers either
  void answer(Course course, Ask ask, MediaReport report, Settlement settlement, StopSign stop)
      throws AskFailure, InterruptedException {
    Set<Capability> needs = needs(report, ask.earlier());
    RouteCalls.Call call = new RouteCalls.Call(course, ask, report, needs, settlement, stop);
    if (course.made != null) {
      calls.make(call, routes.named(course.made.route()).orElseThrow());
      return;
    }
    List<RouteTable.Choice> able = inOrder(ask, needs, settlement.isForTheCheapest());
    calls.ponder(call, able.getFirst().route());
    if (able.size() == 1) {
      calls.make(call, able.getFirst());
      return;
    }
    AskFailure first = null;
    for (RouteTable.Choice choice : able) {
      if (choice.route().name().equals(ask.route()) || routes.circuit(choice).mayTry()) {
        AskFailure failure = tried(call, choice, first);
        if (failure == null) {
          return;
        }
        first = first == null ? failure : first;
      }
    }
    if (first != null) {
      throw first;
    }
    // All of them rest, which is no reason to say no without having tried.
    calls.make(call, able.getFirst());
  }

  /// @param before how the first route failed
  /// @return how this one failed, if the next may be asked; null if it answered
  private @Nullable AskFailure tried(
      RouteCalls.Call call, RouteTable.Choice choice, @Nullable AskFailure before)
      throws AskFailure, InterruptedException {
    try {
      calls.make(call, choice);
      routes.circuit(choice).answered();
      return null;
    } catch (MediaRejected unreadable) {
      throw before == null ? unreadable : before;
    } catch (RouteDown | RouteRefused failure) {
      routes.circuit(choice).failed(failure);
      if (call.course().answer.isSpoken() && failure instanceof RouteDown) {
        call.course().onward = onward(call, choice);
      }
      if (!Circuit.isOfTheRoute(failure) || call.course().answer.isSpoken()) {
        throw failure;
      }
      LOG.warn(
          "ask {}: {} gives no answer: {}",
          call.course().id.value(),
          choice.route().name(),
          failure.getMessage());
      return failure;
    }
  }

  /// Who could go on with an answer that broke off; null for nobody. What is itself such a part is
  /// not gone on with.
  private @Nullable String onward(RouteCalls.Call call, RouteTable.Choice broken)
      throws NotAllowed {
    if (!call.ask().remark().isEmpty()) {
      return null;
    }
    return routes.able(call.needs(), rights.of(call.ask())).stream()
        .filter(choice -> !choice.equals(broken))
        .filter(choice -> routes.circuit(choice).mayTry())
        .map(choice -> choice.route().name())
        .findFirst()
        .orElse(null);
  }

  /// The wanted route first, if it takes all of `needs`; only one where the next may not be asked.
  ///
  /// @param isForTheCheapest whether money is so short that what it costs goes before what is
  ///   wanted
  /// @throws MediaRejected if the person named a model that there is not
  /// @throws NotAllowed if it is not for them
  private List<RouteTable.Choice> inOrder(Ask ask, Set<Capability> needs, boolean isForTheCheapest)
      throws RouteRefused, MediaRejected, NotAllowed {
    rights.checkNeeds(ask, needs);
    List<String> only = rights.of(ask);
    List<RouteTable.Choice> able = able(needs, only);
    Set<String> wanted = wanted(ask, only);
    Comparator<RouteTable.Choice> order =
        isForTheCheapest
            ? Comparator.comparingLong(choice -> expectedNanos(choice, medium(ask)))
            : Comparator.comparing(choice -> !wanted.contains(choice.route().name()));
    List<RouteTable.Choice> ordered = able.stream().sorted(order).toList();
    return rules.fallOver() ? ordered : ordered.subList(0, 1);
  }

  /// What nobody knows the price of is not cheap.
  private long expectedNanos(RouteTable.Choice choice, Medium medium) {
    return forecast.expected(choice.route(), medium).map(NanoUsd::nanos).orElse(Long.MAX_VALUE);
  }

  /// Those that take all of it; behind them those that see pictures out of the videos, where they
  /// cannot watch them.
  private List<RouteTable.Choice> able(Set<Capability> needs, List<String> only)
      throws RouteRefused {
    if (!needs.contains(Capability.VIDEO)) {
      return routes.choose(needs, only);
    }
    Set<Capability> seen = EnumSet.copyOf(needs);
    seen.remove(Capability.VIDEO);
    seen.add(Capability.IMAGE);
    List<RouteTable.Choice> seeing = routes.able(seen, only);
    return seeing.isEmpty()
        ? routes.choose(needs, only)
        : Stream.concat(routes.able(needs, only).stream(), seeing.stream()).distinct().toList();
  }

  /// Names of routes: what a button asks for, else what the person named; empty for none.
  private Set<String> wanted(Ask ask, List<String> only) throws MediaRejected, NotAllowed {
    if (ask.route() != null) {
      return Set.of(ask.route());
    }
    if (ask.model() == null) {
      return Set.of();
    }
    Set<String> meant =
        routes.meant(ask.model(), only).stream()
            .map(choice -> choice.route().name())
            .collect(Collectors.toSet());
    if (meant.isEmpty() && !routes.meant(ask.model(), rules.in(ask.thread()).routes()).isEmpty()) {
      throw new NotAllowed(RouteRights.notFor(ask.model()));
    }
    if (meant.isEmpty()) {
      throw new MediaRejected(
          "I know no model \"%s\" here. There is: %s.".formatted(ask.model(), routes.names(only)));
    }
    return meant;
  }

  /// What a route has to take: the question, what came with it, and what the conversation is about.
  private static Set<Capability> needs(MediaReport report, List<Turn> earlier) {
    Stream<MediaKind> kinds =
        Stream.concat(
            report.kinds().stream(),
            earlier.stream().flatMap(turn -> turn.media().stream()).map(MediaRef::kind));
    Set<Capability> needs = EnumSet.of(Capability.TEXT);
    kinds.forEach(kind ->
        needs.add(
            switch (kind) {
              case IMAGE -> Capability.IMAGE;
              case VIDEO -> Capability.VIDEO;
              case YOUTUBE -> Capability.YOUTUBE;
            }));
    return needs;
  }
}
