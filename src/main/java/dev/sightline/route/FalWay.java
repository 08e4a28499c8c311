package dev.sightline.route;

import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import java.util.List;

/// How one call is made. Left to itself it follows from how long the answer is expected to take:
///
/// - text, pictures and short videos are streamed: the answer is there in seconds, and people see
///   it grow
/// - a video that is long, or of which nobody knows how long it is, goes into the queue: it takes
///   minutes, and the queue shows the position, outlives broken connections and restarts of the
///   bot, and waits where a direct call is refused because too many are under way
/// - nothing is run in one piece unless the configuration wants it, as where a proxy holds events
///   back: to people it is a stream that says nothing until it is whole
enum FalWay {
  /// `POST {run-url}/{id}`, one answer in one piece.
  RUN,
  /// `POST {run-url}/{id}/stream`.
  STREAM,
  /// `POST {queue-url}/{id}`, then asking for it.
  QUEUE;

  /// A minute of what a phone records at its lowest setting, ten seconds at its highest; a model
  /// has seen all of it before a job would be out of the queue. Our own choice.
  static final long MAX_STREAMED_VIDEO_BYTES = 12_000_000;

  /// @param wanted by the configuration
  /// @param hasQueue whether there is a queue
  /// @param sent what the call carries besides text
  static FalWay of(FalSettings.Way wanted, boolean hasQueue, List<MediaRef> sent) {
    return switch (wanted) {
      case RUN -> RUN;
      case STREAM -> STREAM;
      case QUEUE -> QUEUE;
      case AUTO -> hasQueue && isLong(sent) ? QUEUE : STREAM;
    };
  }

  private static boolean isLong(List<MediaRef> sent) {
    long videoBytes = 0;
    for (MediaRef media : sent) {
      if (media.kind() == MediaKind.IMAGE) {
        continue;
      }
      long sizeBytes =
          switch (media) {
            case MediaRef.Remote remote -> remote.sizeBytes();
            case MediaRef.Inline inline -> inline.sizeBytes();
          };
      if (sizeBytes <= 0) {
        return true;
      }
      videoBytes += sizeBytes;
    }
    return videoBytes > MAX_STREAMED_VIDEO_BYTES;
  }
}
