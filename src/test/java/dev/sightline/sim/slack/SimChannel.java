package dev.sightline.sim.slack;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// A conversation, and what people do in it. Safe for all threads.
///
/// Text is given as Slack puts it on the wire: `<@U1>` for a mention, `<https://…>` for a link,
/// `&amp;`, `&lt;` and `&gt;` escaped.
public final class SimChannel {
  private final SlackWorld world;
  private final SlackFeed feed;
  private final String id;
  private final String name;
  private final ChannelKind kind;
  private final @Nullable String otherPerson;
  private final Map<String, SimMessage> messages = new ConcurrentSkipListMap<>();
  private final Map<String, Queue<SimMessage>> threads = new ConcurrentHashMap<>();
  private volatile boolean hasBot = true;
  private volatile boolean archived;

  SimChannel(
      SlackWorld world,
      SlackFeed feed,
      String id,
      String name,
      ChannelKind kind,
      @Nullable String otherPerson) {
    this.world = world;
    this.feed = feed;
    this.id = id;
    this.name = name;
    this.kind = kind;
    this.otherPerson = otherPerson;
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  public ChannelKind kind() {
    return kind;
  }

  public boolean hasBot() {
    return hasBot;
  }

  public boolean isArchived() {
    return archived;
  }

  public SimChannel archive() {
    archived = true;
    return this;
  }

  public SimChannel removeBot() {
    hasBot = false;
    return this;
  }

  public SimChannel inviteBot() {
    hasBot = true;
    return this;
  }

  /// A person says something, outside of threads.
  public SimMessage post(String userId, String text, SimFile... files) {
    return post(feed.delivery(), userId, text, files);
  }

  /// As `post`, with its own way of reaching the app.
  public SimMessage post(Delivery delivery, String userId, String text, SimFile... files) {
    return say(delivery, userId, null, text, files);
  }

  /// A person answers in a thread.
  public SimMessage reply(String userId, String threadTs, String text, SimFile... files) {
    return reply(feed.delivery(), userId, threadTs, text, files);
  }

  /// As `reply`, with its own way of reaching the app.
  public SimMessage reply(
      Delivery delivery, String userId, String threadTs, String text, SimFile... files) {
    return say(delivery, userId, threadTs, text, files);
  }

  private SimMessage say(
      Delivery delivery, String userId, @Nullable String threadTs, String text, SimFile... files) {
    world.addPerson(userId, "person-" + userId);
    SimMessage message =
        add(userId, false, threadTs, MessageVersion.plain(text), Arrays.asList(files));
    feed.posted(message, delivery);
    return message;
  }

  /// A person changes what they said.
  public void edit(SimMessage message, String text) {
    MessageVersion before = message.latest();
    message.change(MessageVersion.plain(text), true);
    feed.changed(message, before);
  }

  /// Somebody deletes a message, the bot's too.
  public void delete(SimMessage message) {
    message.delete();
    feed.deleted(message);
  }

  /// Slack unfurls the link of a message: a hidden `message_changed`.
  public void unfurl(SimMessage message, Unfurl unfurl) {
    MessageVersion before = message.latest();
    var attachments = before.attachments().deepCopy();
    attachments.add(unfurl.toJson(attachments.size() + 1));
    message.change(before.withAttachments(Instant.now(), attachments), false);
    feed.changed(message, before);
  }

  SimMessage add(
      String userId,
      boolean fromBot,
      @Nullable String threadTs,
      MessageVersion version,
      List<SimFile> files) {
    SimMessage message =
        new SimMessage(this, world.nextTs(), threadTs, userId, fromBot, version, files);
    for (SimFile file : files) {
      if (file.uploaderId().isEmpty()) {
        file.uploadedBy(userId);
      }
      file.sharedIn().add(id);
    }
    messages.put(message.ts(), message);
    if (threadTs != null) {
      threads.computeIfAbsent(threadTs, any -> new ConcurrentLinkedQueue<>()).add(message);
    }
    return message;
  }

  /// All messages, oldest first, the deleted ones too.
  public List<SimMessage> messages() {
    return List.copyOf(messages.values());
  }

  public Optional<SimMessage> message(String ts) {
    return Optional.ofNullable(messages.get(ts));
  }

  /// Replies of a thread that are not deleted, oldest first.
  List<SimMessage> replies(String rootTs) {
    Queue<SimMessage> replies = threads.get(rootTs);
    return replies == null
        ? List.of()
        : replies.stream().filter(message -> !message.isDeleted()).toList();
  }

  @Nullable String otherPerson() {
    return otherPerson;
  }
}
