package dev.sightline.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something a person did on a platform, in our own words.
public sealed interface ChatEvent {

  /// What makes this event the same when it is delivered again.
  EventKey key();

  /// Who did it.
  PersonRef person();

  /// Where an answer belongs.
  ThreadRef thread();

  /// The bot was addressed in a channel.
  ///
  /// @param quoted the message that was replied to, if any
  record Mention(EventKey key, PersonRef person, ThreadRef thread, Said said, @Nullable Said quoted)
      implements ChatEvent {}

  /// Somebody wrote in a thread without addressing the bot; an ask only if the bot answered there
  /// before.
  record ThreadReply(
      EventKey key, PersonRef person, ThreadRef thread, Said said, @Nullable Said quoted)
      implements ChatEvent {}

  /// Somebody wrote to the bot alone.
  record DirectMessage(
      EventKey key, PersonRef person, ThreadRef thread, Said said, @Nullable Said quoted)
      implements ChatEvent {}

  /// A slash command: `look`, `watch` or `ask`.
  record Command(EventKey key, PersonRef person, ThreadRef thread, Verb verb, Said said)
      implements ChatEvent {}

  /// "Describe image" or "Summarise video" chosen on somebody's message.
  ///
  /// @param target the message it was chosen on
  record MenuAction(EventKey key, PersonRef person, ThreadRef thread, Verb verb, Said target)
      implements ChatEvent {}

  /// A message with a video link in a channel that is set to summarise them.
  record LinkPosted(EventKey key, PersonRef person, ThreadRef thread, Said said)
      implements ChatEvent {}

  /// The question was deleted; a running answer to it ends.
  record Deleted(EventKey key, PersonRef person, ThreadRef thread) implements ChatEvent {}

  /// The question was changed after it was asked.
  ///
  /// @param said what it says now
  record Edited(EventKey key, PersonRef person, ThreadRef thread, Said said) implements ChatEvent {}

  /// A button under one of our messages was pressed.
  ///
  /// @param button its id
  /// @param isModerator whether the person may do with other people's answers what they may do with
  ///   their own
  /// @param at when, by the platform's clock; of two presses the later counts, however they come
  record Pressed(
      EventKey key,
      PersonRef person,
      ThreadRef thread,
      String button,
      boolean isModerator,
      Instant at)
      implements ChatEvent {}

  /// Somebody wants an answer to stop, by other means than its button.
  ///
  /// @param messageId the question, or a message of the answer, that a sign was put on; null where
  ///   what runs in the thread is meant
  /// @param isModerator as in [Pressed]
  record Stop(
      EventKey key,
      PersonRef person,
      ThreadRef thread,
      @Nullable String messageId,
      boolean isModerator)
      implements ChatEvent {}

  /// A question is asked anew.
  ///
  /// @param of the ask whose question it is
  /// @param route the route that is to answer; null for the one that answered before
  record Again(EventKey key, PersonRef person, ThreadRef thread, AskId of, @Nullable String route)
      implements ChatEvent {}

  /// The model is to go on where its answer was cut.
  ///
  /// @param of the ask whose answer it is
  /// @param route the route that is to go on; null for the one that answered before
  record Continue(
      EventKey key, PersonRef person, ThreadRef thread, AskId of, @Nullable String route)
      implements ChatEvent {}

  /// What a command or menu asks for.
  enum Verb {
    /// Look at pictures.
    LOOK,
    /// Watch a video.
    WATCH,
    /// Answer a question.
    ASK
  }
}
