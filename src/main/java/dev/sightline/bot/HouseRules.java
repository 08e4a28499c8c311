package dev.sightline.bot;

import dev.sightline.ask.Rights;
import dev.sightline.config.SightlineConfig;
import dev.sightline.config.SightlineConfig.RightsSection;
import dev.sightline.config.SightlineConfig.RouteSection;
import java.util.stream.Collectors;

/// What the configuration says about people, for those who decide by it.
final class HouseRules {
  private HouseRules() {}

  /// Who may do what.
  static Rights rights(SightlineConfig config) {
    RightsSection rights = config.rights();
    return new Rights(
        new Rights.Rules(
            rights.admins(),
            rights.allow(),
            rights.channels(),
            rights.block(),
            config.routes().stream()
                .filter(route -> !route.only().isEmpty())
                .collect(Collectors.toMap(RouteSection::name, RouteSection::only))));
  }
}
