package dev.sightline.discord;

import dev.sightline.ask.Whereabouts;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageHistory;
import net.dv8tion.jda.api.entities.channel.concrete.PrivateChannel;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.requests.RestAction;
import net.dv8tion.jda.api.utils.TimeUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what was said while nobody listened: Discord tells a new session nothing of before
/// (Discord docs, "Gateway", c98d64bc, read 2026-08-06).
///
/// Only where something was said since, which channels tell by themselves, and in the direct
/// messages in which the bot was asked lately; and only so much. What was taken before is not taken
/// again, so it reads from a little before the newest event that was taken. Commands cannot be
/// caught up with: Discord tells the person that they failed.
final class MissedMessages {
  private static final Logger LOG = LoggerFactory.getLogger(MissedMessages.class);

  /// What is older is not answered any more; our own choice, as the one below.
  private static final Duration OLDEST = Duration.ofHours(1);

  /// An event may be taken this much later than one that came after it.
  private static final Duration OVERLAP = Duration.ofMinutes(2);

  /// Most messages that one call gives (Discord docs, Get Channel Messages).
  private static final int PAGE = 100;

  /// Each is one call, of 50 a second for the whole bot; our own choice.
  private static final int MOST_CHANNELS = 100;

  /// Calls for one place; our own choice.
  private static final int MOST_PAGES = 5;

  private final DiscordListener listener;
  private final Executor threads;
  private final InstantSource clock;

  MissedMessages(DiscordListener listener, Executor threads, InstantSource clock) {
    this.listener = listener;
    this.threads = threads;
    this.clock = clock;
  }

  /// Reads all places at the same time, and waits for nothing.
  ///
  /// @param before where the bot was asked before nobody listened
  void read(JDA session, Whereabouts before) {
    Instant oldest = clock.instant().minus(OLDEST);
    Instant newest = before.newest().minus(OVERLAP);
    long since =
        TimeUtil.getDiscordTimestamp((newest.isBefore(oldest) ? oldest : newest).toEpochMilli());
    channels(session, before, since)
        .forEach(channel -> threads.execute(() -> read(channel, since)));
    before.places().stream()
        .filter(place -> place.workspace().equals(DiscordEvents.DIRECT))
        .forEach(place ->
            threads.execute(() -> read(session.openPrivateChannelById(place.person()), since)));
  }

  /// Those where the bot was asked lately come first.
  private static Stream<GuildMessageChannel> channels(JDA session, Whereabouts before, long since) {
    Set<String> known =
        before.places().stream().map(Whereabouts.Place::channel).collect(Collectors.toSet());
    return session.getGuilds().stream()
        .flatMap(guild ->
            Stream.<GuildMessageChannel>concat(
                guild.getTextChannels().stream(), guild.getThreadChannels().stream()))
        .filter(channel -> Long.compareUnsigned(channel.getLatestMessageIdLong(), since) > 0)
        .filter(channel ->
            channel
                .getGuild()
                .getSelfMember()
                .hasPermission(channel, Permission.VIEW_CHANNEL, Permission.MESSAGE_HISTORY))
        .sorted(
            Comparator.comparing((GuildMessageChannel channel) -> !known.contains(channel.getId()))
                .thenComparing(
                    GuildMessageChannel::getLatestMessageIdLong, Comparator.reverseOrder()))
        .limit(MOST_CHANNELS);
  }

  private void read(RestAction<PrivateChannel> opening, long since) {
    try {
      read(DiscordCalls.await(opening), since);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (PlatformRefused | Throttled e) {
      LOG.warn("what was said in a direct message meanwhile is not read: {}", e.toString());
    }
  }

  private void read(MessageChannel channel, long since) {
    try {
      long after = since;
      for (int pages = 0; pages < MOST_PAGES; pages++) {
        List<Message> oldestFirst =
            DiscordCalls.await(
                    MessageHistory.getHistoryAfter(channel, Long.toUnsignedString(after))
                        .limit(PAGE))
                .getRetrievedHistory()
                .reversed();
        oldestFirst.forEach(listener::offer);
        if (oldestFirst.size() < PAGE) {
          return;
        }
        after = oldestFirst.getLast().getIdLong();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (PlatformRefused | Throttled | RuntimeException e) {
      LOG.warn("what was said in {} meanwhile is not read: {}", channel.getId(), e.toString());
    }
  }
}
