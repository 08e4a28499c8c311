package dev.sightline.slack;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.asssistant.threads.AssistantThreadsSetStatusResponse;
import com.slack.api.methods.response.chat.ChatStopStreamResponse;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.util.json.GsonFactory;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.failure.ProviderNote;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.CallWindows;
import dev.sightline.limit.Pause;
import dev.sightline.limit.Throttled;
import dev.sightline.slack.SlackSession.Status;
import dev.sightline.thread.Posted;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls Slack's Web API and turns every way of failing into one of ours. Safe for all threads.
final class SlackCalls {
  private static final Logger LOG = LoggerFactory.getLogger(SlackCalls.class);

  /// Tries of a call that is told to wait.
  private static final int MAX_TRIES = 3;

  private static final MediaType OCTETS = MediaType.get("application/octet-stream");
  private static final Duration RETRY_AFTER_UNKNOWN = Duration.ofSeconds(1);

  /// The status line of threads: tier 3, 50 a minute in a workspace, as all of agents' sessions
  /// (https://docs.slack.dev/apis/web-api/rate-limits, read 2026-09), less some for what else may
  /// set one. What has no room is not shown.
  private static final CallLimit STATUSES =
      new CallLimit("slack:assistant.threads.setStatus", 40, Duration.ofMinutes(1));

  /// Writes blocks as the SDK does.
  private static final Gson JSON = GsonFactory.createSnakeCase();

  private final MethodsClient client;
  private final String token;
  private final Pause pause;
  private final CallWindow statuses = new CallWindow(STATUSES, System::nanoTime);
  private volatile boolean hasStatus = true;
  private final CallWindows posts = new CallWindows(System::nanoTime);

  /// One call of the SDK.
  @FunctionalInterface
  interface Call<T extends SlackApiTextResponse> {
    T run(MethodsClient client) throws IOException, SlackApiException;
  }

  /// Something that Slack may ask to wait with.
  @FunctionalInterface
  interface Step<T> {
    T run() throws PlatformRefused, Throttled, InterruptedException;
  }

  /// @param token goes along with every call
  SlackCalls(Slack slack, String token, Pause pause) {
    this.client = slack.methods(token);
    this.token = token;
    this.pause = pause;
  }

  /// Calls once.
  ///
  /// @return an answer that is `ok`
  <T extends SlackApiTextResponse> T call(Call<T> call)
      throws PlatformRefused, Throttled, InterruptedException {
    try {
      T answer = call.run(client);
      if (answer.isOk()) {
        return answer;
      }
      throw refused(answer);
    } catch (SlackApiException e) {
      throw refused(e);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while calling Slack");
      }
      throw unreachable(e);
    } catch (JsonParseException e) {
      throw unreachable(new IOException("not an answer of the Web API", e));
    }
  }

  /// Posts a message once the channel has room for it: answers, which the pacer sends, and reports
  /// and questions, which it does not, count together.
  ///
  /// @return an answer that is `ok`
  <T extends SlackApiTextResponse> T post(String channel, Call<T> call)
      throws PlatformRefused, Throttled, InterruptedException {
    CallWindow window = posts.of(SlackLimits.everyPostIn(channel));
    Duration wait = window.tryStart();
    while (!wait.isZero()) {
      pause.sleep(wait);
      wait = window.tryStart();
    }
    try {
      return call(call);
    } finally {
      window.ended();
    }
  }

  /// Shows a status line in a thread (`assistant.threads.setStatus`, which a message of ours
  /// clears). An app that Slack does not take for an agent is not asked to again.
  ///
  /// @return whether people see it
  boolean showStatus(ThreadRef thread, String words)
      throws PlatformRefused, Throttled, InterruptedException {
    if (!hasStatus || !statuses.tryStart().isZero()) {
      return false;
    }
    try {
      call(client ->
          client.assistantThreadsSetStatus(status ->
              status
                  .channelId(thread.channel())
                  .threadTs(thread.thread())
                  .status(SlackText.inert(words, SlackLimits.QUOTE_CHARS))));
      return true;
    } catch (PlatformRefused refused) {
      hasStatus = refused.reason() == Reason.UNREACHABLE;
      throw refused;
    } finally {
      statuses.ended();
    }
  }

  /// Shows what the bot does in a thread (`agents.sessions.setStatus`, which the SDK does not have
  /// yet).
  ///
  /// @return what Slack warns of
  @Nullable String showSession(ThreadRef thread, Status status)
      throws PlatformRefused, Throttled, InterruptedException {
    return call(client ->
            client.postFormWithTokenAndParseResponse(
                form ->
                    form.add("channel_id", thread.channel())
                        .add("thread_ts", thread.thread())
                        .add("status", status.word()),
                "agents.sessions.setStatus",
                token,
                AssistantThreadsSetStatusResponse.class))
        .getWarning();
  }

  /// Ends a stream (`chat.stopStream`, for which the SDK does not have `session_status` yet).
  ///
  /// @param rest the last text; may be empty
  /// @param under what stands under the text
  /// @param next what the thread's session shows from now on; `active` goes without saying, also to
  ///   apps without sessions
  void stopStream(Posted posted, String rest, List<LayoutBlock> under, Status next)
      throws PlatformRefused, Throttled, InterruptedException {
    call(client ->
        client.postFormWithTokenAndParseResponse(
            form -> {
              form.add("channel", posted.channel()).add("ts", posted.id());
              if (!rest.isEmpty()) {
                form.add("markdown_text", rest);
              }
              if (!under.isEmpty()) {
                form.add("blocks", JSON.toJson(under));
              }
              return next == Status.ACTIVE ? form : form.add("session_status", next.word());
            },
            "chat.stopStream",
            token,
            ChatStopStreamResponse.class));
  }

  /// Runs a step that no pacer watches over, and waits where Slack asks for it.
  ///
  /// @param step runs again after a wait: at most one call that takes effect
  <T> T patiently(Step<T> step) throws PlatformRefused, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return step.run();
      } catch (Throttled throttled) {
        if (attempt == MAX_TRIES
            || throttled.retryAfter().compareTo(SlackLimits.LONGEST_PATIENCE) > 0) {
          throw new PlatformRefused(
              Reason.UNREACHABLE, new ProviderNote("slack", 429, null, "ratelimited"));
        }
        pause.sleep(throttled.retryAfter());
      }
    }
  }

  /// The channel of a place: itself, or the direct messages with a person.
  ///
  /// @param place a channel or a person, whose id begins with U or W
  ///   (https://docs.slack.dev/reference/objects/user-object, read 2026-09)
  String channel(String place) throws PlatformRefused, InterruptedException {
    boolean isPerson = place.startsWith("U") || place.startsWith("W");
    return isPerson
        ? patiently(
                () -> call(client -> client.conversationsOpen(open -> open.users(List.of(place)))))
            .getChannel()
            .getId()
        : place;
  }

  /// Sends bytes to an address that Slack named for them, without a token.
  void upload(String url, ByteString bytes)
      throws PlatformRefused, Throttled, InterruptedException {
    Request request =
        new Request.Builder().url(url).post(RequestBody.create(bytes, OCTETS)).build();
    try (Response response =
        client.getSlackHttpClient().getOkHttpClient().newCall(request).execute()) {
      if (response.code() == 429) {
        throw new Throttled(retryAfter(response.header("Retry-After")), false);
      }
      if (response.code() != 200) {
        throw new PlatformRefused(
            response.code() >= 500 ? Reason.UNREACHABLE : Reason.OTHER,
            new ProviderNote("slack", response.code(), null, "upload not taken"));
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while uploading to Slack");
      }
      throw unreachable(e);
    }
  }

  private static PlatformRefused refused(SlackApiTextResponse answer) throws Throttled {
    String error = answer.getError() == null ? "unknown_error" : answer.getError();
    if (error.equals("ratelimited")) {
      throw new Throttled(RETRY_AFTER_UNKNOWN, false);
    }
    String needed = answer.getNeeded() == null ? "" : " (needed: " + answer.getNeeded() + ")";
    return new PlatformRefused(
        reason(error),
        new ProviderNote("slack", 200, requestId(answer.getHttpResponseHeaders()), error + needed));
  }

  /// Another status than 200, or an answer that is not JSON.
  private static PlatformRefused refused(SlackApiException e) throws Throttled {
    Response response = e.getResponse();
    if (response.code() == 429) {
      Duration wait = retryAfter(response.header("Retry-After"));
      LOG.warn(
          "slack asks to wait {}: status=429 request-id={} method={}",
          wait,
          response.header("x-slack-req-id"),
          response.request().url().pathSegments().getLast());
      throw new Throttled(wait, false);
    }
    String error =
        e.getError() == null || e.getError().getError() == null ? "" : e.getError().getError();
    boolean isDown = response.code() >= 500 || error.isEmpty();
    return new PlatformRefused(
        isDown ? Reason.UNREACHABLE : reason(error),
        new ProviderNote(
            "slack",
            response.code(),
            response.header("x-slack-req-id"),
            error.isEmpty() ? "not an answer of the Web API" : error));
  }

  private static PlatformRefused unreachable(IOException e) {
    PlatformRefused refused =
        new PlatformRefused(Reason.UNREACHABLE, ProviderNote.withoutAnswer("slack", e.toString()));
    refused.initCause(e);
    return refused;
  }

  /// Slack's words for it, from the pages of the methods we call
  /// (https://docs.slack.dev/reference/methods, read 2026-09).
  private static Reason reason(String error) {
    return switch (error) {
      case "message_not_found",
          "channel_not_found",
          "thread_not_found",
          "cant_update_message",
          "message_not_owned_by_app" ->
          Reason.GONE;
      case "is_archived" -> Reason.ARCHIVED;
      case "not_in_channel" -> Reason.NOT_IN_CHANNEL;
      case "missing_scope",
          "no_permission",
          "access_denied",
          "not_allowed_token_type",
          "invalid_auth",
          "not_authed",
          "account_inactive",
          "token_revoked",
          "token_expired",
          "restricted_action",
          "restricted_action_read_only_channel",
          "restricted_action_thread_only_channel",
          "restricted_action_non_threadable_channel" ->
          Reason.MISSING_PERMISSION;
      case "msg_too_long",
          "msg_blocks_too_long",
          "invalid_blocks",
          "invalid_blocks_format",
          "no_text",
          "invalid_chunks",
          "block_mismatch",
          "edit_window_closed" ->
          Reason.BAD_CONTENT;
      case "internal_error", "fatal_error", "service_unavailable", "request_timeout" ->
          Reason.UNREACHABLE;
      default -> Reason.OTHER;
    };
  }

  /// How long Slack wants us to wait; a second where it does not say.
  static Duration retryAfter(@Nullable String seconds) {
    if (seconds == null || !seconds.matches("\\d{1,5}")) {
      return RETRY_AFTER_UNKNOWN;
    }
    return Duration.ofSeconds(Math.max(1, Integer.parseInt(seconds)));
  }

  private static @Nullable String requestId(@Nullable Map<String, List<String>> headers) {
    List<String> ids = headers == null ? null : headers.get("x-slack-req-id");
    return ids == null || ids.isEmpty() ? null : ids.getFirst();
  }
}
