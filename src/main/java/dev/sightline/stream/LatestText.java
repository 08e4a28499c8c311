package dev.sightline.stream;

import dev.sightline.thread.Page;

/// The newest text of one page of an answer: written as the model speaks, read when the platform
/// has room for it.
///
/// One thread writes, another reads. The reader sees all or nothing of each write.
final class LatestText {
  private final StringBuilder text = new StringBuilder();
  private String notice = "";
  private String footer = "";
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
    version++;
  }

  /// Nothing is added after this.
  synchronized void close(String lastNotice, String lastFooter) {
    isFinal = true;
    if (!lastNotice.isEmpty() || !lastFooter.isEmpty()) {
      notice = lastNotice;
      footer = lastFooter;
      version++;
    }
  }

  synchronized String text() {
    return text.toString();
  }

  synchronized int chars() {
    return text.length();
  }

  synchronized boolean isFinal() {
    return isFinal;
  }

  synchronized long version() {
    return version;
  }

  /// The page as it is now.
  ///
  /// @param raw whether a code fence that is still open is left open
  synchronized Snapshot snapshot(boolean raw) {
    String shown = raw ? text.toString() : Fences.closed(text.toString());
    Page page = new Page(shown, notice, footer);
    return new Snapshot(page, isFinal, version);
  }
}
