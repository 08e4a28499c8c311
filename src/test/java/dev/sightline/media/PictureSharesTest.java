package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.Probed.Picture;
import dev.sightline.media.ReadMedia.ReadPicture;
import dev.sightline.media.ReadMedia.YoutubeVideo;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PictureSharesTest {
  private static final ReadMedia STILL = picture(PictureType.JPEG, 1);
  private static final ReadMedia FILM = picture(PictureType.GIF, 48);
  private static final ReadMedia BOOK = picture(PictureType.PDF, 0);
  private static final ReadMedia LINK = new YoutubeVideo(URI.create("https://youtu.be/x"));

  @Test
  void eachFileComesBeforeASecondFrame() {
    assertThat(PictureShares.of(List.of(FILM, STILL, LINK, STILL), 4)).containsExactly(2, 1, 0, 1);
  }

  @Test
  void whatIsLeftGoesRound() {
    assertThat(PictureShares.of(List.of(FILM, BOOK, STILL), 9)).containsExactly(4, 4, 1);
  }

  @Test
  void noneGetsMoreThanItsMost() {
    assertThat(PictureShares.of(List.of(FILM, BOOK, STILL), Integer.MAX_VALUE))
        .containsExactly(PictureShares.MAX_FRAMES, PictureShares.MAX_PAGES, 1);
  }

  @Test
  void theLastFilesAreLeftOut() {
    assertThat(PictureShares.of(List.of(FILM, STILL, STILL), 2)).containsExactly(1, 1, 0);
  }

  private static ReadPicture picture(PictureType type, int frames) {
    return new ReadPicture(
        "x", new Stored(Path.of("x"), "", 1), new Picture(type, 1, 1, 1, false, frames), null);
  }
}
