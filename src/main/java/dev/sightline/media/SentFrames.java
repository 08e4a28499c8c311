package dev.sightline.media;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The frames of one video that go to a model as pictures.
///
/// @param name what the sender called it
/// @param length of the whole video; zero where it is not known
/// @param times where in the video each frame is from
/// @param transcript what is said in it, see [Transcript]; may be empty
record SentFrames(String name, Duration length, List<Duration> times, String transcript) {
  SentFrames {
    times = List.copyOf(times);
  }

  /// For the model: which picture is which.
  ///
  /// @param first number of the first frame among all pictures, from 1
  String context(int first) {
    List<String> places = new ArrayList<>();
    for (Duration at : times) {
      places.add("picture %d at %s".formatted(first + places.size(), VideoTime.of(at)));
    }
    String whole = length.isZero() ? "" : " (%s long)".formatted(VideoTime.of(length));
    String frames = "Frames of %s%s: %s.".formatted(name, whole, String.join(", ", places));
    return transcript.isEmpty()
        ? frames
        : "%s\nWhat is said in %s:\n%s".formatted(frames, name, transcript);
  }

  /// Which of the pictures are frames of what, and what is said there.
  static String context(List<Sent> sent) {
    List<String> lines = new ArrayList<>();
    int picture = 1;
    for (Sent one : sent) {
      if (one.frames() != null) {
        lines.add(one.frames().context(picture));
      }
      picture += (int) one.refs().stream().filter(ref -> ref.kind() == MediaKind.IMAGE).count();
    }
    return String.join("\n", lines);
  }
}
