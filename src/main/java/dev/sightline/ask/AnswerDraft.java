package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.ServerWindow;
import dev.sightline.limit.Throttled;
import dev.sightline.route.AnswerEvent;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One answer as the journal has it: everything is written down before the platform is told.
///
/// The ask's thread adds text, the pacer's threads write.
final class AnswerDraft {
  private final AnswerPages pages;
  private final AskId ask;
  private final StringBuilder unsaved = new StringBuilder();
  private int pieces;
  private boolean isRewritten;

  AnswerDraft(AnswerPages pages, AskId ask) {
    this.pages = pages;
    this.ask = ask;
  }

  synchronized void add(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Text text -> unsaved.append(text.added());
      case AnswerEvent.Rewrite rewrite -> {
        unsaved.setLength(0);
        unsaved.append(rewrite.whole());
        isRewritten = true;
      }
      default -> {}
    }
  }

  /// Writes down what is new.
  synchronized void save() {
    if (isRewritten) {
      pieces = 0;
    }
    if (!unsaved.isEmpty() || isRewritten) {
      pages.grew(ask, pieces, unsaved.toString());
      pieces++;
      unsaved.setLength(0);
      isRewritten = false;
    }
  }

  void posted(int page, Posted message) {
    pages.posted(ask, page, message);
  }

  /// The same place, written down first.
  ///
  /// @param standing messages of the answer that an earlier process posted: what is posted in their
  ///   place edits them
  /// @param isInDoubt whether that process may have posted one more
  ThreadWriter over(ThreadWriter place, List<Posted> standing, boolean isInDoubt) {
    place.knownAs(ask.value(), standing.size(), isInDoubt);
    return new NotedWriter(place, List.copyOf(standing));
  }

  /// One way of putting a page into a new message.
  private interface Putting {
    Posted put(Page page) throws PlatformRefused, Throttled, InterruptedException;
  }

  private final class NotedWriter implements ThreadWriter {
    private final ThreadWriter place;
    private final List<Posted> standing;
    private final AtomicInteger posts = new AtomicInteger();

    NotedWriter(ThreadWriter place, List<Posted> standing) {
      this.place = place;
      this.standing = standing;
    }

    private boolean isNextStanding() {
      return posts.get() < standing.size();
    }

    @Override
    public ThreadLimits limits() {
      ThreadLimits limits = place.limits();
      return isNextStanding()
          ? new ThreadLimits(
              limits.scope(),
              limits.pageChars(),
              List.of(),
              limits.finals(),
              limits.edits(),
              limits.finals(),
              limits.editInterval(),
              limits.pageTime())
          : limits;
    }

    @Override
    public Optional<ServerWindow> told(CallLimit limit) {
      return place.told(limit);
    }

    @Override
    public ThreadLimits limitsOf(Posted posted) {
      return place.limitsOf(posted);
    }

    @Override
    public int lengthOf(Page page) {
      return place.lengthOf(page);
    }

    @Override
    public boolean wantsRawText(@Nullable Posted posted) {
      return (posted == null && isNextStanding())
          ? place.wantsRawText(standing.get(posts.get()))
          : place.wantsRawText(posted);
    }

    @Override
    public boolean endsMessages() {
      return place.endsMessages();
    }

    @Override
    public void onStop(Runnable stop) {
      place.onStop(stop);
    }

    @Override
    public boolean hasButtons() {
      return place.hasButtons();
    }

    @Override
    public boolean status(String words) throws PlatformRefused, Throttled, InterruptedException {
      return place.status(words);
    }

    @Override
    public Optional<Duration> wordsAfter() {
      return place.wordsAfter();
    }

    @Override
    public void delete(Posted posted) throws PlatformRefused, Throttled, InterruptedException {
      place.delete(posted);
    }

    @Override
    public void working() throws PlatformRefused, InterruptedException {
      place.working();
    }

    @Override
    public void makePlace() throws PlatformRefused, Throttled, InterruptedException {
      save();
      if (!isNextStanding()) {
        place.makePlace();
        pages.placed(ask, place.address());
      }
    }

    /// Called for one page after the other, and again for the same one where it failed.
    @Override
    public Posted post(Page page) throws PlatformRefused, Throttled, InterruptedException {
      return put(page, place::post);
    }

    @Override
    public Posted begin(Page page) throws PlatformRefused, Throttled, InterruptedException {
      return put(page, place::begin);
    }

    private Posted put(Page page, Putting putting)
        throws PlatformRefused, Throttled, InterruptedException {
      int number = posts.get();
      save();
      Posted posted;
      if (number < standing.size()) {
        posted = standing.get(number);
        place.edit(posted, page);
      } else {
        pages.posting(ask, number);
        posted = putting.put(page);
      }
      posts.incrementAndGet();
      return posted;
    }

    @Override
    public void edit(Posted posted, Page page)
        throws PlatformRefused, Throttled, InterruptedException {
      save();
      place.edit(posted, page);
    }

    @Override
    public void grow(Posted posted, Page page)
        throws PlatformRefused, Throttled, InterruptedException {
      save();
      place.grow(posted, page);
    }

    @Override
    public void attach(OutgoingFile file, String caption)
        throws PlatformRefused, Throttled, InterruptedException {
      place.attach(file, caption);
    }
  }
}
