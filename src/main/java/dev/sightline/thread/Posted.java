package dev.sightline.thread;

/// A message of ours that a platform has.
///
/// @param channel the channel it stands in; empty where the platform needs none
/// @param id the platform's id of the message (Slack: its `ts`)
public record Posted(String channel, String id) {}
