package dev.sightline.discord;

import dev.sightline.ask.Whereabouts;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
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
/// again, so it reads from a little before the time until which everything was heard. A reading
/// that is cut off is done again by the next process. Commands cannot be caught up with: Discord
/// tells the person that they failed.
final class MissedMessages {
  private static final Logger LOG = LoggerFactory.getLogger(MissedMessages.class);

  /// What is older is not answered any more; our own choice, as the one below.
  private static final Duration OLDEST = Duration.ofHours(1);

  /// An event may be taken this much later than one that came after it.
  private static final Duration OVERLAP = Duration.ofMinutes(2);

  /// Most messages that one call gives (Discord docs, Get Channel Messages).
  private static final int PAGE = 100;

  /// Channels in which something was said that was not heard. Each is one call, of 50 a second for
  /// the whole bot; our own choice, as the next.
  private static final int MOST_CHANNELS = 200;

  /// Channels in which something was heard last, but may not have been taken any more.
  private static final int MOST_HEARD_CHANNELS = 50;

  /// Calls for one place; our own choice.
  private static final int MOST_PAGES = 5;

  private final DiscordListener listener;
  private final Executor threads;
  private final InstantSource clock;
  private final Runnable onDone;
  private final AtomicInteger readings = new AtomicInteger();

  /// @param onDone told when everything is read
  MissedMessages(DiscordListener listener, Executor threads, InstantSource clock, Runnable onDone) {
    this.listener = listener;
    this.threads = threads;
    this.clock = clock;
    this.onDone = onDone;
  }

  /// Reads all places at the same time, and waits for nothing.
  ///
  /// @param before what was known before nobody listened
  void read(JDA session, Whereabouts before) {
    Instant oldest = clock.instant().minus(OLDEST);
    Instant overlapping = before.heardUntil().minus(OVERLAP);
    long since = firstIdAt(overlapping.isBefore(oldest) ? oldest : overlapping);
    List<Reading> all = new ArrayList<>();
    channels(session, before, since).forEach(channel -> all.add(() -> read(channel, since)));
    before.places().stream()
        .filter(place -> place.workspace().equals(DiscordEvents.DIRECT))
        .forEach(
            place -> all.add(() -> read(session.openPrivateChannelById(place.person()), since)));
    readings.incrementAndGet();
    AtomicInteger left = new AtomicInteger(all.size() + 1);
    all.forEach(reading ->
        threads.execute(() -> {
          try {
            reading.run();
            ended(left);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }));
    ended(left);
  }

  /// One place; cut off, it is not read.
  @FunctionalInterface
  private interface Reading {
    void run() throws InterruptedException;
  }

  private void ended(AtomicInteger left) {
    if (left.decrementAndGet() == 0 && readings.decrementAndGet() == 0) {
      onDone.run();
    }
  }

  /// An id of Discord's tells when it was made.
  private static long firstIdAt(Instant time) {
    return TimeUtil.getDiscordTimestamp(Math.max(TimeUtil.DISCORD_EPOCH, time.toEpochMilli()));
  }

  /// Where something was said that nobody heard, those first in which the bot was asked lately;
  /// then where something was heard last.
  private static Stream<GuildMessageChannel> channels(JDA session, Whereabouts before, long since) {
    Set<String> known =
        before.places().stream().map(Whereabouts.Place::channel).collect(Collectors.toSet());
    long heard = firstIdAt(before.heardUntil());
    Comparator<GuildMessageChannel> newestFirst =
        Comparator.comparing(
            GuildMessageChannel::getLatestMessageIdLong,
            (one, other) -> Long.compareUnsigned(other, one));
    Map<Boolean, List<GuildMessageChannel>> byNews =
        session.getGuilds().stream()
            .flatMap(guild ->
                Stream.<GuildMessageChannel>concat(
                    guild.getTextChannels().stream(), guild.getThreadChannels().stream()))
            .filter(channel -> isLater(channel, since))
            .filter(channel ->
                channel
                    .getGuild()
                    .getSelfMember()
                    .hasPermission(channel, Permission.VIEW_CHANNEL, Permission.MESSAGE_HISTORY))
            .sorted(newestFirst)
            .collect(Collectors.partitioningBy(channel -> isLater(channel, heard)));
    return Stream.concat(
        byNews.getOrDefault(true, List.of()).stream()
            .sorted(Comparator.comparing(channel -> !known.contains(channel.getId())))
            .limit(MOST_CHANNELS),
        byNews.getOrDefault(false, List.of()).stream().limit(MOST_HEARD_CHANNELS));
  }

  private static boolean isLater(GuildMessageChannel channel, long messageId) {
    return Long.compareUnsigned(channel.getLatestMessageIdLong(), messageId) > 0;
  }

  private void read(RestAction<PrivateChannel> opening, long since) throws InterruptedException {
    try {
      read(DiscordCalls.await(opening), since);
    } catch (PlatformRefused | Throttled e) {
      LOG.warn("what was said in a direct message meanwhile is not read: {}", e.toString());
    }
  }

  private void read(MessageChannel channel, long since) throws InterruptedException {
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
    } catch (PlatformRefused | Throttled | RuntimeException e) {
      LOG.warn("what was said in {} meanwhile is not read: {}", channel.getId(), e.toString());
    }
  }
}
