package dev.sightline.slack;

/// Who the bot is in its workspace.
///
/// @param name as people mention it, without `@`
record SlackSelf(String userId, String name) {

  /// What to do where the bot may not write.
  String notAMember() {
    return "I am not a member of this conversation. Type `/invite @%s` here and ask again, or write to me directly."
        .formatted(name);
  }
}
