package dev.sightline.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.MessageShortcutPayload;
import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.app_backend.slash_commands.response.SlashCommandResponse;
import com.slack.api.bolt.App;
import com.slack.api.bolt.context.Context;
import com.slack.api.bolt.context.builtin.ActionContext;
import com.slack.api.bolt.context.builtin.MessageShortcutContext;
import com.slack.api.bolt.context.builtin.SlashCommandContext;
import com.slack.api.bolt.request.RequestType;
import com.slack.api.bolt.response.Response;
import com.slack.api.model.event.AppHomeOpenedEvent;
import com.slack.api.model.event.AppMentionEvent;
import com.slack.api.model.event.MessageChangedEvent;
import com.slack.api.model.event.MessageDeletedEvent;
import com.slack.api.model.event.MessageEvent;
import com.slack.api.model.event.MessageFileShareEvent;
import com.slack.api.model.event.MessageThreadBroadcastEvent;
import com.slack.api.model.event.ReactionAddedEvent;
import com.slack.api.webhook.WebhookResponse;
import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Inbox;
import dev.sightline.ask.ShuttingDown;
import dev.sightline.event.OrderedHandover;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.thread.Page;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Registers what we listen for: each handler hands over to a virtual thread and acknowledges.
final class SlackHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(SlackHandlers.class);

  /// Where the file ids of an event's blocks stand between the middleware and the handler.
  private static final String FILE_IDS = "sightline.file-ids";

  /// Where the event itself stands there.
  private static final String BODY = "sightline.body";

  private final FrontDesk desk;
  private final ExecutorService threads;
  private final OrderedHandover handover;
  private final SlackInbox inbox;
  private final SlackCommands commands;
  private final SlackShortcuts shortcuts;
  private final SlackControls controls;
  private final SlackHome home;

  /// What is done for one event.
  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  /// A use of a `response_url`.
  @FunctionalInterface
  private interface Responding {
    WebhookResponse respond() throws IOException;
  }

  SlackHandlers(
      FrontDesk desk,
      ExecutorService threads,
      SlackInbox inbox,
      SlackCommands commands,
      SlackShortcuts shortcuts,
      SlackControls controls,
      SlackHome home) {
    this.desk = desk;
    this.threads = threads;
    this.handover = new OrderedHandover(threads);
    this.inbox = inbox;
    this.commands = commands;
    this.shortcuts = shortcuts;
    this.controls = controls;
    this.home = home;
  }

  void register(App app) {
    app.use((request, response, chain) -> {
      request.getContext().getAdditionalValues().put(BODY, request.getRequestBodyAsString());
      if (request.getRequestType() == RequestType.Event) {
        List<String> ids = SlackEvents.fileIds(request.getRequestBodyAsString());
        request.getContext().getAdditionalValues().put(FILE_IDS, String.join(",", ids));
      }
      return chain.next(request);
    });
    app.event(
        AppMentionEvent.class,
        (payload, context) -> taken(context, SlackEvents.mention(payload, fileIds(context))));
    app.event(
        MessageEvent.class,
        (payload, context) -> taken(context, SlackEvents.message(payload, fileIds(context))));
    app.event(
        MessageFileShareEvent.class,
        (payload, context) -> taken(context, SlackEvents.upload(payload, fileIds(context))));
    app.event(
        MessageThreadBroadcastEvent.class,
        (payload, context) -> taken(context, SlackEvents.broadcast(payload, fileIds(context))));
    app.event(
        MessageDeletedEvent.class,
        (payload, context) -> gone(context, SlackEvents.deleted(payload)));
    app.event(
        MessageChangedEvent.class,
        (payload, context) -> {
          SlackEvents.edited(payload)
              .ifPresent(
                  message -> inOrder(message.thread(), kept(context), () -> inbox.edited(message)));
          return gone(context, SlackEvents.emptied(payload));
        });
    app.event(
        ReactionAddedEvent.class,
        (payload, context) -> {
          start(() -> controls.reacted(payload.getTeamId(), payload.getEvent()));
          return context.ack();
        });
    app.event(
        AgentStoppedEvent.class,
        (payload, context) -> {
          start(() -> controls.stopped(payload.getTeamId(), payload.getEvent()));
          return context.ack();
        });
    app.event(
        AppHomeOpenedEvent.class,
        (payload, context) -> {
          String user = payload.getEvent().getUser();
          handover.give(
              homeOf(user), () -> run(() -> home.opened(payload.getTeamId(), payload.getEvent())));
          return context.ack();
        });
    app.blockAction(
        SlackButtons.ANY_ACTION, (request, context) -> pressed(request.getPayload(), context));
    app.command(SlackCommands.NAME, (request, context) -> command(request.getPayload(), context));
    for (String id : List.of(SlackShortcuts.DESCRIBE_IMAGE, SlackShortcuts.SUMMARISE_VIDEO)) {
      app.messageShortcut(id, (request, context) -> shortcut(request.getPayload(), context));
    }
  }

  private Response taken(Context context, Optional<SlackMessage> message) {
    message.ifPresent(said -> {
      Inbox.Letter letter = kept(context);
      inbox.arrived(said);
      start(letter, () -> inbox.came(said));
    });
    return context.ack();
  }

  private Response gone(Context context, Optional<SlackMessage> message) {
    message.ifPresent(
        deleted -> inOrder(deleted.thread(), kept(context), () -> inbox.deleted(deleted)));
    return context.ack();
  }

  private Response command(SlashCommandPayload command, SlashCommandContext context) {
    start(
        kept(context),
        () -> commands.run(command, markdown -> aside(() -> context.respond(ephemeral(markdown)))));
    String words = commands.acknowledgement(command);
    return words.isEmpty() ? context.ack() : context.ack(ephemeral(words));
  }

  private Response shortcut(MessageShortcutPayload shortcut, MessageShortcutContext context) {
    start(
        kept(context),
        () -> shortcuts.run(shortcut, markdown -> aside(() -> respond(context, markdown))));
    return context.ack();
  }

  private Response pressed(BlockActionPayload press, ActionContext context) {
    if (press.getView() != null) {
      Inbox.Letter letter = kept(context);
      handover.give(homeOf(press.getUser().getId()), () -> run(letter, () -> home.chosen(press)));
      return context.ack();
    }
    inOrder(
        SlackControls.thread(press),
        kept(context),
        () -> controls.pressed(press, sentence -> aside(() -> respond(context, sentence))));
    return context.ack();
  }

  /// The place in which what concerns the Home tab of a person takes its turn.
  private static String homeOf(String user) {
    return "home/" + user;
  }

  private static WebhookResponse respond(MessageShortcutContext context, String markdown)
      throws IOException {
    SlackBlocks shown = SlackBlocks.of(Page.of(markdown));
    return context.respond(answer ->
        answer
            .responseType("ephemeral")
            .replaceOriginal(false)
            .blocks(shown.blocks())
            .text(shown.fallback()));
  }

  private static WebhookResponse respond(ActionContext context, String sentence)
      throws IOException {
    SlackBlocks shown = SlackBlocks.of(new Page("", sentence, ""));
    return context.respond(answer ->
        answer
            .responseType("ephemeral")
            .replaceOriginal(false)
            .blocks(shown.blocks())
            .text(shown.fallback()));
  }

  private static void aside(Responding responding) {
    try {
      WebhookResponse answer = responding.respond();
      if (answer.getCode() != 200) {
        LOG.warn("response_url answered {}: {}", answer.getCode(), answer.getBody());
      }
    } catch (IOException e) {
      LOG.warn("response_url not reached: {}", e.toString());
    }
  }

  private static SlashCommandResponse ephemeral(String markdown) {
    SlackBlocks shown = SlackBlocks.of(Page.of(markdown));
    return SlashCommandResponse.builder()
        .responseType("ephemeral")
        .blocks(shown.blocks())
        .text(shown.fallback())
        .build();
  }

  private static List<String> fileIds(Context context) {
    String ids = context.getAdditionalValues().getOrDefault(FILE_IDS, "");
    return ids.isEmpty() ? List.of() : List.of(ids.split(","));
  }

  /// On disk before the acknowledgement: Slack does not tell it again. Where that fails there is no
  /// acknowledgement, and Slack does.
  private Inbox.Letter kept(Context context) {
    return desk.keep(Platform.SLACK, context.getAdditionalValues().getOrDefault(BODY, ""));
  }

  private void start(Inbox.Letter letter, Work work) {
    threads.execute(() -> run(letter, work));
  }

  /// What people do with a question and its answers takes effect in the order in which they do it:
  /// a press asks the words of the edit before it.
  private void inOrder(@Nullable ThreadRef thread, Inbox.Letter letter, Work work) {
    handover.give(Objects.toString(thread), () -> run(letter, work));
  }

  private void run(Inbox.Letter letter, Work work) {
    run(() -> {
      work.run();
      desk.done(letter);
    });
  }

  /// For what has no meaning any more after a restart.
  private void start(Work work) {
    threads.execute(() -> run(work));
  }

  private static void run(Work work) {
    try {
      work.run();
    } catch (InterruptedException | ShuttingDown e) {
      LOG.info("an event was not handled before the bot stopped");
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("an event was not handled", e);
    }
  }
}
