package dev.sightline.discord;

import dev.sightline.ask.EventJson;
import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Inbox;
import dev.sightline.ask.Order;
import dev.sightline.ask.ShuttingDown;
import dev.sightline.ask.UsageAnswer;
import dev.sightline.discord.HookWriter.Hook;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.OrderedHandover;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.Page;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import net.dv8tion.jda.api.events.interaction.command.GenericCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.callbacks.IReplyCallback;
import net.dv8tion.jda.api.requests.RestAction;
import net.dv8tion.jda.api.utils.data.DataObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Acknowledges commands and menus at once, for which Discord leaves three seconds, and then gives
/// them to the desk. What is acknowledged is always answered.
final class CommandIntake {
  private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

  /// Leaves Discord's three seconds (interactions/receiving-and-responding, 2026-07) to the call.
  /// Our own choice.
  private static final long DISK_PATIENCE_MS = 1_000;

  private static final String NOT_FOR_ME = "I am not set up to answer this here.";
  private static final String NOT_TAKEN =
      "I could not take your question down. Please ask again in a minute.";
  private static final String NOT_DONE = "I could not do that. Please try again in a minute.";
  private static final String NO_USAGE = "I cannot read the books right now. Please ask again.";

  private final FrontDesk desk;
  private final DiscordCalls calls;
  private final OrderedHandover handover;
  private final Executor threads;
  private final InstantSource clock;
  private final DiscordPeople people;

  CommandIntake(
      FrontDesk desk,
      DiscordCalls calls,
      OrderedHandover handover,
      Executor threads,
      InstantSource clock,
      DiscordPeople people) {
    this.desk = desk;
    this.calls = calls;
    this.handover = handover;
    this.threads = threads;
    this.clock = clock;
    this.people = people;
  }

  /// Takes a command that is a question. It is on disk before it is acknowledged, because from then
  /// on the person waits for an answer; but a disk that is slow does not let Discord wait too long.
  <T extends GenericCommandInteractionEvent> void take(T event, Function<T, ChatEvent> reading) {
    threads.execute(() -> {
      ChatEvent read = reading.apply(event);
      Optional<String> refusal = desk.refusal(read);
      if (refusal.isPresent()) {
        sayAlone(event, refusal.get());
        refused(read, refusal.get());
        return;
      }
      Hook hook = hookOf(event);
      CompletableFuture<Inbox.Letter> letter =
          CompletableFuture.supplyAsync(
              () -> desk.keep(Platform.DISCORD, letter(read, hook)), threads);
      waitFor(letter, hook);
      acknowledge(
          event,
          event.deferReply(),
          isOurs -> {
            ask(read, hook, isOurs, letter);
            DiscordEvents.tellName(desk, event.getChannel());
          },
          () -> forget(letter, hook));
    });
  }

  private void refused(ChatEvent event, String why) {
    try {
      desk.refused(event, why);
    } catch (RuntimeException e) {
      LOG.error("the refusal of command {} was not taken down", event.key().id(), e);
    }
  }

  private static void waitFor(CompletableFuture<Inbox.Letter> letter, Hook hook) {
    try {
      letter.get(DISK_PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("command {} is acknowledged before it is on disk", hook.interactionId());
    } catch (ExecutionException e) {
      LOG.error("command {} was not written down", hook.interactionId(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What was never written down need not be forgotten.
  private void forget(CompletableFuture<Inbox.Letter> letter, Hook hook) {
    try {
      desk.done(letter.join());
    } catch (CompletionException e) {
      LOG.debug("command {} was not written down", hook.interactionId(), e);
    }
  }

  private static String letter(ChatEvent event, Hook hook) {
    return DataObject.empty()
        .put("event", EventJson.write(event))
        .put("address", Address.of(hook, false))
        .toString();
  }

  /// Takes a command that an earlier process wrote down and did not get done. Where it was not
  /// acknowledged in time its answer comes as a message.
  void goOn(Inbox.Letter letter) {
    DataObject json = DataObject.fromJson(letter.body());
    Hook hook = Address.hook(json.getString("address"));
    if (hook != null) {
      ask(
          EventJson.read(json.getString("event")),
          hook,
          false,
          CompletableFuture.completedFuture(letter));
    }
  }

  /// Shows the person, and nobody else, what they have spent.
  void usage(GenericCommandInteractionEvent event) {
    acknowledge(
        event,
        event.deferReply(true),
        isOurs -> {
          showUsage(people.person(event), hookOf(event));
        },
        () -> {});
  }

  /// Does what the command orders, and tells the person, and nobody else. Nothing waits for it.
  void order(GenericCommandInteractionEvent event, String words) {
    acknowledge(
        event,
        event.deferReply(true),
        isOurs -> threads.execute(() -> carryOut(event, words)),
        () -> {});
  }

  private void carryOut(GenericCommandInteractionEvent event, String words) {
    Hook hook = hookOf(event);
    String answer;
    try {
      String channelId = DiscordEvents.thread(event).channel();
      answer = desk.order(new Order(people.person(event), channelId, words));
    } catch (RuntimeException e) {
      LOG.error("command {} was not carried out", hook.interactionId(), e);
      answer = NOT_DONE;
    }
    replace(hook, MessageBody.of(PageText.of(Page.of(answer))));
  }

  /// Answers with a sentence that only the person sees.
  void sayAlone(IReplyCallback event, String sentence) {
    event
        .reply(sentence)
        .setEphemeral(true)
        .queue(
            said -> {},
            failure -> LOG.warn("command {}: not answered: {}", event.getId(), told(failure)));
  }

  /// A second acknowledgement of the same command is refused, be it delivered twice or our call
  /// repeated because the answer to it was lost. Which of the two, the desk knows.
  private void acknowledge(
      GenericCommandInteractionEvent event,
      RestAction<?> call,
      Consumer<Boolean> then,
      Runnable orElse) {
    String turn = DiscordEvents.turnOf(event.getChannel(), String.valueOf(event.getChannelId()));
    call.queue(
        acknowledged -> handover.give(turn, () -> then.accept(true)),
        failure -> {
          if (DiscordErrors.codeOf(failure) == DiscordErrors.ALREADY_ACKNOWLEDGED) {
            handover.give(turn, () -> then.accept(false));
          } else {
            LOG.warn("command {}: not acknowledged: {}", event.getId(), told(failure));
            handover.give(turn, orElse);
          }
        });
  }

  private void ask(
      ChatEvent event, Hook hook, boolean isOurs, CompletableFuture<Inbox.Letter> letter) {
    try {
      boolean isTaken = desk.accept(event, writer(hook));
      forget(letter, hook);
      if (!isTaken && isOurs) {
        replace(hook, MessageBody.of(NOT_FOR_ME));
      }
    } catch (ShuttingDown e) {
      LOG.info("command {} is left to the next start", hook.interactionId());
    } catch (RuntimeException e) {
      LOG.error("command {} was not taken", hook.interactionId(), e);
      replace(hook, MessageBody.of(NOT_TAKEN));
    }
  }

  /// Writes the answer to a command.
  private HookWriter writer(Hook hook) {
    return new HookWriter(calls, clock, hook, channel(hook));
  }

  /// Writes the rest of an answer that an earlier process began.
  HookWriter writer(Hook hook, boolean isFollowing) {
    return isFollowing
        ? HookWriter.following(
            calls, clock, hook, CompletableFuture.completedFuture(null), channel(hook))
        : writer(hook);
  }

  private DiscordThreadWriter channel(Hook hook) {
    return new DiscordThreadWriter(
        calls, threads, new DiscordThreadWriter.Place.Open(hook.channelId(), null));
  }

  private void showUsage(PersonRef person, Hook hook) {
    try {
      UsageAnswer usage = desk.usage(person);
      String text = PageText.of(Page.of(usage.markdown()));
      replace(hook, MessageBody.of(text).withFile(usage.chart()));
    } catch (RuntimeException e) {
      LOG.error("usage of {} was not read", person.id(), e);
      replace(hook, MessageBody.of(NO_USAGE));
    }
  }

  /// Puts a message in the place of "thinking…".
  private void replace(Hook hook, MessageBody body) {
    try {
      calls.editByToken(hook.token(), HookWriter.ORIGINAL, body);
    } catch (PlatformRefused | Throttled unsaid) {
      LOG.warn("command {}: not answered: {}", hook.interactionId(), unsaid.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Hook hookOf(GenericCommandInteractionEvent event) {
    return new Hook(
        event.getId(),
        event.getToken(),
        String.valueOf(event.getChannelId()),
        event.getTimeCreated().toInstant());
  }

  private static String told(@Nullable Throwable failure) {
    return failure == null ? "?" : DiscordErrors.of(failure).note().toString();
  }
}
