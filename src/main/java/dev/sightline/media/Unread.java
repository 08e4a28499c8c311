package dev.sightline.media;

/// One thing that came with an ask and is not part of the answer.
///
/// @param name what the sender called it
/// @param reason for the person, in whole sentences that name it: what was wrong, what they can do
public record Unread(String name, String reason) {}
