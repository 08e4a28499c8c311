package dev.sightline.thread;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.ServerWindow;
import dev.sightline.limit.Throttled;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes one answer's messages where the person reads. Made for one ask.
///
/// Calls block until the platform has answered. The pacer decides when to call and never has two
/// calls for one message under way; calls for different messages may overlap. Text is made inert by
/// the writer: nothing in a [Page] can ping, forge a button or unfurl a link.
public interface ThreadWriter {

  /// What the platform allows here.
  ThreadLimits limits();

  /// What its surface needs, beside the thread, to make a writer for the same place after a
  /// restart; empty where it needs no more.
  default String address() {
    return "";
  }

  /// Told once, before anything is written: by what name the platform is to know the messages of
  /// this answer, so that one whose posting got no answer is found and not posted again.
  ///
  /// @param answer at most 25 letters and digits
  /// @param standing how many of its messages an earlier process posted
  /// @param isInDoubt whether that process may have posted one more
  default void knownAs(String answer, int standing, boolean isInDoubt) {}

  /// How long the platform would count this page, in the unit of [ThreadLimits#pageChars].
  int lengthOf(Page page);

  /// What the platform allows for a message that stands, where one answer's messages are written in
  /// different ways.
  default ThreadLimits limitsOf(Posted standing) {
    return limits();
  }

  /// How the platform counts the calls of a limit, if it said so with the last of them. Asked after
  /// each call.
  default Optional<ServerWindow> told(CallLimit limit) {
    return Optional.empty();
  }

  /// Whether text that is still growing is wanted as it is; else an open code fence is closed for
  /// show. Asked right before each call.
  ///
  /// @param standing the message that grows; null before a message is added
  default boolean wantsRawText(@Nullable Posted standing) {
    return false;
  }

  /// Whether the platform shows the buttons of a [Page].
  default boolean hasButtons() {
    return false;
  }

  /// Whether a message that shows all of its text has to be edited once more when nothing is added
  /// to it any longer.
  default boolean endsMessages() {
    return false;
  }

  /// Says whom to tell when the person stops the answer by the platform's own means. Called once,
  /// before the first post.
  default void onStop(Runnable stop) {}

  /// Told once the answer is wanted, though others of the thread may come before it. Returns at
  /// once. [#ended] follows, however the answer ends.
  default void taken() {}

  /// Told when nothing more will be written of an answer that was [#taken]. Returns at once.
  default void ended() {}

  /// A writer for another answer that follows this one in the same place.
  default ThreadWriter following() {
    return this;
  }

  /// A writer for a sentence about a question that gets no answer: no place is made for it.
  default ThreadWriter aside() {
    return this;
  }

  /// Says something to one person of those who read here.
  ///
  /// @param personId the platform's id of them
  /// @param questionId what they said, by the key of its event
  /// @return false where the platform cannot say it so that nobody else sees it; nothing is said
  /// @throws Throttled if the platform took nothing
  default boolean tellAlone(String personId, String questionId, String sentence)
      throws PlatformRefused, Throttled, InterruptedException {
    return false;
  }

  /// Shows that work is under way while there is no text yet; does nothing where the platform has
  /// no sign for it. Called once, before the first post.
  default void working() throws PlatformRefused, InterruptedException {}

  /// Shows in words what is going on while there is no text yet, where the platform has a line for
  /// that; a message replaces it. Called with newer words at most once a second.
  ///
  /// @return whether people see it
  /// @throws Throttled if the platform took nothing
  default boolean status(String words) throws PlatformRefused, Throttled, InterruptedException {
    return false;
  }

  /// How long people wait without a text before what is going on is worth a message of its own,
  /// which the text then replaces; absent where people see another sign, and for ever.
  default Optional<Duration> wordsAfter() {
    return Optional.empty();
  }

  /// Makes the place where the answer goes, where there is none yet. Called before the first post,
  /// and again when it failed in a way that may pass; [#limits] may be others afterwards.
  ///
  /// @throws Throttled if the platform took nothing and wants us to wait
  /// @throws PlatformRefused if there is no place to write to
  default void makePlace() throws PlatformRefused, Throttled, InterruptedException {}

  /// Adds a message to the thread.
  ///
  /// @throws Throttled if the platform took nothing and wants us to wait
  /// @throws PlatformRefused if it will not take it
  Posted post(Page page) throws PlatformRefused, Throttled, InterruptedException;

  /// Replaces what one of our messages shows.
  ///
  /// @throws Throttled if the platform took nothing and wants us to wait
  /// @throws PlatformRefused if it will not take it, also when the message is gone
  void edit(Posted posted, Page page) throws PlatformRefused, Throttled, InterruptedException;

  /// Takes one of our messages away; does nothing where nothing can be taken away. One that is gone
  /// already counts as taken away.
  ///
  /// @throws Throttled if the platform took nothing and wants us to wait
  /// @throws PlatformRefused if it stays
  default void delete(Posted posted) throws PlatformRefused, Throttled, InterruptedException {}

  /// Adds a message to the thread whose text goes on growing.
  ///
  /// @throws Throttled if the platform took nothing and wants us to wait
  /// @throws PlatformRefused if it will not take it
  default Posted begin(Page page) throws PlatformRefused, Throttled, InterruptedException {
    return post(page);
  }

  /// Shows more of a message whose text goes on growing; its last text comes by [#edit].
  ///
  /// @throws Throttled if the platform took nothing and wants us to wait
  /// @throws PlatformRefused if it will not take it, also when the message is gone
  default void grow(Posted posted, Page page)
      throws PlatformRefused, Throttled, InterruptedException {
    edit(posted, page);
  }

  /// Adds a file to the thread.
  ///
  /// @param caption a sentence that stands with it
  void attach(OutgoingFile file, String caption)
      throws PlatformRefused, Throttled, InterruptedException;
}
