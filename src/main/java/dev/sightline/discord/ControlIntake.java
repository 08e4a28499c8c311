package dev.sightline.discord;

import dev.sightline.ask.FrontDesk;
import dev.sightline.discord.HookWriter.Hook;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.OrderedHandover;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.channel.middleman.GuildChannel;
import net.dv8tion.jda.api.entities.emoji.EmojiUnion;
import net.dv8tion.jda.api.events.interaction.component.GenericComponentInteractionCreateEvent;
import net.dv8tion.jda.api.events.message.react.MessageReactionAddEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what people do with answers: presses of buttons, which are acknowledged at once, as
/// Discord leaves three seconds, and the sign to stop.
final class ControlIntake {
  private static final Logger LOG = LoggerFactory.getLogger(ControlIntake.class);

  /// ⏹ with and without its variation selector, and 🛑.
  private static final Set<String> STOP_SIGNS = Set.of("\u23F9", "\u23F9\uFE0F", "\uD83D\uDED1");

  private static final String NOT_TAKEN = "I could not do that. Please try again in a minute.";

  private final FrontDesk desk;
  private final DiscordCalls calls;
  private final OrderedHandover handover;
  private final Executor threads;
  private final InstantSource clock;
  private final DiscordPeople people;

  ControlIntake(
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

  /// A button was pressed, or something chosen from a menu. The message stays as it is; what the
  /// press sets off comes by the new token, never through the message, whose edits would all share
  /// one limit. It takes its turn behind what was edited or deleted before it, so that it asks the
  /// new words; only what is said waits for the acknowledgement.
  void pressed(GenericComponentInteractionCreateEvent event, String button) {
    CompletableFuture<?> acknowledged =
        event
            .deferEdit()
            .submit()
            .whenComplete((done, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "press {} was not acknowledged: {}",
                    event.getId(),
                    DiscordErrors.of(failure).note());
              }
            });
    handover.give(
        DiscordEvents.turnOf(event.getChannel(), String.valueOf(event.getChannelId())),
        () -> press(event, button, acknowledged));
  }

  private void press(
      GenericComponentInteractionCreateEvent event,
      String button,
      CompletableFuture<?> acknowledged) {
    Hook hook =
        new Hook(
            event.getId(),
            event.getToken(),
            String.valueOf(event.getChannelId()),
            event.getTimeCreated().toInstant());
    String answer;
    try {
      DiscordThreadWriter.Place place = new DiscordThreadWriter.Place.Open(hook.channelId(), null);
      answer =
          desk.control(
              new ChatEvent.Pressed(
                  DiscordEvents.key(event.getId()),
                  people.person(event),
                  DiscordEvents.thread(event),
                  button,
                  isModerator(event),
                  event.getTimeCreated().toInstant()),
              HookWriter.following(
                  calls,
                  clock,
                  hook,
                  acknowledged,
                  new DiscordThreadWriter(calls, threads, place)));
    } catch (RuntimeException e) {
      LOG.error("press {} was not taken", event.getId(), e);
      answer = NOT_TAKEN;
    }
    if (!answer.isEmpty()) {
      String sentence = answer;
      threads.execute(() -> sayAlone(hook, acknowledged, sentence));
    }
  }

  private void sayAlone(Hook hook, CompletableFuture<?> acknowledged, String sentence) {
    try {
      HookWriter.await(acknowledged);
      calls.followUp(hook.token(), MessageBody.of(DiscordText.inert(sentence)).forOneAlone());
    } catch (PlatformRefused | Throttled unsaid) {
      LOG.warn("press {}: not answered: {}", hook.interactionId(), unsaid.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Somebody put an emoji on a message.
  void reacted(MessageReactionAddEvent event) {
    EmojiUnion emoji = event.getEmoji();
    if (!STOP_SIGNS.contains(emoji.getFormatted()) || isOwn(event)) {
      return;
    }
    @Nullable GuildChannel channel = event.isFromGuild() ? event.getGuildChannel() : null;
    boolean isModerator = isModerator(event.getMember(), channel);
    threads.execute(() -> {
      ThreadRef place = DiscordEvents.place(event);
      try {
        String refusal =
            desk.control(
                new ChatEvent.Stop(
                    DiscordEvents.key(event.getMessageId()),
                    people.person(event),
                    place,
                    event.getMessageId(),
                    isModerator),
                writer(place.channel()));
        if (!refusal.isEmpty()) {
          LOG.debug("sign to stop on {} does not count: {}", event.getMessageId(), refusal);
        }
      } catch (RuntimeException e) {
        LOG.error("sign to stop on {} was not taken", event.getMessageId(), e);
      }
    });
  }

  private DiscordThreadWriter writer(String channelId) {
    return new DiscordThreadWriter(
        calls, threads, new DiscordThreadWriter.Place.Open(channelId, null));
  }

  private static boolean isOwn(MessageReactionAddEvent event) {
    return event.getUserId().equals(event.getJDA().getSelfUser().getId());
  }

  private static boolean isModerator(GenericComponentInteractionCreateEvent event) {
    return event.isFromGuild()
        && event.getChannel() instanceof GuildChannel channel
        && isModerator(event.getMember(), channel);
  }

  /// Whether this member may delete what others write.
  static boolean isModerator(@Nullable Member member, @Nullable GuildChannel channel) {
    return member != null
        && channel != null
        && member.hasPermission(channel, Permission.MESSAGE_MANAGE);
  }
}
