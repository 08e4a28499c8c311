package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.failure.ProviderNote;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.Usage;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// One answer: takes what the model says as fast as it comes, and lets the pacer show it.
///
/// Used by one ask's thread. Reading never waits for the platform.
public final class AnswerStream implements Consumer<AnswerEvent> {
  private final ThreadWriter writer;
  private final EditPacer pacer;
  private final PostedListener listener;
  private final Splitter splitter;
  private final StringBuilder whole = new StringBuilder();
  private final List<PacedMessage> messages = new ArrayList<>();
  private LatestText page = new LatestText();
  private int pageLength;
  private Usage usage = Usage.UNKNOWN;
  private String model = "";
  private AnswerEvent.Ending ending = AnswerEvent.Ending.COMPLETE;

  /// Told about each message of the answer once the platform has it.
  @FunctionalInterface
  public interface PostedListener {
    /// Called on a thread of the pacer.
    ///
    /// @param number counts the messages of the answer from 0
    void posted(int number, Posted posted);
  }

  /// An answer that nothing has been said of yet.
  public AnswerStream(ThreadWriter writer, EditPacer pacer, PostedListener listener) {
    this.writer = writer;
    this.pacer = pacer;
    this.listener = listener;
    this.splitter =
        new Splitter(text -> writer.lengthOf(Page.of(text)), writer.limits().pageChars());
  }

  @Override
  public void accept(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Text text -> append(text.added());
      case AnswerEvent.Rewrite rewrite -> rewrite(rewrite.whole());
      case AnswerEvent.Reasoning _, AnswerEvent.Progress _ -> {}
      case AnswerEvent.Spent spent -> usage = spent.usage();
      case AnswerEvent.Finish finish -> {
        model = finish.model();
        ending = finish.ending();
      }
    }
  }

  /// All text so far.
  public String text() {
    return whole.toString();
  }

  /// What the provider said the call used; [Usage#UNKNOWN] until it said so.
  public Usage usage() {
    return usage;
  }

  /// The model that answered; empty until it finished.
  public String model() {
    return model;
  }

  /// Why the model stopped.
  public AnswerEvent.Ending ending() {
    return ending;
  }

  /// Whether the platform has stopped taking this answer, so that going on is of no use.
  public boolean isRefused() {
    return !messages.isEmpty() && messages.getFirst().done.isCompletedExceptionally();
  }

  /// Puts the notice and the footer under the answer, and returns when all of it stands.
  ///
  /// @throws PlatformRefused if the platform will not take it
  public void finish(String notice, String footer) throws PlatformRefused, InterruptedException {
    current();
    Page last = new Page(page.text(), notice, "");
    if (!notice.isEmpty()
        && page.chars() > 0
        && writer.lengthOf(last) > writer.limits().pageChars()) {
      open();
    }
    for (PacedMessage message : messages) {
      boolean isLast = message == messages.getLast();
      message.text.close(isLast ? notice : "", isLast ? cut(footer) : "");
      pacer.wake(message);
    }
    try {
      for (PacedMessage message : messages) {
        await(message);
      }
    } finally {
      messages.forEach(pacer::leave);
    }
  }

  private void append(String added) {
    if (added.isEmpty()) {
      return;
    }
    whole.append(added);
    PacedMessage message = current();
    page.append(added);
    pageLength += writer.lengthOf(Page.of(added));
    while (pageLength > writer.limits().pageChars()) {
      pageLength = writer.lengthOf(Page.of(page.text()));
      if (pageLength > writer.limits().pageChars()) {
        message = turnPage();
      }
    }
    pacer.wake(message);
  }

  /// Starts the answer over: pages that still have text show it, others say where it went.
  private void rewrite(String text) {
    whole.setLength(0);
    whole.append(text);
    current();
    List<String> pages = splitter.pages(text);
    for (int i = 0; i < Math.max(pages.size(), messages.size()); i++) {
      if (i == messages.size()) {
        open();
      }
      messages.get(i).text.replace(i < pages.size() ? pages.get(i) : "↑");
      pacer.wake(messages.get(i));
    }
    pageLength = writer.lengthOf(Page.of(page.text()));
  }

  private PacedMessage turnPage() {
    Splitter.Cut cut = splitter.cut(page.text());
    page.replace(cut.page());
    pacer.wake(messages.getLast());
    PacedMessage next = open();
    page.append(cut.rest());
    pageLength = writer.lengthOf(Page.of(cut.rest()));
    return next;
  }

  private PacedMessage current() {
    return messages.isEmpty() ? open() : messages.getLast();
  }

  private PacedMessage open() {
    int number = messages.size();
    page = new LatestText();
    PacedMessage message =
        new PacedMessage(
            writer,
            page,
            number == 0 ? null : messages.getLast(),
            posted -> listener.posted(number, posted),
            pacer.nanoTime());
    messages.add(message);
    pacer.enter(message);
    return message;
  }

  private static String cut(String footer) {
    return footer.length() <= Page.MAX_FOOTER_CHARS
        ? footer
        : footer.substring(0, Page.MAX_FOOTER_CHARS - 1) + "…";
  }

  private static void await(PacedMessage message) throws PlatformRefused, InterruptedException {
    try {
      message.done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PlatformRefused refused) {
        throw refused;
      }
      throw new PlatformRefused(
          Reason.OTHER, ProviderNote.withoutAnswer("pacer", String.valueOf(e.getCause())));
    }
  }
}
