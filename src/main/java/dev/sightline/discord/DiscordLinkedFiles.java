package dev.sightline.discord;

import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.entities.channel.middleman.GuildChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Links to files that were attached to messages elsewhere on Discord.
///
/// While its signature is fresh, such a link opens the file for everybody. The bot can have a fresh
/// one made of any link, so it does that only for who may read the channel that the file is in.
final class DiscordLinkedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DiscordLinkedFiles.class);

  /// `/attachments/{channel}/{attachment}/{name}`.
  private static final Pattern PATH = Pattern.compile("/attachments/(\\d{1,20})/\\d{1,20}/([^/]+)");

  private final Supplier<JDA> session;

  DiscordLinkedFiles(Supplier<JDA> session) {
    this.session = session;
  }

  /// Absent where it is for the link's own signature to say who may have the file.
  Optional<IncomingFile> file(URI link, PersonRef reader, ThreadRef thread)
      throws InterruptedException {
    Matcher path = PATH.matcher(link.getPath() == null ? "" : link.getPath());
    if (!path.matches() || !mayRead(path.group(1), reader, thread)) {
      return Optional.empty();
    }
    return Optional.of(new IncomingFile(path.group(2), "", -1, new IncomingFile.SignedUrl(link)));
  }

  private boolean mayRead(String channelId, PersonRef reader, ThreadRef thread)
      throws InterruptedException {
    if (channelId.equals(thread.channel()) || channelId.equals(thread.thread())) {
      return true;
    }
    @Nullable GuildChannel channel = session.get().getGuildChannelById(channelId);
    boolean isForAllOfAChannel =
        channel != null && !(channel instanceof ThreadChannel inner && !inner.isPublic());
    if (channel == null || !isForAllOfAChannel) {
      return false;
    }
    try {
      Member member = DiscordCalls.await(channel.getGuild().retrieveMemberById(reader.id()));
      return member.hasPermission(channel, Permission.VIEW_CHANNEL, Permission.MESSAGE_HISTORY);
    } catch (PlatformRefused | Throttled e) {
      LOG.info(
          "not known to read channel {}, so its file is not opened: {}", channelId, e.toString());
      return false;
    }
  }
}
