package dev.sightline.web;

import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One answer as it stands: the writer adds to it, and any number of readers wait for what is new
/// to them. It has ended once a page has a notice or a footer. Safe for all threads.
final class LiveAnswer {
  private static final int MOST_FILES = 20;

  private final String id;
  private final PersonRef person;
  private final EventKey question;
  private final ThreadRef thread;
  private final Consumer<LiveAnswer> onEnd;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Shown> pages = new ArrayList<>();
  private final List<Attached> files = new ArrayList<>();
  private boolean isHungUp;
  private boolean hasEnded;
  private long changedNanos = System.nanoTime();

  /// A page and how often its text changed other than at its end.
  private record Shown(Page page, int revision) {
    boolean isClosed() {
      return !page.notice().isEmpty() || !page.footer().isEmpty();
    }
  }

  /// A file of the answer, and the sentence that stands with it.
  record Attached(OutgoingFile file, String caption) {}

  /// More of a page.
  ///
  /// @param number counts the answer's pages from 0
  /// @param from where `added` begins in the page's Markdown, in UTF-16 units; what stood from
  ///   there on is gone
  record PageChange(int number, int from, String added, String notice, String footer) {}

  /// One more file.
  ///
  /// @param number counts the answer's files from 0
  record FileChange(int number, String name, String mediaType, String caption) {}

  /// What a reader did not have.
  ///
  /// @param cursor what the reader has with these changes
  /// @param hasEnded whether nothing will follow
  /// @param isHungUp whether the reader has to come back for the rest
  record Changes(
      List<PageChange> pages,
      List<FileChange> files,
      FeedCursor cursor,
      boolean hasEnded,
      boolean isHungUp) {
    boolean isEmpty() {
      return pages.isEmpty() && files.isEmpty();
    }
  }

  /// @param onEnd told once, when the answer has ended
  LiveAnswer(
      String id,
      PersonRef person,
      EventKey question,
      ThreadRef thread,
      Consumer<LiveAnswer> onEnd) {
    this.id = id;
    this.person = person;
    this.question = question;
    this.thread = thread;
    this.onEnd = onEnd;
  }

  String id() {
    return id;
  }

  /// Who asked, and alone may read.
  PersonRef person() {
    return person;
  }

  /// What asked for it.
  EventKey question() {
    return question;
  }

  ThreadRef thread() {
    return thread;
  }

  /// How much memory it takes, about: characters of text and bytes of files.
  int size() {
    lock.lock();
    try {
      return pages.stream().mapToInt(shown -> shown.page().markdown().length()).sum()
          + files.stream().mapToInt(attached -> attached.file().bytes().size()).sum();
    } finally {
      lock.unlock();
    }
  }

  /// Adds a page, and returns its number.
  int add(Page page) {
    lock.lock();
    try {
      pages.add(new Shown(page, 0));
      changed();
      return pages.size() - 1;
    } finally {
      lock.unlock();
    }
  }

  void replace(int number, Page page) {
    lock.lock();
    try {
      Shown old = pages.get(number);
      boolean isLonger = page.markdown().startsWith(old.page().markdown());
      pages.set(number, new Shown(page, isLonger ? old.revision() : old.revision() + 1));
      changed();
    } finally {
      lock.unlock();
    }
  }

  void attach(OutgoingFile file, String caption) {
    lock.lock();
    try {
      if (files.size() == MOST_FILES) {
        throw new IllegalStateException("files of one answer: " + MOST_FILES);
      }
      files.add(new Attached(file, caption));
      changed();
    } finally {
      lock.unlock();
    }
  }

  /// The file of this number.
  ///
  /// @throws WebRefusal if there is none
  Attached file(int number) {
    lock.lock();
    try {
      if (number >= files.size()) {
        throw WebRefusal.unknown("file");
      }
      return files.get(number);
    } finally {
      lock.unlock();
    }
  }

  /// Ends an answer that nobody has written to for so long, with this notice.
  void giveUpAfter(Duration silence, String notice) {
    lock.lock();
    try {
      if (!hasEnded && System.nanoTime() - changedNanos > silence.toNanos()) {
        add(new Page("", notice, ""));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Sends all readers away; they may come back for the rest.
  void hangUp() {
    lock.lock();
    try {
      isHungUp = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something that a reader does not have, the answer has ended, or `longest`
  /// has passed, in which case the changes are empty.
  Changes after(FeedCursor cursor, Duration longest) throws InterruptedException {
    lock.lock();
    try {
      long left = longest.toNanos();
      Changes changes = changesSince(cursor);
      while (changes.isEmpty() && !hasEnded && !isHungUp && left > 0) {
        left = changed.awaitNanos(left);
        changes = changesSince(cursor);
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private Changes changesSince(FeedCursor cursor) {
    List<PageChange> newPages = new ArrayList<>();
    List<FeedCursor.Seen> seen = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      Shown shown = pages.get(i);
      FeedCursor.Seen before = cursor.page(i);
      String text = wholeCharacters(shown.page().markdown());
      int from =
          before.revision() == shown.revision() && before.chars() <= text.length()
              ? before.chars()
              : 0;
      FeedCursor.Seen now = new FeedCursor.Seen(shown.revision(), text.length(), shown.isClosed());
      seen.add(now);
      if (!now.equals(before)) {
        newPages.add(
            new PageChange(
                i, from, text.substring(from), shown.page().notice(), shown.page().footer()));
      }
    }
    List<FileChange> newFiles = new ArrayList<>();
    for (int i = cursor.files(); i < files.size(); i++) {
      OutgoingFile file = files.get(i).file();
      newFiles.add(new FileChange(i, file.name(), file.mediaType(), files.get(i).caption()));
    }
    return new Changes(newPages, newFiles, new FeedCursor(files.size(), seen), hasEnded, isHungUp);
  }

  /// Half of a surrogate pair cannot be sent; it goes with its other half.
  private static String wholeCharacters(String text) {
    boolean isCut = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    return isCut ? text.substring(0, text.length() - 1) : text;
  }

  private void changed() {
    changedNanos = System.nanoTime();
    changed.signalAll();
    if (!hasEnded && pages.stream().anyMatch(Shown::isClosed)) {
      hasEnded = true;
      onEnd.accept(this);
    }
  }
}
