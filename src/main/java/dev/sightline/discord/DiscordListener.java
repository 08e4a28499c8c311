package dev.sightline.discord;

import dev.sightline.ask.FrontDesk;
import dev.sightline.event.ChatEvent.Deleted;
import dev.sightline.event.ChatEvent.Verb;
import dev.sightline.event.OrderedHandover;
import dev.sightline.event.Platform;
import java.util.concurrent.atomic.AtomicBoolean;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageType;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.GenericComponentInteractionCreateEvent;
import net.dv8tion.jda.api.events.interaction.component.StringSelectInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.message.MessageUpdateEvent;
import net.dv8tion.jda.api.events.message.react.MessageReactionAddEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import org.jspecify.annotations.Nullable;

/// Hears what happens on Discord, and hands over what concerns the bot.
///
/// Runs on the thread that reads the gateway, where everything else waits meanwhile: it looks,
/// acknowledges and hands over, and never blocks.
final class DiscordListener extends ListenerAdapter {
  private static final String RESTARTING = "I am just restarting. Please ask again in a minute.";
  private static final String NOTHING_TO_WATCH = "Give me a link to a video, or upload one.";

  private final FrontDesk desk;
  private final MessageIntake messages;
  private final CommandIntake commands;
  private final ControlIntake controls;
  private final OrderedHandover handover;
  private final DiscordPeople people;
  private final AtomicBoolean isStopped = new AtomicBoolean();

  DiscordListener(
      FrontDesk desk,
      MessageIntake messages,
      CommandIntake commands,
      ControlIntake controls,
      OrderedHandover handover,
      DiscordPeople people) {
    this.desk = desk;
    this.messages = messages;
    this.commands = commands;
    this.controls = controls;
    this.handover = handover;
    this.people = people;
  }

  /// Takes nothing more in.
  void stop() {
    isStopped.set(true);
  }

  @Override
  public void onMessageReceived(MessageReceivedEvent event) {
    offer(event.getMessage());
  }

  /// Hands over a message if it may concern the bot.
  void offer(Message message) {
    if (isStopped.get() || !isFromPerson(message)) {
      return;
    }
    boolean isAddressed = !message.isFromGuild() || MessageReader.isAddressed(message);
    boolean mayConcernUs =
        isAddressed
            || (!MessageReader.isEmpty(message)
                && (message.getChannelType().isThread() || messages.isLinkToSummarise(message)));
    if (mayConcernUs) {
      handover.give(turnOf(message), () -> messages.take(message, isAddressed));
    }
  }

  @Override
  public void onMessageDelete(MessageDeleteEvent event) {
    if (isStopped.get()) {
      return;
    }
    Deleted deleted = DiscordEvents.deleted(event);
    handover.give(
        DiscordEvents.turnOf(event.getChannel(), event.getChannel().getId()),
        () -> messages.take(deleted));
  }

  /// Discord tells the same way of links that it unfurls and of our own edits.
  @Override
  public void onMessageUpdate(MessageUpdateEvent event) {
    Message message = event.getMessage();
    if (isStopped.get() || !message.isEdited() || !isFromPerson(message)) {
      return;
    }
    if (!MessageReader.isEmpty(message)) {
      handover.give(turnOf(message), () -> messages.edited(message));
    }
  }

  @Override
  public void onMessageReactionAdd(MessageReactionAddEvent event) {
    if (!isStopped.get()) {
      controls.reacted(event);
    }
  }

  @Override
  public void onButtonInteraction(ButtonInteractionEvent event) {
    pressed(event, event.getComponentId());
  }

  @Override
  public void onStringSelectInteraction(StringSelectInteractionEvent event) {
    pressed(event, event.getValues().isEmpty() ? "" : event.getValues().getFirst());
  }

  private void pressed(GenericComponentInteractionCreateEvent event, String button) {
    if (isStopped.get()) {
      commands.sayAlone(event, RESTARTING);
    } else {
      controls.pressed(event, button);
    }
  }

  @Override
  public void onSlashCommandInteraction(SlashCommandInteractionEvent event) {
    @Nullable Verb verb = DiscordCommands.VERBS.get(event.getName());
    if (isStopped.get()) {
      commands.sayAlone(event, RESTARTING);
    } else if (event.getName().equals(DiscordCommands.HELP)) {
      commands.sayAlone(event, desk.help(Platform.DISCORD));
    } else if (event.getName().equals(DiscordCommands.USAGE)) {
      commands.usage(event);
    } else if (verb == null) {
      DiscordOrders.words(event)
          .ifPresentOrElse(
              words -> commands.order(event, words),
              () -> commands.sayAlone(event, "I do not know this command any more."));
    } else if (event.getName().equals(DiscordCommands.WATCH) && !DiscordCommands.hasVideo(event)) {
      commands.sayAlone(event, NOTHING_TO_WATCH);
    } else {
      commands.take(event, given -> DiscordEvents.command(people.person(given), given, verb));
    }
  }

  @Override
  public void onMessageContextInteraction(MessageContextInteractionEvent event) {
    @Nullable Verb verb = DiscordCommands.MENUS.get(event.getName());
    if (isStopped.get()) {
      commands.sayAlone(event, RESTARTING);
    } else if (verb == null) {
      commands.sayAlone(event, "I do not know this command any more.");
    } else {
      commands.take(event, given -> DiscordEvents.menuAction(people.person(given), given, verb));
    }
  }

  private static String turnOf(Message message) {
    return DiscordEvents.turnOf(message.getChannel(), message.getChannelId());
  }

  private static boolean isFromPerson(Message message) {
    MessageType type = message.getType();
    return (type == MessageType.DEFAULT || type == MessageType.INLINE_REPLY)
        && !message.isWebhookMessage()
        && !message.getAuthor().isBot()
        && !message.getAuthor().isSystem();
  }
}
