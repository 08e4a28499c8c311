package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicUrlStoreTest {
  private static final Instant NOW = Instant.ofEpochSecond(0x69205c5f);

  private final PublicUrlStore store =
      new PublicUrlStore(InstantSource.fixed(NOW), url -> "intranet".equals(url.getHost()));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://cdn.example/a.png",
        "https://cdn.example/a.png?ex=1",
        "https://cdn.example/a.png?ex=69206c5f&is=1&hm=2&",
        "https://cdn.example/a.png?x=1&ex=7fffffff&is=1&hm=2"
      })
  void takesWhatAProviderCanFetch(String url) {
    assertThat(store.takes(at(url))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://cdn.example/a.png?ex=69205c5f&is=1&hm=2",
        "https://cdn.example/a.png?ex=69205d00&is=1&hm=2",
        "https://intranet/a.png"
      })
  void leavesLinksThatEndSoonOrThatOnlyWeReach(String url) {
    assertThat(store.takes(at(url))).isFalse();
  }

  @Test
  void leavesWhatHasNoLink() {
    assertThat(store.takes(media(null))).isFalse();
  }

  private static FittedMedia at(String url) {
    return media(URI.create(url));
  }

  private static FittedMedia media(@Nullable URI url) {
    MediaFolder.Stored stored = new MediaFolder.Stored(Path.of("a.png"), "a", 1);
    return new FittedMedia(MediaKind.IMAGE, "a.png", "image/png", stored, url);
  }
}
