/// Discord: its events into our words, our answers into its messages.
///
/// [DiscordSurface] is the whole of it. Nothing of the Discord library leaves this package; jobs
/// that live longer than an event hold ids, never the library's objects.
@NullMarked
package dev.sightline.discord;

import org.jspecify.annotations.NullMarked;
