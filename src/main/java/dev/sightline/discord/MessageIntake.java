package dev.sightline.discord;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.ShuttingDown;
import dev.sightline.ask.Standing;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.ChatEvent.Deleted;
import dev.sightline.event.ChatEvent.DirectMessage;
import dev.sightline.event.ChatEvent.LinkPosted;
import dev.sightline.event.ChatEvent.Mention;
import dev.sightline.event.ChatEvent.ThreadReply;
import dev.sightline.event.EventKey;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Said;
import dev.sightline.event.StopWord;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.Page;
import dev.sightline.thread.ThreadWriter;
import java.util.List;
import java.util.concurrent.Executor;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageReference;
import net.dv8tion.jda.api.entities.MessageType;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.entities.channel.middleman.GuildChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns messages into events and gives them to the desk. Blocks; used off the gateway's thread, in
/// order within a channel.
final class MessageIntake {
  private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);

  private static final String NOT_TAKEN =
      "I could not take your question down. Please ask again in a minute.";
  private static final String WITHHELD =
      "Discord does not let me read the message you replied to. Open its menu, then Apps, and choose"
          + " Describe image or Summarise video.";

  private final FrontDesk desk;
  private final DiscordCalls calls;
  private final Executor threads;
  private final DiscordPeople people;

  /// By the question's id; a sign that is not kept up any more is forgotten.
  private final Cache<String, TypingSign> typing = Caffeine.newBuilder().weakValues().build();

  MessageIntake(FrontDesk desk, DiscordCalls calls, Executor threads, DiscordPeople people) {
    this.desk = desk;
    this.calls = calls;
    this.threads = threads;
    this.people = people;
  }

  boolean isLinkToSummarise(Message message) {
    return desk.summarises(message.getChannelId(), message.getContentRaw());
  }

  /// @param isAddressed whether it was said to the bot
  void take(Message message, boolean isAddressed) {
    Said said = MessageReader.said(message);
    DiscordThreadWriter writer =
        new DiscordThreadWriter(calls, threads, DiscordEvents.place(message, said));
    typing.asMap().putIfAbsent(message.getId(), writer.typing());
    try {
      if (said.files().isEmpty() && StopWord.is(said.text())) {
        saidStop(message, isAddressed, writer);
        return;
      }
      @Nullable ChatEvent event = event(message, said, isAddressed);
      if (event != null) {
        if (desk.accept(event, writer)) {
          DiscordEvents.tellName(desk, message.getChannel());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ShuttingDown e) {
      LOG.info("message {} is left to the next start", message.getId());
    } catch (RuntimeException e) {
      LOG.error("message {} was not taken", message.getId(), e);
      if (isAddressed) {
        say(writer, NOT_TAKEN);
      }
    }
  }

  /// In a thread "stop" counts without the bot's name; where nothing runs it is not meant for us.
  private void saidStop(Message message, boolean isAddressed, DiscordThreadWriter writer) {
    @Nullable GuildChannel channel = message.isFromGuild() ? message.getGuildChannel() : null;
    boolean isModerator = ControlIntake.isModerator(message.getMember(), channel);
    String answer =
        desk.control(
            new ChatEvent.Stop(
                DiscordEvents.key(message.getId()),
                people.author(message),
                DiscordEvents.thread(message),
                null,
                isModerator),
            writer);
    if (!answer.isEmpty() && isAddressed && desk.mayAsk(standing(message))) {
      DiscordThreadWriter.Place place =
          new DiscordThreadWriter.Place.Open(message.getChannelId(), message.getId());
      say(new DiscordThreadWriter(calls, threads, place), answer);
    }
  }

  private Standing standing(Message message) {
    return new Standing(people.author(message), DiscordEvents.thread(message).channel());
  }

  /// Somebody changed what they wrote.
  void edited(Message message) {
    if (!desk.answeredIn(DiscordEvents.thread(message))) {
      return;
    }
    // The answer stands in the thread that was opened under the question, if one was.
    @Nullable ThreadChannel started =
        message.isFromGuild() ? message.getGuild().getThreadChannelById(message.getIdLong()) : null;
    String channelId = started == null ? message.getChannelId() : started.getId();
    DiscordThreadWriter.Place place = new DiscordThreadWriter.Place.Open(channelId, null);
    try {
      desk.control(
          new ChatEvent.Edited(
              DiscordEvents.key(message.getId()),
              people.author(message),
              DiscordEvents.thread(message),
              MessageReader.said(message)),
          new DiscordThreadWriter(calls, threads, place));
    } catch (RuntimeException e) {
      LOG.error("the change of {} was not taken", message.getId(), e);
    }
  }

  /// Where nothing has been written yet, nothing will be: the sign that it is would stay.
  void take(Deleted deleted) {
    TypingSign sign = typing.getIfPresent(deleted.key().id());
    if (sign != null) {
      sign.end();
    }
    try {
      ThreadRef thread = deleted.thread();
      DiscordThreadWriter.Place place = new DiscordThreadWriter.Place.Open(thread.channel(), null);
      desk.accept(deleted, new DiscordThreadWriter(calls, threads, place));
    } catch (RuntimeException e) {
      LOG.error("deletion of {} was not taken", deleted.key().id(), e);
    }
  }

  private @Nullable ChatEvent event(Message message, Said said, boolean isAddressed)
      throws InterruptedException {
    EventKey key = DiscordEvents.key(message.getId());
    PersonRef person = people.author(message);
    ThreadRef thread = DiscordEvents.thread(message);
    if (!message.isFromGuild()) {
      return new DirectMessage(key, person, thread, said, quoted(message));
    }
    if (isAddressed) {
      return new Mention(key, person, thread, said, quoted(message));
    }
    if (message.getChannelType().isThread() && desk.answeredIn(thread)) {
      return new ThreadReply(key, person, thread, said, quoted(message));
    }
    return isLinkToSummarise(message) ? new LinkPosted(key, person, thread, said) : null;
  }

  /// The message that this one replies to. Discord leaves it out or empties it at times; then it is
  /// asked for once.
  private @Nullable Said quoted(Message message) throws InterruptedException {
    @Nullable MessageReference reference = message.getMessageReference();
    if (message.getType() != MessageType.INLINE_REPLY || reference == null) {
      return null;
    }
    @Nullable Message referenced = message.getReferencedMessage();
    if (referenced != null && !MessageReader.isEmpty(referenced)) {
      return MessageReader.said(referenced);
    }
    try {
      Message fetched =
          DiscordCalls.await(message.getChannel().retrieveMessageById(reference.getMessageId()));
      return MessageReader.isEmpty(fetched) ? withheld(WITHHELD) : MessageReader.said(fetched);
    } catch (PlatformRefused refused) {
      LOG.debug("message {} replies to one that cannot be had", message.getId(), refused);
      return refused.reason() == Reason.GONE ? null : withheld(WITHHELD);
    } catch (Throttled throttled) {
      return withheld(WITHHELD);
    } catch (RuntimeException noPermission) {
      LOG.debug("message {} replies to one that cannot be had", message.getId(), noPermission);
      return withheld(WITHHELD);
    }
  }

  private static Said withheld(String reason) {
    return new Said(
        "",
        List.of(
            new IncomingFile(
                "the message you replied to", "", -1, new IncomingFile.Unreadable(reason))));
  }

  private static void say(ThreadWriter writer, String sentence) {
    try {
      writer.post(Page.of(sentence));
    } catch (PlatformRefused | Throttled unsaid) {
      LOG.warn("could not say that a question was not taken: {}", unsaid.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
