package dev.sightline.discord;

import dev.sightline.ask.FrontDesk;
import dev.sightline.discord.DiscordThreadWriter.Place;
import dev.sightline.event.ChatEvent.Command;
import dev.sightline.event.ChatEvent.Deleted;
import dev.sightline.event.ChatEvent.MenuAction;
import dev.sightline.event.ChatEvent.Verb;
import dev.sightline.event.EventKey;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import java.util.List;
import java.util.stream.Stream;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.Message.Attachment;
import net.dv8tion.jda.api.entities.channel.Channel;
import net.dv8tion.jda.api.entities.channel.attribute.IThreadContainer;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.entities.channel.unions.MessageChannelUnion;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.react.MessageReactionAddEvent;
import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import org.jspecify.annotations.Nullable;

/// Who, where and what of Discord's events, in our words.
///
/// The id of a conversation is known before it has a thread, because a thread that is opened under
/// a message gets that message's id: `thread` is that id for what is said in a channel, the
/// thread's or direct message channel's own id for what is said there, and the interaction's id for
/// a command given in a channel, which has no thread.
final class DiscordEvents {
  static final String DIRECT = "@me";
  private static final String NAMELESS_THREAD = "Sightline";

  private DiscordEvents() {}

  static EventKey key(String id) {
    return new EventKey(Platform.DISCORD, id);
  }

  static ThreadRef thread(Message message) {
    String workspace = message.isFromGuild() ? String.valueOf(message.getGuildId()) : DIRECT;
    return thread(workspace, message.getChannel(), message.getId());
  }

  /// The deletion has the key of the message. Discord does not tell who deleted it: the person is
  /// empty.
  static Deleted deleted(MessageDeleteEvent event) {
    String workspace = event.isFromGuild() ? event.getGuild().getId() : DIRECT;
    String id = event.getMessageId();
    return new Deleted(
        key(id),
        new PersonRef(Platform.DISCORD, workspace, "", ""),
        thread(workspace, event.getChannel(), id));
  }

  /// The channel or thread of the message that was reacted to.
  static ThreadRef place(MessageReactionAddEvent event) {
    String workspace = event.isFromGuild() ? event.getGuild().getId() : DIRECT;
    String channelId = event.getChannel().getId();
    return new ThreadRef(Platform.DISCORD, workspace, channelId, channelId);
  }

  static ThreadRef thread(Interaction interaction) {
    @Nullable Channel channel = interaction.getChannel();
    if (channel == null) {
      String id = String.valueOf(interaction.getChannelId());
      return new ThreadRef(Platform.DISCORD, workspace(interaction), id, interaction.getId());
    }
    return thread(workspace(interaction), channel, interaction.getId());
  }

  /// Where the answer to a message goes.
  static Place place(Message message, Said said) {
    MessageChannelUnion channel = message.getChannel();
    if (!message.isFromGuild() || channel.getType().isThread()) {
      return new Place.Open(channel.getId(), null);
    }
    Member self = message.getGuild().getSelfMember();
    boolean mayOpen =
        channel instanceof IThreadContainer container
            && self.hasPermission(
                container, Permission.CREATE_PUBLIC_THREADS, Permission.MESSAGE_SEND_IN_THREADS);
    if (!mayOpen) {
      return new Place.Open(channel.getId(), message.getId());
    }
    String words = said.text().replaceAll("https?://\\S+", "");
    String name = DiscordText.title(words, DiscordLimits.THREAD_NAME_CHARS);
    return new Place.NewThread(
        channel.getId(), message.getId(), name.isEmpty() ? NAMELESS_THREAD : name);
  }

  /// `/look`, `/watch` or `/ask` with all that was filled in.
  static Command command(PersonRef person, SlashCommandInteractionEvent event, Verb verb) {
    String words =
        String.join(
                " ",
                Stream.of(DiscordCommands.QUESTION, DiscordCommands.LINK)
                    .map(name -> event.getOption(name, "", OptionMapping::getAsString))
                    .toList())
            .strip();
    List<IncomingFile> files =
        event.getOptions().stream()
            .filter(option -> option.getType() == DiscordCommands.FILE)
            .map(OptionMapping::getAsAttachment)
            .map((Attachment attachment) -> MessageReader.file(attachment))
            .toList();
    return new Command(key(event.getId()), person, thread(event), verb, new Said(words, files));
  }

  /// "Describe image" or "Summarise video" on a message.
  static MenuAction menuAction(PersonRef person, MessageContextInteractionEvent event, Verb verb) {
    Said target = MessageReader.said(event.getTarget());
    return new MenuAction(key(event.getId()), person, thread(event), verb, target);
  }

  private static ThreadRef thread(String workspace, Channel channel, String originId) {
    if (channel instanceof ThreadChannel thread) {
      String parentId = thread.getParentChannel().getId();
      return new ThreadRef(Platform.DISCORD, workspace, parentId, thread.getId());
    }
    String id = channel.getType().isGuild() ? originId : channel.getId();
    return new ThreadRef(Platform.DISCORD, workspace, channel.getId(), id);
  }

  /// Where an event takes its turn: a channel with all its threads is one place, because an answer
  /// may stand in a thread of the channel in which its question was asked, edited or deleted.
  ///
  /// @param channelId where it happened, if nothing more is known of it
  static String turnOf(@Nullable Channel channel, String channelId) {
    return channel instanceof ThreadChannel thread ? thread.getParentChannel().getId() : channelId;
  }

  /// Tells the desk what the channel is called, of a thread its channel. Threads have names of what
  /// was asked in them, and direct messages none.
  static void tellName(FrontDesk desk, @Nullable Channel channel) {
    Channel told = channel instanceof ThreadChannel thread ? thread.getParentChannel() : channel;
    if (told != null && told.getType().isGuild()) {
      desk.channelIs(Platform.DISCORD, told.getId(), told.getName());
    }
  }

  /// Discord's id of the server, or [#DIRECT].
  static String workspace(Interaction interaction) {
    return interaction.isFromGuild()
        ? String.valueOf(interaction.getGuild() == null ? "" : interaction.getGuild().getId())
        : DIRECT;
  }
}
