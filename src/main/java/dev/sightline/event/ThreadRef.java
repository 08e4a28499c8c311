package dev.sightline.event;

/// The place of one conversation.
///
/// @param workspace as in [PersonRef]
/// @param channel the channel's id; for a direct message the id of its channel
/// @param thread Slack: the `ts` of the thread's root; Discord: the thread's channel id, or the
///   channel's own id where the conversation is not in a thread; web and terminal: the session id
public record ThreadRef(Platform platform, String workspace, String channel, String thread) {}
