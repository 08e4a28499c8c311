package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.failure.ProviderNote;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.Usage;
import dev.sightline.thread.Button;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One answer: takes what the model says as fast as it comes, and lets the pacer show it.
///
/// Used by one ask's thread, and beside it by the sign of what is going on, which opens the first
/// message at most. Reading never waits for the platform.
public final class AnswerStream implements Consumer<AnswerEvent> {
  /// In how many bits a page is thought to be divided; our own choice.
  private static final int LAST_BITS = 11;

  private final ThreadWriter writer;
  private final EditPacer pacer;
  private final PostedListener listener;
  private final Paging paging;
  private final StringBuilder whole = new StringBuilder();
  private final List<PacedMessage> messages = new ArrayList<>();
  private List<Button> whileGrowing = List.of();
  private @Nullable WorkingSign sign;
  private boolean hasText;
  private boolean hasThought;
  private long pageSinceNanos;
  private Usage usage = Usage.UNKNOWN;
  private String model = "";
  private String callId = "";
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
    this.paging =
        new Paging(
            text -> writer.lengthOf(Page.of(text)),
            writer.limits().pageChars(),
            WholeAnswer.MAX_MESSAGES);
  }

  @Override
  public void accept(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Text text -> append(text.added());
      case AnswerEvent.Rewrite rewrite -> rewrite(rewrite.whole());
      case AnswerEvent.Begun begun -> callId = begun.callId();
      case AnswerEvent.Reasoning _ -> {
        hasThought = true;
        working("Thinking…");
      }
      case AnswerEvent.Progress progress -> working(progress.sentence());
      case AnswerEvent.Spent spent -> usage = spent.usage();
      case AnswerEvent.Finish finish -> {
        model = finish.model();
        ending = finish.ending();
      }
    }
  }

  /// Whether the platform shows buttons.
  public boolean hasButtons() {
    return writer.hasButtons();
  }

  /// A call begins that is to give the answer; what an earlier one said of itself is forgotten.
  ///
  /// @param words what is going on
  public void calling(String words) {
    callId = "";
    model = "";
    working(words);
  }

  /// Whether the model has said, thought or billed anything.
  public boolean isSpoken() {
    return hasThought || !whole.isEmpty() || !usage.equals(Usage.UNKNOWN);
  }

  /// Says what is going on, as long as there is no text. Returns at once.
  public void working(String words) {
    if (hasText) {
      return;
    }
    WorkingSign shown = sign;
    if (shown != null) {
      shown.say(words);
    } else if (writer.wordsAfter().isPresent()) {
      WorkingSign made =
          new WorkingSign(writer, writer.wordsAfter().get(), words, this::showWorking);
      sign = made;
      pacer.start(made);
    }
  }

  private synchronized void showWorking(String words) {
    if (!hasText) {
      paging.last().working(words);
      openNewPages();
      pacer.wake(messages.getLast());
    }
  }

  /// From now on the text speaks for itself.
  private synchronized void endSign() {
    hasText = true;
    WorkingSign shown = sign;
    if (shown != null) {
      shown.end();
    }
  }

  /// The buttons that stand under the newest text while it grows.
  public synchronized void offer(List<Button> buttons) {
    whileGrowing = writer.hasButtons() ? List.copyOf(buttons) : List.of();
    if (!messages.isEmpty()) {
      messages.getLast().text.offer(whileGrowing);
      pacer.wake(messages.getLast());
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

  /// The provider's own id of the call; empty where it gave none.
  public String callId() {
    return callId;
  }

  /// The model that answered; empty until it finished.
  public String model() {
    return model;
  }

  /// Why the model stopped.
  public AnswerEvent.Ending ending() {
    return ending;
  }

  /// Whether anything of it was given to the platform.
  public synchronized boolean isBegun() {
    return !messages.isEmpty();
  }

  /// Why the platform has stopped taking this answer; empty while it takes it.
  public synchronized Optional<PlatformRefused> refusal() {
    return messages.stream()
        .map(message -> message.done)
        .filter(done -> done.state() == Future.State.FAILED)
        .map(done -> refusal(done.exceptionNow()))
        .findFirst();
  }

  /// Puts the notice and the footer under the answer, and returns when all of it stands. An answer
  /// that is too long for its messages follows as a file.
  ///
  /// @throws PlatformRefused if the platform will not take it
  public void finish(String notice, String footer) throws PlatformRefused, InterruptedException {
    finish(notice, footer, List.of());
  }

  /// As [#finish(String, String)], with buttons below.
  ///
  /// @param buttons left out where the platform shows none
  public void finish(String notice, String footer, List<Button> buttons)
      throws PlatformRefused, InterruptedException {
    endSign();
    whileGrowing = List.of();
    List<Button> last = writer.hasButtons() ? buttons : List.of();
    Page closing = new Page(paging.last().text(), notice, "");
    if (!notice.isEmpty()
        && !paging.last().text().isEmpty()
        && writer.lengthOf(closing) > writer.limits().pageChars()) {
      paging.add();
    }
    openNewPages();
    for (PacedMessage message : messages) {
      boolean isLast = message == messages.getLast();
      message.text.close(
          isLast ? notice : "",
          isLast ? cut(footer) : "",
          isLast ? last : List.of(),
          writer.endsMessages());
      pacer.wake(message);
    }
    showOutdated();
    try {
      awaitAll();
      if (paging.overflows()) {
        attachWhole();
      }
    } finally {
      messages.forEach(pacer::leave);
    }
  }

  /// Where no file is taken, what is missing follows in messages.
  private void attachWhole() throws PlatformRefused, InterruptedException {
    try {
      attachWhole(messages.getLast());
    } catch (PlatformRefused noFile) {
      paging.unfold();
      openNewPages();
      messages.forEach(page -> page.text.close("", "", List.of(), writer.endsMessages()));
      messages.forEach(pacer::wake);
      try {
        awaitAll();
      } catch (PlatformRefused noText) {
        noText.addSuppressed(noFile);
        throw noText;
      }
    }
  }

  private void attachWhole(@Nullable PacedMessage after)
      throws PlatformRefused, InterruptedException {
    WholeAnswer file = new WholeAnswer(writer, text());
    PacedMessage message =
        new PacedMessage(file, file.caption(), after, posted -> {}, pacer.nanoTime());
    pacer.enter(message);
    try {
      await(message);
    } finally {
      pacer.leave(message);
    }
  }

  /// Says the end in a message of its own, after [#finish] failed because a message of the answer
  /// was not taken; all of the text follows it as a file.
  ///
  /// @throws PlatformRefused if the platform will not take that either
  public void finishApart(String notice, String footer, List<Button> buttons)
      throws PlatformRefused, InterruptedException {
    int standing = (int) messages.stream().filter(message -> message.posted() != null).count();
    AnswerStream end =
        new AnswerStream(
            writer, pacer, (number, posted) -> listener.posted(standing + number, posted));
    end.finish(notice, footer, buttons);
    if (!text().isBlank()) {
      attachWhole(end.messages.getLast());
    }
  }

  private void awaitAll() throws PlatformRefused, InterruptedException {
    for (PacedMessage message : messages) {
      await(message);
    }
  }

  private void append(String added) {
    if (added.isEmpty()) {
      return;
    }
    whole.append(added);
    if (!hasText) {
      endSign();
    }
    paging.append(added, overdue());
    int grown = Math.max(0, messages.size() - 1);
    openNewPages();
    messages.subList(grown, messages.size()).forEach(pacer::wake);
  }

  private void rewrite(String text) {
    whole.setLength(0);
    whole.append(text);
    endSign();
    paging.rewrite(text);
    openNewPages();
    messages.forEach(pacer::wake);
    showOutdated();
  }

  /// How much of the last bit of a page is used up, in which a good place is looked for to end it.
  /// What stands in a message that only grows cannot move on to the next without a jump, so such a
  /// page ends in its newest text, before it is full and before its time is up.
  ///
  /// @return below 0 if it may go on, from 1 if it should end wherever it can
  private double overdue() {
    Posted standing = messages.isEmpty() ? null : messages.getLast().posted();
    if (standing == null || !writer.wantsRawText(standing)) {
      return -1;
    }
    double lastBit = 1.0 / LAST_BITS;
    Duration age = Duration.ofNanos(pacer.nanoTime() - pageSinceNanos);
    double time =
        paging.goesOn()
            ? (double) age.toNanos() / writer.limitsOf(standing).pageTime().toNanos()
            : 0;
    return (Math.max(paging.fullness(1 - lastBit), time) - 1 + lastBit) / lastBit;
  }

  /// Lets messages that are done show the text that they got afterwards.
  private void showOutdated() {
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).isOutdated()) {
        messages.set(i, messages.get(i).again(pacer.nanoTime()));
        pacer.enter(messages.get(i));
      }
    }
  }

  /// Begins the next messages; those before are complete.
  private void openNewPages() {
    while (messages.size() < paging.pages().size()) {
      int number = messages.size();
      for (PacedMessage message : messages) {
        message.text.close("", "", List.of(), writer.endsMessages());
        pacer.wake(message);
      }
      pageSinceNanos = pacer.nanoTime();
      paging.pages().get(number).offer(whileGrowing);
      PacedMessage message =
          new PacedMessage(
              writer,
              paging.pages().get(number),
              number == 0 ? null : messages.getLast(),
              posted -> listener.posted(number, posted),
              pacer.nanoTime());
      messages.add(message);
      pacer.enter(message);
    }
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
      throw refusal(e.getCause());
    }
  }

  private static PlatformRefused refusal(@Nullable Throwable failure) {
    return failure instanceof PlatformRefused refused
        ? refused
        : new PlatformRefused(
            Reason.OTHER, ProviderNote.withoutAnswer("pacer", String.valueOf(failure)));
  }
}
