package dev.sightline.discord;

import dev.sightline.ask.FrontDesk;
import dev.sightline.event.ChatEvent.Deleted;
import dev.sightline.event.ChatEvent.Verb;
import dev.sightline.event.Platform;
import java.util.concurrent.atomic.AtomicBoolean;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageType;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
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
  private final OrderedHandover handover;
  private final AtomicBoolean isStopped = new AtomicBoolean();

  DiscordListener(
      FrontDesk desk, MessageIntake messages, CommandIntake commands, OrderedHandover handover) {
    this.desk = desk;
    this.messages = messages;
    this.commands = commands;
    this.handover = handover;
  }

  /// Takes nothing more in.
  void stop() {
    isStopped.set(true);
  }

  @Override
  public void onMessageReceived(MessageReceivedEvent event) {
    Message message = event.getMessage();
    if (isStopped.get() || !isFromPerson(message)) {
      return;
    }
    boolean isAddressed = !event.isFromGuild() || MessageReader.isAddressed(message);
    boolean mayConcernUs =
        isAddressed
            || (!MessageReader.isEmpty(message)
                && (event.isFromThread() || messages.isLinkToSummarise(message)));
    if (mayConcernUs) {
      handover.give(message.getChannelId(), () -> messages.take(message, isAddressed));
    }
  }

  @Override
  public void onMessageDelete(MessageDeleteEvent event) {
    if (isStopped.get()) {
      return;
    }
    Deleted deleted = DiscordEvents.deleted(event);
    handover.give(event.getChannel().getId(), () -> messages.take(deleted));
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
      commands.sayAlone(event, "I do not know this command any more.");
    } else if (event.getName().equals(DiscordCommands.WATCH) && !DiscordCommands.hasVideo(event)) {
      commands.sayAlone(event, NOTHING_TO_WATCH);
    } else {
      commands.take(event, given -> DiscordEvents.command(given, verb));
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
      commands.take(event, given -> DiscordEvents.menuAction(given, verb));
    }
  }

  private static boolean isFromPerson(Message message) {
    MessageType type = message.getType();
    return (type == MessageType.DEFAULT || type == MessageType.INLINE_REPLY)
        && !message.isWebhookMessage()
        && !message.getAuthor().isBot()
        && !message.getAuthor().isSystem();
  }
}
