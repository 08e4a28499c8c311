package dev.sightline.web;

import dev.sightline.limit.CallLimit;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes an answer where the page's event stream reads it. The page makes the text inert.
final class WebWriter implements ThreadWriter {
  /// Nothing here has a limit but the reader's eye, which sees 25 pictures a second as one that
  /// moves. Our own choice.
  private static final CallLimit UNLIMITED = new CallLimit("web", 1_000_000, Duration.ofSeconds(1));

  private static final ThreadLimits LIMITS =
      ThreadLimits.of(
          "web", Integer.MAX_VALUE, List.of(UNLIMITED), List.of(UNLIMITED), Duration.ofMillis(40));

  private final LiveAnswer answer;

  WebWriter(LiveAnswer answer) {
    this.answer = answer;
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
  public Posted post(Page page) {
    return new Posted("", Integer.toString(answer.add(page)));
  }

  @Override
  public void edit(Posted posted, Page page) {
    answer.replace(Integer.parseInt(posted.id()), page);
  }

  @Override
  public void attach(OutgoingFile file, String caption) {
    answer.attach(file, caption);
  }
}
