package dev.sightline.discord;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.failure.ProviderNote;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;

/// Discord's refusals in our words.
///
/// Codes: Discord docs, "Opcodes and Status Codes" (c98d64bc, read 2026-08-06).
final class DiscordErrors {
  static final int UNKNOWN_CHANNEL = 10003;
  static final int UNKNOWN_MESSAGE = 10008;
  static final int UNKNOWN_WEBHOOK = 10015;
  static final int UNKNOWN_INTERACTION = 10062;
  static final int ALREADY_ACKNOWLEDGED = 40060;
  static final int MISSING_ACCESS = 50001;
  static final int EMPTY_MESSAGE = 50006;
  static final int CANNOT_DM = 50007;
  static final int MISSING_PERMISSIONS = 50013;
  static final int WRONG_CHANNEL_TYPE = 50024;
  static final int INVALID_WEBHOOK_TOKEN = 50027;
  static final int INVALID_FORM = 50035;
  static final int ARCHIVED_THREAD = 50083;
  static final int REPLY_WITHOUT_HISTORY = 160002;
  static final int THREAD_EXISTS = 160004;
  static final int LOCKED_THREAD = 160005;
  static final int TOO_MANY_THREADS = 160006;

  private static final String SERVER = "discord";

  /// The HTTP status for a bot token that is not accepted.
  private static final int UNAUTHORIZED = 401;

  private DiscordErrors() {}

  /// What a failed call means.
  static PlatformRefused of(Throwable failure) {
    PlatformRefused refused =
        switch (failure) {
          case ErrorResponseException error -> ofAnswer(error);
          case InvalidTokenException _ ->
              new PlatformRefused(
                  Reason.MISSING_PERMISSION,
                  new ProviderNote(
                      SERVER, UNAUTHORIZED, null, "Discord does not accept the bot token"));
          case CancellationException _, RejectedExecutionException _ ->
              without(Reason.OTHER, "cancelled while shutting down");
          default -> without(Reason.UNREACHABLE, failure.toString());
        };
    refused.initCause(failure);
    return refused;
  }

  /// Discord's error code, of the library's failure or of ours that came of it; 0 if there is none.
  static int codeOf(Throwable failure) {
    Throwable answer = failure instanceof PlatformRefused ? failure.getCause() : failure;
    return answer instanceof ErrorResponseException error ? error.getErrorCode() : 0;
  }

  /// The same refusal with the names of the permissions that are missing; a token that Discord does
  /// not accept lacks all of them.
  static PlatformRefused naming(PlatformRefused refused, String permissions) {
    ProviderNote note = refused.note();
    if (note.status() == UNAUTHORIZED) {
      return refused;
    }
    PlatformRefused named =
        new PlatformRefused(
            refused.reason(),
            new ProviderNote(
                note.server(),
                note.status(),
                note.requestId(),
                note.message() + "; missing: " + permissions));
    named.initCause(refused.getCause());
    return named;
  }

  private static PlatformRefused without(Reason reason, String message) {
    return new PlatformRefused(reason, ProviderNote.withoutAnswer(SERVER, message));
  }

  private static PlatformRefused ofAnswer(ErrorResponseException error) {
    int status = error.getResponse().code;
    if (status <= 0) {
      return without(Reason.UNREACHABLE, String.valueOf(error.getResponse().getException()));
    }
    Reason reason =
        switch (error.getErrorCode()) {
          case UNKNOWN_CHANNEL, UNKNOWN_MESSAGE -> Reason.GONE;
          case ARCHIVED_THREAD, LOCKED_THREAD -> Reason.ARCHIVED;
          case MISSING_ACCESS, MISSING_PERMISSIONS, REPLY_WITHOUT_HISTORY, CANNOT_DM ->
              Reason.MISSING_PERMISSION;
          case INVALID_FORM, EMPTY_MESSAGE -> Reason.BAD_CONTENT;
          case INVALID_WEBHOOK_TOKEN -> Reason.OTHER;
          default ->
              status == UNAUTHORIZED
                  ? Reason.MISSING_PERMISSION
                  : status >= 500 ? Reason.UNREACHABLE : Reason.OTHER;
        };
    String message = error.getErrorCode() + " " + error.getMeaning() + schemaErrors(error);
    return new PlatformRefused(reason, new ProviderNote(SERVER, status, null, message));
  }

  /// Which fields Discord found wrong; their contents are not in it.
  private static String schemaErrors(ErrorResponseException error) {
    StringBuilder text = new StringBuilder();
    error
        .getSchemaErrors()
        .forEach(schema ->
            schema
                .getErrors()
                .forEach(each ->
                    text.append("; %s: %s".formatted(schema.getLocation(), each.getCode()))));
    return text.toString();
  }
}
