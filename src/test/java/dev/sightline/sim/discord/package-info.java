/// A Discord for tests: REST, Gateway and CDN over loopback sockets, as strict as the real one.
///
/// `DiscordSim` starts it, `SimChannel`, `SimMessage` and `SimInteraction` act as people,
/// `DiscordLedger` tells what the world saw, `DiscordFaults` and `RateLimits` change its mood.
@NullMarked
package dev.sightline.sim.discord;

import org.jspecify.annotations.NullMarked;
