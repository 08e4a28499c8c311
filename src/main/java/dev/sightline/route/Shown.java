package dev.sightline.route;

import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaRules;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/// An earlier turn with those of its media that can go to the model once more.
///
/// @param left how many media are left out: of a kind that the call cannot take, more than it may
///   take, or no longer kept
record Shown(Turn turn, List<MediaRef> sent, int left) {
  Shown {
    sent = List.copyOf(sent);
  }

  /// The earlier turns of a prompt, oldest first. The newest media have precedence, after those of
  /// the question itself.
  static List<Shown> of(Prompt prompt, MediaRules rules, Predicate<MediaRef> isSendable) {
    long images = rules.maxImages() - count(prompt.media(), true);
    long videos = rules.maxVideos() - count(prompt.media(), false);
    List<Shown> all = new ArrayList<>();
    for (Turn turn : prompt.earlier().reversed()) {
      List<MediaRef> sent = new ArrayList<>();
      for (MediaRef media : turn.media()) {
        boolean isImage = media.kind() == MediaKind.IMAGE;
        boolean hasRoom = (isImage ? images : videos) > 0;
        if (hasRoom && isSendable.test(media) && isKept(media)) {
          sent.add(media);
          images -= isImage ? 1 : 0;
          videos -= isImage ? 0 : 1;
        }
      }
      all.add(new Shown(turn, sent, turn.media().size() - sent.size()));
    }
    Collections.reverse(all);
    return all;
  }

  private static long count(List<MediaRef> media, boolean images) {
    return media.stream().filter(one -> (one.kind() == MediaKind.IMAGE) == images).count();
  }

  private static boolean isKept(MediaRef media) {
    return switch (media) {
      case MediaRef.Remote remote -> true;
      case MediaRef.Inline inline -> Files.isReadable(inline.file());
    };
  }

  /// The turn's text, with a word about what is left out.
  String text() {
    if (left == 0) {
      return turn.text();
    }
    return (turn.text() + "\n[Not shown again: %d picture(s) or video(s)]".formatted(left)).strip();
  }
}
