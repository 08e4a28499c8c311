package dev.sightline.bench;

/// So many answers on Discord at once, all stopped by their buttons, as sent to [SimHost] in JSON.
///
/// @param answers that run at the same time
/// @param tokensPerSecond of each, until it is stopped
/// @param apartMs time between two presses
/// @param limitMs longest wait for all to run, and again for all to be stopped
record Stops(int answers, int tokensPerSecond, int apartMs, long limitMs) {}
