package dev.sightline.discord;

import dev.sightline.event.IncomingFile;
import dev.sightline.event.IncomingFile.Origin;
import dev.sightline.event.Said;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Mentions;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.Message.Attachment;
import net.dv8tion.jda.api.entities.Role;
import net.dv8tion.jda.api.entities.User;
import net.dv8tion.jda.api.entities.channel.middleman.GuildChannel;
import net.dv8tion.jda.api.entities.messages.MessageSnapshot;
import org.jspecify.annotations.Nullable;

/// Reads what somebody wrote out of Discord's form: markup becomes plain text, attachments become
/// files. What a message forwards counts as said in it. Stickers are left out.
final class MessageReader {
  private static final Pattern EMOJI = Pattern.compile("<a?:(\\w+):\\d+>");
  private static final Pattern COMMAND = Pattern.compile("</([^:>]+):\\d+>");
  private static final Pattern QUIET_LINK = Pattern.compile("<(https?://[^\\s>]+)>");
  private static final Pattern MASKED_LINK =
      Pattern.compile("\\[([^\\[\\]\\n]+)]\\(<?(https?://[^\\s()<>]+)>?\\)");

  private static final String VOICE =
      "I cannot listen to voice messages. Please write your question.";
  private static final String BROKEN_LINK =
      "Discord gave me a broken link to this file. Please upload it again.";

  private MessageReader() {}

  /// The whole message, without the bot's own mention.
  static Said said(Message message) {
    StringBuilder text =
        new StringBuilder(
            plain(withoutOwnMention(message), message.getMentions(), guildOf(message)));
    List<IncomingFile> files = new ArrayList<>(files(message.getAttachments(), isVoice(message)));
    for (MessageSnapshot forwarded : message.getMessageSnapshots()) {
      String quoted = plain(forwarded.getContentRaw(), forwarded.getMentions(), null);
      text.append(text.isEmpty() || quoted.isEmpty() ? "" : "\n").append(quoted);
      boolean isVoice = forwarded.getFlags().contains(Message.MessageFlag.IS_VOICE_MESSAGE);
      files.addAll(files(forwarded.getAttachments(), isVoice));
    }
    return new Said(text.toString().strip(), files);
  }

  /// An attachment as a file; its bytes come from the original, never from the media proxy.
  static IncomingFile file(Attachment attachment) {
    @Nullable String type = attachment.getContentType();
    return new IncomingFile(
        attachment.getFileName(),
        type == null ? "" : type,
        attachment.getSize(),
        origin(attachment));
  }

  /// Whether the bot is addressed: by name, by the role that Discord made for it, or by a reply to
  /// it that pings.
  static boolean isAddressed(Message message) {
    Mentions mentions = message.getMentions();
    if (mentions.isMentioned(message.getJDA().getSelfUser(), Message.MentionType.USER)) {
      return true;
    }
    @Nullable Role own = ownRole(message);
    return own != null && mentions.getRoles().contains(own);
  }

  /// Whether Discord kept everything in the message from us.
  static boolean isEmpty(Message message) {
    return message.getContentRaw().isEmpty()
        && message.getAttachments().isEmpty()
        && message.getMessageSnapshots().isEmpty()
        && message.getEmbeds().isEmpty()
        && message.getStickers().isEmpty();
  }

  private static boolean isVoice(Message message) {
    return message.isVoiceMessage();
  }

  private static List<IncomingFile> files(List<Attachment> attachments, boolean isVoice) {
    return attachments.stream()
        .map(MessageReader::file)
        .map(file ->
            isVoice
                ? new IncomingFile(
                    file.name(),
                    file.claimedType(),
                    file.claimedSizeBytes(),
                    new IncomingFile.Unreadable(VOICE))
                : file)
        .toList();
  }

  private static Origin origin(Attachment attachment) {
    try {
      return new IncomingFile.SignedUrl(new URI(attachment.getUrl()));
    } catch (URISyntaxException broken) {
      return new IncomingFile.Unreadable(BROKEN_LINK);
    }
  }

  private static String withoutOwnMention(Message message) {
    String id = message.getJDA().getSelfUser().getId();
    String text = message.getContentRaw().replaceAll("<@!?" + id + ">", "");
    @Nullable Role own = ownRole(message);
    return own == null ? text : text.replace(own.getAsMention(), "");
  }

  private static @Nullable Role ownRole(Message message) {
    @Nullable Guild guild = guildOf(message);
    return guild == null ? null : guild.getBotRole();
  }

  private static @Nullable Guild guildOf(Message message) {
    return message.isFromGuild() ? message.getGuild() : null;
  }

  private static String plain(String markup, Mentions mentions, @Nullable Guild guild) {
    String text = markup;
    for (User user : mentions.getUsers()) {
      @Nullable Member member = guild == null ? null : guild.getMember(user);
      String name = member == null ? user.getEffectiveName() : member.getEffectiveName();
      text =
          text.replace("<@" + user.getId() + ">", "@" + name)
              .replace("<@!" + user.getId() + ">", "@" + name);
    }
    for (Role role : mentions.getRoles()) {
      text = text.replace(role.getAsMention(), "@" + role.getName());
    }
    for (GuildChannel channel : mentions.getChannels()) {
      text = text.replace(channel.getAsMention(), "#" + channel.getName());
    }
    text = EMOJI.matcher(text).replaceAll(":$1:");
    text = COMMAND.matcher(text).replaceAll("/$1");
    text = MASKED_LINK.matcher(text).replaceAll("$1 $2");
    text = QUIET_LINK.matcher(text).replaceAll("$1");
    return text.strip();
  }
}
