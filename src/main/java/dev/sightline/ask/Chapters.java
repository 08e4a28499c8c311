package dev.sightline.ask;

import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.route.AnswerEvent;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands on what comes back from a model; in an answer about one video on YouTube the times of its
/// chapters become links on the way. Closing it hands on what was held back. Used by one thread.
final class Chapters implements Consumer<AnswerEvent>, AutoCloseable {
  private final @Nullable ChapterLinks links;
  private final Consumer<AnswerEvent> taker;

  /// @param media what the question is about
  Chapters(List<MediaRef> media, Consumer<AnswerEvent> taker) {
    this.links =
        media.size() == 1
                && media.getFirst() instanceof MediaRef.Remote video
                && video.kind() == MediaKind.YOUTUBE
            ? new ChapterLinks(video.url())
            : null;
    this.taker = taker;
  }

  @Override
  public void accept(AnswerEvent event) {
    if (links == null) {
      taker.accept(event);
      return;
    }
    switch (event) {
      case AnswerEvent.Text(String added) -> tell(links.add(added));
      case AnswerEvent.Rewrite(String whole) -> {
        links.restart();
        taker.accept(new AnswerEvent.Rewrite(links.add(whole)));
      }
      case AnswerEvent.Finish _ -> {
        tell(links.end());
        taker.accept(event);
      }
      case AnswerEvent.Begun _,
          AnswerEvent.Progress _,
          AnswerEvent.Reasoning _,
          AnswerEvent.Spent _ ->
          taker.accept(event);
    }
  }

  private void tell(String text) {
    if (!text.isEmpty()) {
      taker.accept(new AnswerEvent.Text(text));
    }
  }

  @Override
  public void close() {
    if (links != null) {
      tell(links.end());
    }
  }
}
