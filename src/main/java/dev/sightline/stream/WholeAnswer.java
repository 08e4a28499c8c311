package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.util.List;
import java.util.Locale;
import okio.ByteString;

/// Writes one file with all of an answer that its messages only begin, paced like a message.
final class WholeAnswer implements ThreadWriter {
  /// An answer has no more messages than this: people do not scroll past more. Our own choice.
  static final int MAX_MESSAGES = 4;

  private static final String NAME = "answer.md";
  private static final String MEDIA_TYPE = "text/markdown";

  private final ThreadWriter writer;
  private final String text;

  WholeAnswer(ThreadWriter writer, String text) {
    this.writer = writer;
    this.text = text;
  }

  /// What stands with the file.
  LatestText caption() {
    LatestText caption = new LatestText();
    caption.fill(
        String.format(
            Locale.ROOT,
            "The answer goes on: all %,d characters of it are in this file.",
            text.codePointCount(0, text.length())));
    caption.close("", "", List.of());
    return caption;
  }

  @Override
  public ThreadLimits limits() {
    return writer.limits();
  }

  @Override
  public int lengthOf(Page page) {
    return writer.lengthOf(page);
  }

  @Override
  public Posted post(Page page) throws PlatformRefused, Throttled, InterruptedException {
    writer.attach(new OutgoingFile(NAME, MEDIA_TYPE, ByteString.encodeUtf8(text)), page.markdown());
    return new Posted("", NAME);
  }

  @Override
  public void edit(Posted posted, Page page) {
    throw new IllegalStateException("a file is not edited: " + posted.id());
  }

  @Override
  public void attach(OutgoingFile file, String caption) {
    throw new IllegalStateException("a file of a file: " + file.name());
  }
}
