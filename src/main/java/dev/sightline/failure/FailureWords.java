package dev.sightline.failure;

import dev.sightline.failure.PlatformRefused.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Says each failure to a person: what was wrong and what they can do.
public final class FailureWords {
  private FailureWords() {}

  /// One or two sentences in plain text.
  public static String forPerson(AskFailure failure) {
    return switch (failure) {
      case MediaRejected rejected -> rejected.reasons();
      case NeedsConsent needed -> needed.question();
      case NotAllowed notAllowed -> notAllowed.reason();
      case OverBudget overBudget -> overBudget.reason();
      case PlatformRefused refused -> platform(refused.reason());
      case RouteDown down -> down(down);
      case RouteRefused refused -> refused(refused);
    };
  }

  private static String platform(Reason reason) {
    return switch (reason) {
      case GONE -> "The message I was answering is gone, so I stopped.";
      case ARCHIVED -> "This thread is archived or locked. Open it again and ask once more.";
      case NOT_IN_CHANNEL -> "I am not a member of that channel. Invite me and ask again.";
      case MISSING_PERMISSION ->
          "I lack a permission for this. An admin finds its name with `sightline check`.";
      case BAD_CONTENT -> "The answer had a form that cannot be shown here. Please ask again.";
      case UNREACHABLE, OTHER -> "I could not show the answer here. Please ask again in a minute.";
    };
  }

  private static String down(RouteDown down) {
    String server = down.note().server();
    return switch (down.reason()) {
      case UNREACHABLE ->
          "I cannot reach %s right now. Please ask again in a minute.".formatted(server);
      case TIMEOUT -> "%s did not answer in time. Please ask again.".formatted(server);
      case OVERLOADED ->
          "%s is busy right now. Please ask again in %s."
              .formatted(server, roughly(down.retryAfter()));
      case CUT -> "The answer from %s broke off here. Please ask again.".formatted(server);
      case PROVIDER_ERROR -> "%s failed on its side. Please ask again.".formatted(server);
    };
  }

  /// How long to wait, rounded up.
  private static String roughly(@Nullable Duration wait) {
    long minutes = wait == null ? 1 : wait.plusSeconds(59).toMinutes();
    if (minutes <= 1) {
      return "a minute";
    }
    return minutes < 120 ? minutes + " minutes" : Math.ceilDiv(minutes, 60) + " hours";
  }

  private static String refused(RouteRefused refused) {
    String server = refused.note().server();
    return switch (refused.reason()) {
      case NO_ROUTE -> refused.note().message();
      case WRONG_KEY ->
          "%s does not accept my key. An admin can find out why with `sightline check`."
              .formatted(server);
      case NO_CREDIT ->
          "The account at %s has no credit left. An admin can top it up.".formatted(server);
      case UNKNOWN_MODEL ->
          "%s does not know the model I am set to use. An admin can change it.".formatted(server);
      case CANNOT_SEE ->
          "The model at %s cannot take this kind of picture or video. An admin can set one that does."
              .formatted(server);
      case TOO_LONG ->
          "This is more than the model can take at once. Ask with fewer or smaller files, or in a new thread.";
      case FORBIDDEN_CONTENT -> "%s refuses this by its rules of content.".formatted(server);
      case MEDIA_UNREADABLE ->
          "%s could not read the picture or video. Please try another file.".formatted(server);
      case BAD_CALL ->
          "%s did not accept the question. An admin finds the reason in the log.".formatted(server);
    };
  }
}
