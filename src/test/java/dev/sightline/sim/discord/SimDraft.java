package dev.sightline.sim.discord;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message that a person is writing. Used by one thread.
public final class SimDraft {
  private static final int REPLY = 19;
  private static final int VOICE_MESSAGE = 1 << 13;

  private final SimChannel channel;
  private final SimUser author;
  private final List<SimFile> files = new ArrayList<>();
  private String text = "";
  private long flags;
  private boolean pingsReplied = true;
  private @Nullable SimMessage replied;
  private @Nullable SimMessage forwarded;

  SimDraft(SimChannel channel, SimUser author) {
    this.channel = channel;
    this.author = author;
  }

  /// What it says, in Discord's markup.
  public SimDraft text(String said) {
    text = said;
    return this;
  }

  /// What is attached, in order.
  public SimDraft files(SimFile... attached) {
    files.addAll(List.of(attached));
    return this;
  }

  /// Makes it a reply, with the ping that Discord's clients switch on by default.
  public SimDraft replyTo(SimMessage message) {
    replied = message;
    return this;
  }

  /// Switches the ping of the reply off.
  public SimDraft withoutPing() {
    pingsReplied = false;
    return this;
  }

  /// Makes it a forward of a message as it is now.
  public SimDraft forward(SimMessage message) {
    forwarded = message;
    return this;
  }

  /// Marks it as a voice message.
  public SimDraft asVoiceMessage() {
    flags |= VOICE_MESSAGE;
    return this;
  }

  /// Writes it; the gateway tells the bot at once.
  public SimMessage send() {
    DiscordWorld world = channel.world;
    return world.call(() -> {
      SimMessage message =
          new SimMessage(channel, world.ids.next(), author, replied == null ? 0 : REPLY);
      message.content = text;
      message.flags = flags;
      message.reply = replied;
      message.forwarded = forwarded == null ? null : forwarded.snapshot();
      message.forwardedFrom = forwarded;
      files.forEach(file ->
          message.attachments.add(new SimAttachment(world.ids.next(), channel.id(), file, false)));
      Pings named = Mentions.in(text, channel, author);
      message.pings =
          replied == null || !pingsReplied ? named : Mentions.plus(named, replied.author().id());
      message.named = message.pings;
      message.remember();
      channel.wake();
      world.publish(message);
      return message;
    });
  }
}
