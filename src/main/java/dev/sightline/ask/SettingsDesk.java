package dev.sightline.ask;

import dev.sightline.ask.PersonalPage.Option;
import dev.sightline.ask.PersonalPage.Setting;
import dev.sightline.event.PersonRef;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people may set for themselves, and to what. Safe for all surfaces.
public final class SettingsDesk {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsDesk.class);

  private static final String MODEL = "model";
  private static final String ANY = "any";
  private static final String ROUTE = "route:";

  private static final String REASONING = "reasoning";
  private static final String CONFIGURED = "configured";
  private static final String ON = "on";
  private static final String OFF = "off";

  private final PersonalSettings settings;
  private final RouteTable routes;
  private final Rights rights;

  /// Over the settings in the store.
  public SettingsDesk(PersonalSettings settings, RouteTable routes, Rights rights) {
    this.settings = settings;
    this.routes = routes;
    this.rights = rights;
  }

  /// What this person may set; nothing for who may not ask.
  List<Setting> of(PersonRef person) {
    if (!rights.mayAskAnywhere(person)) {
      return List.of();
    }
    PersonalSettings.Chosen chosen = settings.of(person);
    return List.of(model(person, chosen), reasoning(chosen));
  }

  /// What is set to a route that is gone, or for others now, is as good as not set.
  private Setting model(PersonRef person, PersonalSettings.Chosen chosen) {
    Standing standing = new Standing(person, "");
    List<Option> options = new ArrayList<>(List.of(new Option(ANY, "Whatever fits best")));
    for (ModelRoute route : routes.routes()) {
      if (rights.mayUse(route.name(), standing)) {
        options.add(
            new Option(ROUTE + route.name(), "%s (%s)".formatted(route.name(), route.model())));
      }
    }
    String wanted = ROUTE + chosen.route();
    boolean isThere = options.stream().anyMatch(option -> option.id().equals(wanted));
    return new Setting(
        MODEL, "Which model answers you where you name none", isThere ? wanted : ANY, options);
  }

  private static Setting reasoning(PersonalSettings.Chosen chosen) {
    Boolean isOn = chosen.reasoning();
    return new Setting(
        REASONING,
        "Whether it thinks before it answers, which takes longer and may cost more",
        isOn == null ? CONFIGURED : isOn ? ON : OFF,
        List.of(
            new Option(CONFIGURED, "As the configuration says"),
            new Option(ON, "Think first"),
            new Option(OFF, "Answer at once")));
  }

  /// Sets what a person chose, if it is theirs to choose.
  ///
  /// @return false if it is not, or there is no such choice any more; then nothing is changed
  boolean choose(PersonRef person, String setting, String option) {
    Optional<Setting> theirs =
        of(person).stream().filter(one -> one.id().equals(setting)).findFirst();
    if (theirs.isEmpty() || !theirs.get().has(option)) {
      LOG.info("{} ({}) may not set {} to {}", person.id(), person.name(), setting, option);
      return false;
    }
    switch (setting) {
      case MODEL ->
          settings.prefer(person, option.equals(ANY) ? null : option.substring(ROUTE.length()));
      case REASONING ->
          settings.think(person, option.equals(CONFIGURED) ? null : option.equals(ON));
      default -> throw new IllegalArgumentException("setting: " + setting);
    }
    return true;
  }
}
