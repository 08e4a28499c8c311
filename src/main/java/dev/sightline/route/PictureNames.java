package dev.sightline.route;

import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import java.util.List;

/// Tells a model which of several pictures is which, by their order and by what the sender called
/// them, so that "compare a.png with b.png" means something to it.
final class PictureNames {
  private PictureNames() {}

  /// `text`, and where `media` holds at least two pictures a line such as `[Picture 1: "a.png";
  /// picture 2: "b.jpg"]` under it.
  static String after(String text, List<MediaRef> media) {
    if (!hasSeveral(media)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.isEmpty() ? "[" : text + "\n\n[");
    int number = 0;
    for (MediaRef one : media) {
      if (one.kind() == MediaKind.IMAGE) {
        number++;
        line.append(number == 1 ? "Picture " : "; picture ");
        line.append(number).append(": ").append(quoted(one));
      }
    }
    return line.append(']').toString();
  }

  /// Whether they have to be told apart.
  static boolean hasSeveral(List<MediaRef> media) {
    return media.stream().filter(one -> one.kind() == MediaKind.IMAGE).count() > 1;
  }

  /// On one line, and with no quotation mark that would end it early.
  static String quoted(MediaRef media) {
    return '"' + media.name().replaceAll("[\\s\\p{Cntrl}]+", " ").replace('"', '\'') + '"';
  }
}
