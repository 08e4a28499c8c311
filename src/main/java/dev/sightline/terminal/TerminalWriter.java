package dev.sightline.terminal;

import dev.sightline.limit.CallLimit;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Prints an answer while it grows: the model's words on one stream, ours on the other, so that the
/// answer can be piped on.
///
/// Control characters other than line breaks and tabs are left out: a picture's text must not move
/// the cursor or rename the window. Used by one ask; a message is written by one thread at a time.
public final class TerminalWriter implements ThreadWriter {
  /// A terminal has no limits; these only keep it from flickering. Our own choice.
  private static final ThreadLimits LIMITS =
      ThreadLimits.of(
          "terminal",
          Integer.MAX_VALUE,
          List.of(new CallLimit("terminal", 1_000, Duration.ofSeconds(1))),
          List.of(new CallLimit("terminal", 1_000, Duration.ofSeconds(1))),
          Duration.ofMillis(30));

  private final PrintStream out;
  private final PrintStream err;
  private final AtomicInteger posts = new AtomicInteger();
  private String printed = "";

  /// Makes a writer.
  ///
  /// @param out for the answer
  /// @param err for notices and the footer
  public TerminalWriter(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public ThreadLimits limits() {
    return LIMITS;
  }

  @Override
  public int lengthOf(Page page) {
    return page.markdown().length();
  }

  @Override
  public boolean wantsRawText(@Nullable Posted standing) {
    return true;
  }

  @Override
  public synchronized Posted post(Page page) {
    printed = "";
    print(page);
    return new Posted("", "terminal-" + posts.incrementAndGet());
  }

  @Override
  public synchronized void edit(Posted posted, Page page) {
    print(page);
  }

  @Override
  public void attach(OutgoingFile file, String caption) {
    err.println(caption);
  }

  private void print(Page page) {
    String text = page.markdown();
    if (text.startsWith(printed)) {
      out.print(harmless(text.substring(printed.length())));
    } else {
      out.println();
      out.print(harmless(text));
    }
    printed = text;
    if (!page.notice().isEmpty() || !page.footer().isEmpty()) {
      if (!text.isEmpty() && !text.endsWith("\n")) {
        out.println();
      }
      out.flush();
      page.notice().lines().forEach(line -> err.println(harmless(line)));
      page.footer().lines().forEach(line -> err.println(harmless(line)));
    }
    out.flush();
    err.flush();
  }

  private static String harmless(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "");
  }
}
