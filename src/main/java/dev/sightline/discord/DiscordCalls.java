package dev.sightline.discord;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.ServerWindow;
import dev.sightline.limit.Throttled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.middleman.GuildChannel;
import net.dv8tion.jda.api.exceptions.RateLimitedException;
import net.dv8tion.jda.api.requests.Method;
import net.dv8tion.jda.api.requests.RestAction;
import net.dv8tion.jda.api.requests.Route;
import net.dv8tion.jda.api.utils.data.DataObject;
import net.dv8tion.jda.internal.requests.RestActionImpl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/// The REST calls of an answer, by ids alone. Safe for all asks.
///
/// The library's own methods need its cached channel, and it forgets archived threads and all but
/// ten direct-message channels. They also send edits of interaction messages through one bucket for
/// the whole bot. So the library's routes are called as they are: with its connection, its
/// bookkeeping of limits and its retries. A call blocks until Discord has answered; interrupting
/// takes back a call that still waits.
final class DiscordCalls {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final Route CHANNEL = Route.custom(Method.GET, "channels/{channel_id}");
  private static final Route OPEN_DIRECT = Route.custom(Method.POST, "users/@me/channels");
  private static final Route REOPEN_THREAD = Route.custom(Method.PATCH, "channels/{channel_id}");

  private final Supplier<JDA> session;
  private final GlobalGate gate;
  private final LimitHeaders headers;
  private final CallWindow signs = new CallWindow(DiscordLimits.TYPING_SIGNS, System::nanoTime);

  /// @param session the session of the moment
  /// @param gate that its calls pass
  /// @param headers of their answers
  DiscordCalls(Supplier<JDA> session, GlobalGate gate, LimitHeaders headers) {
    this.session = session;
    this.gate = gate;
    this.headers = headers;
  }

  /// How Discord counts the calls of a limit, if it said so lately.
  Optional<ServerWindow> told(CallLimit limit) {
    return headers.window(limit.bucket());
  }

  /// A message as Discord has it.
  record Sent(String channelId, String id, String content) {
    static Sent of(DataObject json) {
      return new Sent(
          json.getString("channel_id", ""), json.getString("id"), json.getString("content", ""));
    }
  }

  Sent send(String channelId, MessageBody body)
      throws PlatformRefused, Throttled, InterruptedException {
    Route.CompiledRoute route = Route.Messages.SEND_MESSAGE.compile(channelId);
    return inChannel(channelId, route, body.toRequest(), Sent::of);
  }

  Sent edit(String channelId, String messageId, MessageBody body)
      throws PlatformRefused, Throttled, InterruptedException {
    Route.CompiledRoute route = Route.Messages.EDIT_MESSAGE.compile(channelId, messageId);
    return inChannel(channelId, route, body.toRequest(), Sent::of);
  }

  /// The channel of a place, which is one or a person; their ids do not differ in form.
  String channel(String place) throws PlatformRefused, Throttled, InterruptedException {
    return channel(session.get(), place);
  }

  /// As [#channel(String)], without a session that goes on.
  static String channel(JDA login, String place)
      throws PlatformRefused, Throttled, InterruptedException {
    try {
      return await(
          new RestActionImpl<String>(
              login, CHANNEL.compile(place), (response, request) -> id(response.getObject())));
    } catch (PlatformRefused refused) {
      if (DiscordErrors.codeOf(refused) != DiscordErrors.UNKNOWN_CHANNEL) {
        throw refused;
      }
      RequestBody body = json(DataObject.empty().put("recipient_id", place));
      return await(
          new RestActionImpl<String>(
              login, OPEN_DIRECT.compile(), body, (response, request) -> id(response.getObject())));
    }
  }

  private static String id(DataObject json) {
    return json.getString("id");
  }

  /// Takes a message of ours away.
  void delete(String channelId, String messageId)
      throws PlatformRefused, Throttled, InterruptedException {
    Route.CompiledRoute route = Route.Messages.DELETE_MESSAGE.compile(channelId, messageId);
    await(new RestActionImpl<Void>(session.get(), route));
  }

  /// Opens a public thread under a message; its id is the message's. The library may keep the call
  /// waiting for a minute when many are opened in one channel, which nobody waits for.
  ///
  /// @param patience such as [DiscordLimits#THREAD_PATIENCE]
  /// @return false if its turn did not come by then
  boolean openThread(String channelId, String messageId, String name, Duration patience)
      throws PlatformRefused, Throttled, InterruptedException {
    Route.CompiledRoute route =
        Route.Channels.CREATE_THREAD_FROM_MESSAGE.compile(channelId, messageId);
    RequestBody body = json(DataObject.empty().put("name", name));
    Turn turn = new Turn();
    @Nullable String opened =
        inChannel(
            channelId,
            action(route, body, json -> messageId).setCheck(turn::comes),
            answer -> turn.await(answer, patience));
    return opened != null;
  }

  /// Takes a thread out of the archive, which everybody may who may write there, unless it is
  /// locked.
  void reopenThread(String threadId) throws PlatformRefused, Throttled, InterruptedException {
    RequestBody body = json(DataObject.empty().put("archived", false));
    inChannel(threadId, REOPEN_THREAD.compile(threadId), body, json -> threadId);
  }

  /// Shows the sign, if there is room for it now.
  void showTyping(String channelId) throws PlatformRefused, Throttled, InterruptedException {
    if (!gate.isQuiet() || !signs.tryStart().isZero()) {
      return;
    }
    try {
      Route.CompiledRoute route = Route.Channels.SEND_TYPING.compile(channelId);
      await(new RestActionImpl<Void>(session.get(), route));
    } finally {
      signs.ended();
    }
  }

  /// Edits the answer to an interaction.
  ///
  /// @param messageId `@original` for the first
  Sent editByToken(String token, String messageId, MessageBody body)
      throws PlatformRefused, Throttled, InterruptedException {
    Route.CompiledRoute route =
        Route.Interactions.EDIT_FOLLOWUP.compile(applicationId(), token, messageId);
    return await(action(route.withQueryParams("wait", "true"), body.toRequest(), Sent::of));
  }

  /// Adds a message to the answer to an interaction. Discord knows no nonce here: a call that got
  /// no answer and is tried again may show twice.
  Sent followUp(String token, MessageBody body)
      throws PlatformRefused, Throttled, InterruptedException {
    Route.CompiledRoute route = Route.Interactions.CREATE_FOLLOWUP.compile(applicationId(), token);
    return await(action(route.withQueryParams("wait", "true"), body.toRequest(), Sent::of));
  }

  /// Runs any call of the library.
  static <T extends @Nullable Object> T await(RestAction<T> action)
      throws PlatformRefused, Throttled, InterruptedException {
    return await(action, CompletableFuture::get);
  }

  /// How the answer to a call is waited for.
  private interface Wait<T extends @Nullable Object, R extends @Nullable Object> {
    R on(CompletableFuture<T> answer) throws ExecutionException, InterruptedException;
  }

  private static <T extends @Nullable Object, R extends @Nullable Object> R await(
      RestAction<T> action, Wait<T, R> wait)
      throws PlatformRefused, Throttled, InterruptedException {
    CompletableFuture<T> answer;
    try {
      answer = action.submit();
    } catch (RejectedExecutionException stopped) {
      throw DiscordErrors.of(stopped);
    }
    try {
      return wait.on(answer);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (CancellationException e) {
      throw DiscordErrors.of(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof RateLimitedException limited) {
        throw new Throttled(Duration.ofMillis(limited.getRetryAfter()), false);
      }
      throw DiscordErrors.of(cause);
    }
  }

  private <T> T inChannel(
      String channelId,
      Route.CompiledRoute route,
      RequestBody body,
      Function<DataObject, T> reading)
      throws PlatformRefused, Throttled, InterruptedException {
    return inChannel(channelId, action(route, body, reading), CompletableFuture::get);
  }

  private <T, R extends @Nullable Object> R inChannel(
      String channelId, RestAction<T> action, Wait<T, R> wait)
      throws PlatformRefused, Throttled, InterruptedException {
    try {
      return await(action, wait);
    } catch (PlatformRefused refused) {
      if (refused.reason() == PlatformRefused.Reason.MISSING_PERMISSION) {
        throw DiscordErrors.naming(refused, missingPermissions(channelId));
      }
      throw refused;
    }
  }

  private <T> RestAction<T> action(
      Route.CompiledRoute route, RequestBody body, Function<DataObject, T> reading) {
    return new RestActionImpl<>(
        session.get(), route, body, (response, request) -> reading.apply(response.getObject()));
  }

  private String applicationId() {
    return session.get().getSelfUser().getApplicationId();
  }

  private String missingPermissions(String channelId) {
    @Nullable GuildChannel channel = session.get().getGuildChannelById(channelId);
    if (channel == null) {
      return "access to the channel";
    }
    List<Permission> needed = new ArrayList<>(DiscordInvite.PERMISSIONS);
    needed.removeAll(channel.getGuild().getSelfMember().getPermissions(channel));
    return needed.isEmpty()
        ? "nothing that Discord tells of"
        : String.join(", ", needed.stream().map(Permission::getName).toList());
  }

  private static RequestBody json(DataObject json) {
    return RequestBody.create(json.toJson(), JSON);
  }
}
