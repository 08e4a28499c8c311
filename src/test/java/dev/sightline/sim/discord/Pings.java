package dev.sightline.sim.discord;

import java.util.Set;

/// Whom a message made noise for.
///
/// @param everyone `@everyone` or `@here`
public record Pings(Set<Long> users, Set<Long> roles, boolean everyone) {
  static final Pings NONE = new Pings(Set.of(), Set.of(), false);

  public Pings {
    users = Set.copyOf(users);
    roles = Set.copyOf(roles);
  }

  /// Whether nobody was disturbed.
  public boolean isEmpty() {
    return users.isEmpty() && roles.isEmpty() && !everyone;
  }
}
