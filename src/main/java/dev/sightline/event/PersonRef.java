package dev.sightline.event;

/// A person as a platform names them.
///
/// @param workspace Slack's team id; Discord's guild id or `@me` in direct messages; `local` for
///   web and terminal
/// @param id the platform's user id, unique within the platform
/// @param name what to call them in reports; the id where no name is known
public record PersonRef(Platform platform, String workspace, String id, String name) {}
