package dev.sightline.sim.discord;

/// Discord's refusals with their HTTP status, JSON code and words.
///
/// Source: Discord docs, "Opcodes and Status Codes" (c98d64bc, Aug 2026). The HTTP status of a code
/// is not documented; those here are as reported by client libraries.
enum ApiError {
  UNAUTHORIZED(401, 0, "401: Unauthorized"),
  NOT_FOUND(404, 0, "404: Not Found"),
  UNKNOWN_APPLICATION(404, 10002, "Unknown Application"),
  UNKNOWN_CHANNEL(404, 10003, "Unknown Channel"),
  UNKNOWN_GUILD(404, 10004, "Unknown Guild"),
  UNKNOWN_MESSAGE(404, 10008, "Unknown Message"),
  UNKNOWN_USER(404, 10013, "Unknown User"),
  UNKNOWN_EMOJI(400, 10014, "Unknown Emoji"),
  UNKNOWN_WEBHOOK(404, 10015, "Unknown Webhook"),
  UNKNOWN_INTERACTION(404, 10062, "Unknown interaction"),
  TOO_MANY_COMMANDS(400, 30032, "Maximum number of application commands reached"),
  TOO_MANY_REACTIONS(400, 30010, "Maximum number of reactions reached (20)"),
  TOO_MANY_OLD_EDITS(
      429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
  TOO_LARGE(413, 40005, "Request entity too large"),
  ALREADY_ACKNOWLEDGED(400, 40060, "Interaction has already been acknowledged."),
  MISSING_ACCESS(403, 50001, "Missing Access"),
  NOT_YOUR_MESSAGE(403, 50005, "Cannot edit a message authored by another user"),
  EMPTY_MESSAGE(400, 50006, "Cannot send an empty message"),
  CANNOT_DM(403, 50007, "Cannot send messages to this user"),
  MISSING_PERMISSIONS(403, 50013, "Missing Permissions"),
  WRONG_CHANNEL_TYPE(400, 50024, "Cannot execute action on this channel type"),
  INVALID_WEBHOOK_TOKEN(401, 50027, "Invalid Webhook Token"),
  INVALID_FORM(400, 50035, "Invalid Form Body"),
  ARCHIVED_THREAD(400, 50083, "Thread is archived"),
  INVALID_JSON(400, 50109, "The request body contains invalid JSON."),
  REPLY_WITHOUT_HISTORY(400, 160002, "Cannot reply without permission to read message history"),
  THREAD_EXISTS(400, 160004, "A thread has already been created for this message"),
  LOCKED_THREAD(400, 160005, "Thread is locked");

  final int status;
  final int code;
  final String words;

  ApiError(int status, int code, String words) {
    this.status = status;
    this.code = code;
    this.words = words;
  }
}
