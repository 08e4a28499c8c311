package dev.sightline.ask;

import dev.sightline.failure.OverBudget;
import dev.sightline.route.Capability;
import dev.sightline.route.RouteTable;
import java.time.Duration;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which asks may have a second call made beside a slow one, and of which route. Safe for all asks.
///
/// Only questions of text and pictures, of routes whose calls are cheap to stop; never where a
/// person said which model is to answer, or money is short.
final class Hedging {
  private static final Logger LOG = LoggerFactory.getLogger(Hedging.class);

  private static final Set<Capability> QUICK = EnumSet.of(Capability.TEXT, Capability.IMAGE);

  final RouteTable routes;
  final RouteCalls calls;
  final Journal journal;
  private final RouteMoney money;
  private final AskRules rules;

  Hedging(RouteTable routes, RouteCalls calls, Journal journal, RouteMoney money, AskRules rules) {
    this.routes = routes;
    this.calls = calls;
    this.journal = journal;
    this.money = money;
    this.rules = rules;
  }

  /// How a call of the route is made.
  ///
  /// @param rest the routes that follow; who is called beside is taken out of it
  Hedge of(RouteCalls.Call call, RouteTable.Choice choice, Deque<RouteTable.Choice> rest) {
    return new Hedge(this, call, choice, rest);
  }

  /// How long a call may say nothing before another is made.
  Duration after() {
    return rules.hedgeAfter();
  }

  /// Whether a call of the route may have another beside it.
  boolean isFor(RouteCalls.Call call, RouteTable.Choice choice) {
    Ask ask = call.ask();
    boolean isOfTheirChoice =
        ask.route() != null || ask.model() != null || choice.route().name().equals(ask.preferred());
    return rules.hedgeAfter().isPositive()
        && !isOfTheirChoice
        && !call.settlement().isForTheCheapest()
        && QUICK.containsAll(call.needs())
        && choice.client().isCheapToStop();
  }

  /// The route to be called beside, with what that may cost set aside.
  ///
  /// @return empty where there is none that is well, or too little money
  Optional<RouteTable.Choice> second(RouteCalls.Call call, Deque<RouteTable.Choice> rest)
      throws InterruptedException {
    Optional<RouteTable.Choice> next =
        rest.stream()
            .filter(choice -> choice.client().isCheapToStop())
            .filter(choice -> routes.circuit(choice).mayTry())
            .findFirst();
    if (next.isEmpty()) {
      return next;
    }
    try {
      money.reserveBeside(call, next.get().route());
    } catch (OverBudget refused) {
      LOG.info(
          "ask {}: {} is not asked, too: {}",
          call.course().id.value(),
          next.get().route().name(),
          refused.getMessage());
      return Optional.empty();
    }
    return next;
  }
}
