package dev.sightline.bot;

import dev.sightline.sim.discord.DiscordFaults.Fault;
import dev.sightline.sim.discord.DiscordRoute;
import java.time.Duration;

/// What passes, so that all of the answer is shown once.
@SuppressWarnings("ImmutableEnumChecker") // faults are records of values
enum DiscordPassing {
  STORM_ON_SENDS(
      DiscordRoute.CREATE_MESSAGE, 3, new Fault.TooFast(Duration.ofMillis(300), false, true), 429),
  STORM_ON_EDITS(
      DiscordRoute.EDIT_MESSAGE, 3, new Fault.TooFast(Duration.ofMillis(300), false, true), 429),
  SENDS_FAIL(DiscordRoute.CREATE_MESSAGE, 2, new Fault.Refused(503, 0, "down"), 503),
  EDITS_FAIL(DiscordRoute.EDIT_MESSAGE, 2, new Fault.Refused(500, 0, "down"), 500),
  SLOW_SEND(DiscordRoute.CREATE_MESSAGE, 1, new Fault.Slow(Duration.ofMillis(300)), 200),
  SLOW_EDIT(DiscordRoute.EDIT_MESSAGE, 1, new Fault.Slow(Duration.ofMillis(300)), 200),
  SEND_CUT_BEFORE(DiscordRoute.CREATE_MESSAGE, 1, new Fault.CutBefore(), 200),
  SEND_CUT_AFTER(DiscordRoute.CREATE_MESSAGE, 1, new Fault.CutAfter(), 200),
  EDIT_CUT_BEFORE(DiscordRoute.EDIT_MESSAGE, 1, new Fault.CutBefore(), 200),
  EDIT_CUT_AFTER(DiscordRoute.EDIT_MESSAGE, 1, new Fault.CutAfter(), 200);

  final DiscordRoute route;
  final int times;
  final Fault fault;
  final int status;

  DiscordPassing(DiscordRoute route, int times, Fault fault, int status) {
    this.route = route;
    this.times = times;
    this.fault = fault;
    this.status = status;
  }
}
