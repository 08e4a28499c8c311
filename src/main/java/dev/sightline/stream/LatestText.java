package dev.sightline.stream;

import dev.sightline.thread.Button;
import dev.sightline.thread.Page;
import java.util.List;

/// The newest text of one page of an answer: written as the model speaks, read when the platform
/// has room for it.
///
/// One thread writes, another reads. The reader sees all or nothing of each write.
final class LatestText {
  private final StringBuilder text = new StringBuilder();
  private String working = "";
  private String notice = "";
  private String footer = "";
  private boolean isFull;
  private List<Button> buttons = List.of();
  private boolean isFinal;
  private long version;

  /// What to show, and which version of it that is.
  record Snapshot(Page page, boolean isFinal, long version) {}

  synchronized void append(String added) {
    text.append(added);
    version++;
  }

  synchronized void replace(String whole) {
    text.setLength(0);
    text.append(whole);
    isFull = false;
    version++;
  }

  /// The text goes on in another place: this is all that stands here.
  synchronized void fill(String whole) {
    replace(whole);
    isFull = true;
  }

  /// What is going on, shown as long as there is no text.
  synchronized void working(String words) {
    if (!isFinal && text.isEmpty() && !working.equals(words)) {
      working = words;
      version++;
    }
  }

  /// The buttons from now on.
  synchronized void offer(List<Button> offered) {
    if (!buttons.equals(offered)) {
      buttons = List.copyOf(offered);
      version++;
    }
  }

  /// Nothing is added after this.
  synchronized void close(String lastNotice, String lastFooter, List<Button> lastButtons) {
    close(lastNotice, lastFooter, lastButtons, false);
  }

  /// As [#close(String, String, List)].
  ///
  /// @param isNews whether the end has to be told even when it changes nothing
  synchronized void close(
      String lastNotice, String lastFooter, List<Button> lastButtons, boolean isNews) {
    boolean endsNow = isNews && !isFinal;
    boolean wasHealed = !isFull && !isFinal;
    isFinal = true;
    if (!lastNotice.isEmpty() || !lastFooter.isEmpty() || !buttons.equals(lastButtons)) {
      notice = lastNotice;
      footer = lastFooter;
      buttons = List.copyOf(lastButtons);
      version++;
    } else if (endsNow || (wasHealed && !Healing.of(text.toString()).contentEquals(text))) {
      version++;
    }
  }

  synchronized String text() {
    return text.toString();
  }

  /// How much there is to show.
  synchronized int chars() {
    return text.isEmpty() ? working.length() : text.length();
  }

  synchronized boolean isFinal() {
    return isFinal;
  }

  synchronized long version() {
    return version;
  }

  /// The page as it is now.
  ///
  /// @param raw whether the text is wanted as it is; else what is unfinished in it is made fit to
  ///   be shown
  synchronized Snapshot snapshot(boolean raw) {
    String all = text.toString();
    String shown = raw || isFull || isFinal ? all : Healing.of(all);
    boolean isWaiting = !isFinal && all.isEmpty();
    Page page = new Page(shown, isWaiting ? working : notice, footer, buttons);
    return new Snapshot(page, isFinal, version);
  }
}
