/// A Slack workspace on loopback, as strict as the real one.
///
/// `SlackSim` is the way in: tests act as people through `SimPerson` and `SimChannel`, point the
/// real SDK at `SlackSim#apiUrl`, and assert on `SlackLedger`, which holds what the workspace saw.
@NullMarked
package dev.sightline.sim.slack;

import org.jspecify.annotations.NullMarked;
