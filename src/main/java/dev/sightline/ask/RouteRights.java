package dev.sightline.ask;

import dev.sightline.failure.NotAllowed;
import dev.sightline.route.Capability;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.RouteTable;
import java.util.List;
import java.util.Set;

/// Which routes there are for an ask: those that are set for its channel and that its person may
/// use. Safe for all asks.
final class RouteRights {
  private final RouteTable routes;
  private final AskRules rules;

  RouteRights(RouteTable routes, AskRules rules) {
    this.routes = routes;
    this.rules = rules;
  }

  /// The names of those that may be asked, most preferred first; empty for all of the table.
  ///
  /// @throws NotAllowed if there is none
  List<String> of(Ask ask) throws NotAllowed {
    List<String> here = rules.in(ask.thread()).routes();
    List<String> all =
        here.isEmpty() ? routes.routes().stream().map(ModelRoute::name).toList() : here;
    List<String> mine = all.stream().filter(name -> mayUse(name, ask)).toList();
    if (mine.isEmpty()) {
      throw new NotAllowed(
          "There is no model here that you may use. One of my admins can change that.");
    }
    return mine.size() == all.size() ? here : mine;
  }

  /// Whether the person may use the route of this name.
  boolean mayUse(String route, Ask ask) {
    return rules.rights().mayUse(route, standing(ask));
  }

  /// Says why an ask that needs more than the routes of its person can do gets no answer.
  ///
  /// @throws NotAllowed if others could get one
  void checkNeeds(Ask ask, Set<Capability> needs) throws NotAllowed {
    List<String> here = rules.in(ask.thread()).routes();
    List<String> mine = of(ask);
    if (!mine.equals(here)
        && routes.able(needs, mine).isEmpty()
        && !routes.able(needs, here).isEmpty()) {
      throw new NotAllowed(
          "No model that you may use takes all of this. One of my admins can change that.");
    }
  }

  /// Says that a route, or the model of one, is not for who named it.
  static String notFor(String named) {
    return "\"%s\" is not for you. One of my admins can change that.".formatted(named);
  }

  private static Standing standing(Ask ask) {
    return new Standing(ask.person(), ask.thread().channel());
  }
}
