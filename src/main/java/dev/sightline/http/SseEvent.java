package dev.sightline.http;

import org.jspecify.annotations.Nullable;

/// One event of a `text/event-stream`.
///
/// @param name the `event:` field, or null where there was none
/// @param data the `data:` lines joined by `\n`; empty where there was none
/// @param isWhole false only for the last event of a stream that ended before the event's blank
///   line; its data may be cut anywhere, even inside a character
public record SseEvent(@Nullable String name, String data, boolean isWhole) {}
