package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PictureNamesTest {
  private static final MediaRef A = picture("a.png");
  private static final MediaRef B = picture("b \"2\"\n].jpg");
  private static final MediaRef FILM =
      new MediaRef.Remote(MediaKind.VIDEO, "c.mp4", URI.create("https://cdn.example/c"));

  @Test
  void severalPicturesAreNumberedInTheirOrder() {
    assertThat(PictureNames.after("Which is older?", List.of(A, FILM, B)))
        .isEqualTo("Which is older?\n\n[Picture 1: \"a.png\"; picture 2: \"b '2' ].jpg\"]");
  }

  @Test
  void onePictureNeedsNoNumber() {
    assertThat(PictureNames.after("What is this?", List.of(A, FILM))).isEqualTo("What is this?");
  }

  @Test
  void picturesWithoutWordsAreNumberedToo() {
    assertThat(PictureNames.after("", List.of(A, A)))
        .isEqualTo("[Picture 1: \"a.png\"; picture 2: \"a.png\"]");
  }

  private static MediaRef picture(String name) {
    return new MediaRef.Remote(MediaKind.IMAGE, name, URI.create("https://cdn.example/x"));
  }
}
