package dev.sightline.event;

/// The identity of what a person did, the same however often a platform delivers it.
///
/// @param platform where it happened
/// @param id Slack: `team/channel/ts` of the message or the trigger id of a command; Discord: the
///   message or interaction id; web and terminal: a random id
public record EventKey(Platform platform, String id) {}
