package dev.sightline.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A person as a platform names them.
///
/// @param workspace Slack's team id; Discord's guild id or `@me` in direct messages; `local` for
///   web and terminal
/// @param id the platform's user id, unique within the platform
/// @param name what to call them in reports; the id where no name is known
/// @param groups ids of the user groups or roles that they were in when they did something, as far
///   as the configuration names them; empty where the platform was not asked
/// @param isAdmin whether they administer the workspace or server, as far as the platform told then
public record PersonRef(
    Platform platform,
    String workspace,
    String id,
    String name,
    Set<String> groups,
    boolean isAdmin) {

  /// @param groups null in what was written down before there were groups
  public PersonRef(
      Platform platform,
      String workspace,
      String id,
      String name,
      @Nullable Set<String> groups,
      boolean isAdmin) {
    this.platform = platform;
    this.workspace = workspace;
    this.id = id;
    this.name = name;
    this.groups = groups == null ? Set.of() : Set.copyOf(groups);
    this.isAdmin = isAdmin;
  }

  /// Somebody of whom only the name is known.
  public PersonRef(Platform platform, String workspace, String id, String name) {
    this(platform, workspace, id, name, Set.of(), false);
  }
}
