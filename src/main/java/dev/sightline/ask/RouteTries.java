package dev.sightline.ask;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.MediaRejected;
import dev.sightline.failure.NotAllowed;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaReport;
import dev.sightline.route.Capability;
import dev.sightline.route.Circuit;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Turn;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets an ask its answer: from the route that is wanted, or the most preferred one that is well;
/// and from the next where that one fails by itself before it has said, thought or billed anything.
///
/// An answer that has begun is never begun anew. A route that is slow may have the next one asked
/// beside it ([Hedge]). Safe for all asks.
final class RouteTries {
  private static final Logger LOG = LoggerFactory.getLogger(RouteTries.class);

  private final RouteTable routes;
  private final RouteCalls calls;
  private final RouteMoney money;
  private final Hedging hedging;
  private final AskRules rules;
  private final RouteRights rights;

  RouteTries(
      RouteTable routes,
      RouteCalls calls,
      Journal journal,
      RouteMoney money,
      AskRules rules,
      RouteRights rights) {
    this.routes = routes;
    this.calls = calls;
    this.hedging = new Hedging(routes, calls, journal, money, rules);
    this.money = money;
    this.rules = rules;
    this.rights = rights;
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
      make(call, able.getFirst());
      return;
    }
    AskFailure first = null;
    Deque<RouteTable.Choice> rest = new ArrayDeque<>(able);
    while (!rest.isEmpty()) {
      RouteTable.Choice choice = rest.removeFirst();
      if (choice.route().name().equals(ask.route()) || routes.circuit(choice).mayTry()) {
        AskFailure failure = tried(call, choice, rest, first);
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
    make(call, able.getFirst());
  }

  private void make(RouteCalls.Call call, RouteTable.Choice choice)
      throws AskFailure, InterruptedException {
    money.reserve(call, choice.route());
    calls.make(call, choice);
  }

  /// @param rest the routes that follow; without the one that was asked as well, if one was
  /// @param before how the first route failed
  /// @return how this one failed, if the next may be asked; null if it answered
  private @Nullable AskFailure tried(
      RouteCalls.Call call,
      RouteTable.Choice choice,
      Deque<RouteTable.Choice> rest,
      @Nullable AskFailure before)
      throws AskFailure, InterruptedException {
    Hedge hedge = hedging.of(call, choice, rest);
    try {
      money.reserve(call, choice.route());
      calls.make(call, choice, hedge);
      routes.circuit(hedge.leader()).answered();
      return null;
    } catch (MediaRejected unreadable) {
      throw before == null ? unreadable : before;
    } catch (RouteDown | RouteRefused failure) {
      failed(call, hedge.leader(), failure);
      return hedge.before() == null ? failure : hedge.before();
    }
  }

  /// @throws AskFailure if the next may not be asked
  private void failed(RouteCalls.Call call, RouteTable.Choice choice, AskFailure failure)
      throws AskFailure {
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
    Set<String> wanted = wanted(ask, only);
    List<RouteTable.Choice> able = money.priced(able(needs, only), wanted);
    Comparator<RouteTable.Choice> order =
        isForTheCheapest
            ? Comparator.comparingLong(choice -> money.expectedNanos(choice.route(), ask))
            : wanted.isEmpty()
                ? preference(ask, needs)
                : Comparator.comparing(choice -> !wanted.contains(choice.route().name()));
    List<RouteTable.Choice> ordered = able.stream().sorted(order).toList();
    return rules.fallOver() ? ordered : ordered.subList(0, 1);
  }

  /// What a person set once and for all is no reason to see pictures out of a video that another
  /// route could watch, nor ever to say no.
  private static Comparator<RouteTable.Choice> preference(Ask ask, Set<Capability> needs) {
    Comparator<RouteTable.Choice> ablest =
        Comparator.comparing(choice -> !choice.route().takes().containsAll(needs));
    return ablest.thenComparing(choice -> !choice.route().name().equals(ask.preferred()));
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
