package dev.sightline.ask;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.NotAllowed;
import dev.sightline.ledger.ChannelNames;
import dev.sightline.media.MediaKind;
import dev.sightline.media.VideoLink;
import dev.sightline.thread.ThreadWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All that a surface may ask of the bot. Safe for all threads.
public final class FrontDesk {
  private final Taker taker;
  private final Predicate<ThreadRef> answeredIn;
  private final Accounts accounts;
  private final Set<String> summarisingChannels;
  private final @Nullable Inbox inbox;
  private final @Nullable CatchUps catchUps;
  private final Clerk clerk;
  private final @Nullable ChannelNames channels;

  /// Carries orders out.
  @FunctionalInterface
  public interface Clerk {
    /// As [FrontDesk#order].
    String carryOut(Order order);
  }

  /// Takes an event over.
  @FunctionalInterface
  public interface Taker {
    /// As [FrontDesk#accept].
    boolean accept(ChatEvent event, ThreadWriter writer);

    /// As [FrontDesk#control].
    default String control(ChatEvent event, ThreadWriter writer) {
      return "";
    }

    /// As [FrontDesk#refusal].
    default Optional<NotAllowed> refusal(ChatEvent event) {
      return Optional.empty();
    }

    /// As [FrontDesk#refused].
    default void refused(ChatEvent event, String why) {}

    /// As [FrontDesk#mayAsk].
    default boolean mayAsk(Standing standing) {
      return true;
    }
  }

  /// Makes the desk of what stands behind it.
  ///
  /// @param answeredIn whether the bot answered in a thread before
  /// @param accounts what people have spent
  /// @param summarisingChannels ids of the channels in which posted video links are summarised
  public FrontDesk(
      Taker taker,
      Predicate<ThreadRef> answeredIn,
      Accounts accounts,
      Set<String> summarisingChannels) {
    this(
        taker,
        answeredIn,
        accounts,
        summarisingChannels,
        null,
        null,
        _ -> "I am not set up to do that.");
  }

  /// The same for a bot that goes on where it stopped.
  ///
  /// @param inbox what is acknowledged and not claimed yet; null keeps nothing
  /// @param catchUps what has to be read; null knows nothing
  /// @param clerk carries out what people order
  public FrontDesk(
      Taker taker,
      Predicate<ThreadRef> answeredIn,
      Accounts accounts,
      Set<String> summarisingChannels,
      @Nullable Inbox inbox,
      @Nullable CatchUps catchUps,
      Clerk clerk) {
    this(taker, answeredIn, accounts, summarisingChannels, inbox, catchUps, clerk, null);
  }

  /// The same for one whose admins see lists of channels.
  ///
  /// @param channels what channels are called; null keeps nothing
  public FrontDesk(
      Taker taker,
      Predicate<ThreadRef> answeredIn,
      Accounts accounts,
      Set<String> summarisingChannels,
      @Nullable Inbox inbox,
      @Nullable CatchUps catchUps,
      Clerk clerk,
      @Nullable ChannelNames channels) {
    this.channels = channels;
    this.taker = taker;
    this.answeredIn = answeredIn;
    this.accounts = accounts;
    this.summarisingChannels = Set.copyOf(summarisingChannels);
    this.inbox = inbox;
    this.catchUps = catchUps;
    this.clerk = clerk;
  }

  /// Writes down what a platform told, before it is acknowledged: the platform will not tell it
  /// again.
  ///
  /// @param body in the surface's own words
  /// @return the letter for [#done]
  public Inbox.Letter keep(Platform platform, String body) {
    return new Inbox.Letter(inbox == null ? "" : inbox.keep(platform, body), body);
  }

  /// What was kept is claimed, or was not for the bot.
  public void done(Inbox.Letter letter) {
    if (inbox != null) {
      inbox.done(letter.id());
    }
  }

  /// What an earlier process kept and did not get done, oldest first. To be asked for before
  /// anything new is kept.
  public List<Inbox.Letter> left(Platform platform) {
    return inbox == null ? List.of() : inbox.left(platform);
  }

  /// What to read on a platform that does not tell what the bot missed. To be asked for before
  /// anything new is taken; once all is read, [#caughtUp] follows.
  public Whereabouts catchUp(Platform platform) {
    return catchUps == null ? Whereabouts.NOWHERE : catchUps.begin(platform);
  }

  /// All that was missed is read.
  public void caughtUp(Platform platform) {
    if (catchUps != null) {
      catchUps.end(platform);
    }
  }

  /// Takes the event, and answers it on a thread of its own. Returns as soon as the event is
  /// claimed, which takes a write to the store: call it after the platform's acknowledgement where
  /// that is short of time.
  ///
  /// @param writer where the answer goes; used only if the event is taken
  /// @return false if the event was delivered before or is not for the bot: nothing will be written
  /// @throws ShuttingDown if nothing is taken any more
  public boolean accept(ChatEvent event, ThreadWriter writer) {
    return taker.accept(event, writer);
  }

  /// Why this person may not ask this, for who can tell them alone, before [#accept] would have to
  /// say it in the thread. Returns at once.
  ///
  /// @return a sentence for the person, who has to be told it, and then [#refused] be told; empty
  ///   if they may
  public Optional<String> refusal(ChatEvent event) {
    return taker.refusal(event).map(NotAllowed::reason);
  }

  /// Takes down that the person was told why they may not ask this.
  public void refused(ChatEvent event, String why) {
    taker.refused(event, why);
  }

  /// Whether this person may ask here at all.
  public boolean mayAsk(Standing standing) {
    return taker.mayAsk(standing);
  }

  /// Does what a person wants with an answer that is there or under way: a button pressed, a sign
  /// to stop, a question changed or deleted. Blocks for a moment, as [#accept] does.
  ///
  /// @param writer where more would be said; for a question that is asked again, its answer goes
  ///   there
  /// @return a sentence for the person alone; empty where there is nothing to say
  public String control(ChatEvent event, ThreadWriter writer) {
    return taker.control(event, writer);
  }

  /// Whether the bot answered in this thread before, so that what is said there is a question to
  /// it.
  public boolean answeredIn(ThreadRef thread) {
    return answeredIn.test(thread);
  }

  /// Whether what was posted in this channel is a video link that is summarised unasked.
  public boolean summarises(String channelId, String text) {
    return summarisingChannels.contains(channelId)
        && VideoLink.findIn(text).stream()
            .anyMatch(link -> link.kind() != MediaKind.IMAGE && !VideoLink.isPage(link.url()));
  }

  /// Notes what a channel is called in which something was asked: not one of direct or group
  /// messages, whose name would tell who is in it.
  ///
  /// @param name without a `#`
  public void channelIs(Platform platform, String channelId, String name) {
    if (channels != null) {
      channels.keep(platform, channelId, name);
    }
  }

  /// Carries an order out. Blocks: an answer may have to be stopped first.
  ///
  /// @return Markdown for the person alone
  public String order(Order order) {
    return clerk.carryOut(order);
  }

  /// What a person has spent today and this month.
  public UsageAnswer usage(PersonRef person) {
    return accounts.of(person);
  }

  /// What a person sees of their own account.
  public PersonalPage page(PersonRef person) {
    return accounts.page(person);
  }

  /// Sets what a person chose on that page.
  ///
  /// @return false if it is not theirs to choose; then nothing is changed
  public boolean choose(PersonRef person, String setting, String option) {
    return accounts.choose(person, setting, option);
  }

  /// How to use the bot, in Markdown.
  public String help(Platform platform) {
    return switch (platform) {
      case SLACK ->
          help(
              "Mention me with",
              "`/sightline look`, `/sightline watch`, `/sightline ask`",
              "`/sightline usage`",
              "`/sightline budget`",
              "`/sightline link` makes you one person here and on Discord",
              "`/sightline forget me`");
      case DISCORD ->
          help(
              "Mention me with",
              "`/look`, `/watch`, `/ask`",
              "`/usage`",
              "`/budget show`",
              "`/link` makes you one person here and on Slack",
              "`/forget`");
      case WEB -> help("Drop in", "", "Usage, above,");
      case TERMINAL -> help("Name", "`--image`, `--video`", "`sightline usage`");
    };
  }

  private static String help(
      String verb, String commands, String usage, String budget, String link, String forget) {
    return help(verb, commands, usage)
        + """

        - %s shows what you may spend, and lets admins change it.
        - %s, with one budget.
        - %s erases what I keep of you.\
        """
            .formatted(budget, link, forget);
  }

  private static String help(String verb, String commands, String usage) {
    String also = commands.isEmpty() ? "" : "- Or use %s.\n".formatted(commands);
    return """
    **I look at pictures and watch videos.**
    - %s a picture or a video and ask. Then go on asking in the thread.
    - Post a video link with your question; YouTube will do.
    %s- %s shows what you have spent.
    """
        .formatted(verb, also, usage)
        .strip();
  }
}
