package dev.sightline.sim.discord;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// The permissions that matter to a bot that writes answers.
///
/// Source: Discord docs, "Permissions" (c98d64bc, Aug 2026).
public enum SimPermission {
  /// Everything.
  ADMINISTRATOR(3),
  /// Change the guild's settings.
  MANAGE_GUILD(5),
  /// Add a reaction that nobody added before.
  ADD_REACTIONS(6),
  /// See the channel at all; without it the answer is 50001.
  VIEW_CHANNEL(10),
  /// Write in channels, not in threads.
  SEND_MESSAGES(11),
  /// Delete what others wrote.
  MANAGE_MESSAGES(13),
  /// Links unfurl and embeds show.
  EMBED_LINKS(14),
  /// Upload files.
  ATTACH_FILES(15),
  /// Read what was written before.
  READ_MESSAGE_HISTORY(16),
  /// Ping everyone and any role.
  MENTION_EVERYONE(17),
  /// Use slash commands and menus.
  USE_APPLICATION_COMMANDS(31),
  /// Archive, lock and open any thread.
  MANAGE_THREADS(34),
  /// Open a public thread.
  CREATE_PUBLIC_THREADS(35),
  /// Write in threads.
  SEND_MESSAGES_IN_THREADS(38);

  /// What everyone may do in a new guild.
  static final Set<SimPermission> ORDINARY =
      Set.copyOf(
          EnumSet.complementOf(
              EnumSet.of(ADMINISTRATOR, MANAGE_GUILD, MANAGE_MESSAGES, MANAGE_THREADS)));

  private final long bit;

  SimPermission(int shift) {
    bit = 1L << shift;
  }

  static long bits(Collection<SimPermission> permissions) {
    long bits = 0;
    for (SimPermission permission : permissions) {
      bits |= permission.bit;
    }
    return bits;
  }
}
