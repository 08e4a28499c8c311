package dev.sightline.route;

import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteRefused;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The routes of this bot, in the order in which they are preferred. Safe for all asks.
public final class RouteTable {
  private final List<Choice> choices;
  private final Map<String, Circuit> circuits;

  /// @param configured routes whose provider is switched on, most preferred first
  /// @param offline answers only where there is no other route at all: it never stands in silently
  ///   for one that is configured
  /// @throws IllegalArgumentException if two routes have the same name
  public RouteTable(List<Choice> configured, Choice offline) {
    this.choices = configured.isEmpty() ? List.of(offline) : List.copyOf(configured);
    Map<String, Circuit> made = new HashMap<>();
    for (Choice choice : choices) {
      if (made.put(choice.route().name(), new Circuit(System::nanoTime)) != null) {
        throw new IllegalArgumentException("route twice: " + choice.route().name());
      }
    }
    this.circuits = Map.copyOf(made);
  }

  /// The routes that take all of `needed`, most preferred first.
  ///
  /// @param only names of those that may be asked, in the order in which they are preferred; empty
  ///   for all in the order of the table
  /// @throws RouteRefused if there is none, with a sentence for the person
  public List<Choice> choose(Set<Capability> needed, List<String> only) throws RouteRefused {
    List<Choice> able = able(needed, only);
    if (able.isEmpty()) {
      throw new RouteRefused(
          RouteRefused.Reason.NO_ROUTE,
          ProviderNote.withoutAnswer("sightline", missing(needed, only)));
    }
    return able;
  }

  /// Whether one of these routes is worth a try.
  public Circuit circuit(Choice choice) {
    return Objects.requireNonNull(circuits.get(choice.route().name()), choice.route().name());
  }

  /// As [#choose]; may be empty.
  public List<Choice> able(Set<Capability> needed, List<String> only) {
    return allowed(only).stream()
        .filter(choice -> choice.route().takes().containsAll(needed))
        .toList();
  }

  private List<Choice> allowed(List<String> only) {
    return only.isEmpty() ? choices : only.stream().flatMap(name -> named(name).stream()).toList();
  }

  /// The routes that somebody means who wrote `typed`: the name of a route, or of a model with or
  /// without its maker. More than one where several providers have the model.
  public List<Choice> meant(String typed, List<String> only) {
    List<Choice> allowed = allowed(only);
    List<Choice> byName =
        allowed.stream().filter(choice -> choice.route().name().equalsIgnoreCase(typed)).toList();
    return byName.isEmpty()
        ? allowed.stream().filter(choice -> isModel(choice.route().model(), typed)).toList()
        : byName;
  }

  private static boolean isModel(String model, String typed) {
    String bare = model.substring(model.lastIndexOf('/') + 1);
    return model.equalsIgnoreCase(typed) || bare.equalsIgnoreCase(typed);
  }

  /// All names that [#meant] knows, for people.
  public String names(List<String> only) {
    return allowed(only).stream()
        .map(choice -> "%s (%s)".formatted(choice.route().name(), choice.route().model()))
        .collect(Collectors.joining(", "));
  }

  /// The route of that name.
  public Optional<Choice> named(String name) {
    return choices.stream().filter(choice -> choice.route().name().equals(name)).findFirst();
  }

  /// All routes, most preferred first.
  public List<ModelRoute> routes() {
    return choices.stream().map(Choice::route).toList();
  }

  private String missing(Set<Capability> needed, List<String> only) {
    if (!only.isEmpty() && !able(needed, List.of()).isEmpty()) {
      return "No model that is set for this channel can %s. Ask in another one, or an admin can change `channels` in sightline.yaml."
          .formatted(String.join(" and ", verbs(needed)));
    }
    for (Capability capability : EnumSet.allOf(Capability.class)) {
      if (needed.contains(capability) && able(Set.of(capability), List.of()).isEmpty()) {
        return "No model that I am connected to can %s. An admin can add one under `routes` in sightline.yaml."
            .formatted(verb(capability));
      }
    }
    return "No model that I am connected to can %s in one question. Ask about them one at a time."
        .formatted(String.join(" and ", verbs(needed)));
  }

  private static List<String> verbs(Set<Capability> needed) {
    return needed.stream()
        .filter(capability -> capability != Capability.TEXT || needed.size() == 1)
        .sorted()
        .map(RouteTable::verb)
        .toList();
  }

  private static String verb(Capability capability) {
    return switch (capability) {
      case TEXT -> "answer questions";
      case IMAGE -> "look at pictures";
      case VIDEO -> "watch videos";
      case YOUTUBE -> "watch videos on YouTube";
    };
  }

  /// A route, and the client that asks it.
  public record Choice(ModelRoute route, RouteClient client) {}
}
