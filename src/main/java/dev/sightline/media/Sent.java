package dev.sightline.media;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one medium.
///
/// @param unread why it is left out; else null
/// @param note what the model sees otherwise than it came, or empty
/// @param frames what the pictures are frames of; null where they are none
record Sent(
    List<MediaRef> refs, @Nullable Unread unread, String note, @Nullable SentFrames frames) {
  static Sent as(MediaRef ref) {
    return new Sent(List.of(ref), null, "", null);
  }

  static Sent not(Unread unread) {
    return new Sent(List.of(), unread, "", null);
  }
}
