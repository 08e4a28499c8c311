package dev.sightline.alert;

import dev.sightline.event.Platform;

/// Where admins are told: a channel, or a person, who gets it as a direct message.
///
/// @param id the platform's
public record Place(Platform platform, String id) {}
