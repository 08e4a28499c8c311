package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;

/// Whether a failure may pass, and what kind it is.
sealed interface Verdict {

  /// It may pass.
  record Down(RouteDown.Reason reason) implements Verdict {}

  /// It would be the same again.
  record Refused(RouteRefused.Reason reason) implements Verdict {}
}
