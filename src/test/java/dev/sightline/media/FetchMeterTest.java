package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.IncomingFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchMeterTest {
  private final List<String> said = new ArrayList<>();
  private final FetchMeter meter = new FetchMeter(said::add);

  @Test
  void oneVideoIsCountedInMegabytes() {
    FetchMeter.Gauge video = meter.add(file("video/mp4"));
    meter.start();

    video.came(500_000, 96_000_000);
    video.came(41_200_000, 96_000_000);
    video.came(41_300_000, 96_000_000);

    assertThat(said).containsExactly("Fetching the video…", "Fetching the video: 41 of 96 MB…");
  }

  @Test
  void severalFilesAreCountedTogether() {
    FetchMeter.Gauge first = meter.add(file("image/png"));
    FetchMeter.Gauge second = meter.add(file(""));
    meter.start();

    first.came(2_000_000, 2_000_000);
    second.came(1_000_000, 4_000_000);

    assertThat(said.getFirst()).isEqualTo("Fetching 2 files…");
    assertThat(said.getLast()).isEqualTo("Fetching 2 files: 3 of 6 MB…");
  }

  @Test
  void noEndIsPromisedWhereTheServerNamesNone() {
    FetchMeter.Gauge file = meter.add(file(""));
    meter.start();

    file.came(7_900_000, -1);

    assertThat(said.getLast()).isEqualTo("Fetching the file: 7 MB so far…");
  }

  @Test
  void nothingIsSaidWhereNothingIsFetched() {
    meter.start();

    assertThat(said).isEmpty();
  }

  private static IncomingFile file(String claimedType) {
    return new IncomingFile("a", claimedType, -1, new IncomingFile.Unreadable("not looked at"));
  }
}
