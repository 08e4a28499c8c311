package dev.sightline.event;

/// The place of one conversation.
///
/// @param workspace as in [PersonRef]
/// @param channel the channel's id; for a direct message the id of its channel
/// @param thread Slack: the `ts` of the thread's root; Discord: the thread's channel id, which is
///   also the id of the message that it starts from, the channel's own id in a direct message, or
///   the interaction's id for a command given in a channel; web and terminal: the session id
public record ThreadRef(Platform platform, String workspace, String channel, String thread) {}
