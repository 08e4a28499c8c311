package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VideoLinkTest {
  private static final VideoLink WATCH =
      new VideoLink(MediaKind.YOUTUBE, URI.create("https://www.youtube.com/watch?v=dQw4w9WgXc_"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.youtube.com/watch?v=dQw4w9WgXc_",
        "http://youtube.com/watch?v=dQw4w9WgXc_",
        "HTTPS://WWW.YouTube.com/watch?v=dQw4w9WgXc_",
        "https://m.youtube.com/watch?v=dQw4w9WgXc_",
        "https://music.youtube.com/watch?v=dQw4w9WgXc_&list=RDAMVM",
        "https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXc_&t=42s",
        "https://www.youtube.com/watch?list=PL1&amp;v=dQw4w9WgXc_",
        "https://www.youtube.com/watch?v=dQw4w9WgXc_#t=10",
        "https://youtu.be/dQw4w9WgXc_",
        "https://youtu.be/dQw4w9WgXc_?si=abc&t=1",
        "https://www.youtube.com/shorts/dQw4w9WgXc_",
        "https://youtube.com/shorts/dQw4w9WgXc_?feature=share",
        "https://www.youtube.com/live/dQw4w9WgXc_?si=x",
        "https://www.youtube.com/embed/dQw4w9WgXc_",
        "https://www.youtube.com/v/dQw4w9WgXc_",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXc_?rel=0",
        "youtube.com/watch?v=dQw4w9WgXc_",
        "www.youtube.com/watch?v=dQw4w9WgXc_",
        "youtu.be/dQw4w9WgXc_",
        "what is <https://youtu.be/dQw4w9WgXc_> about?",
        "<https://youtu.be/dQw4w9WgXc_|this one>",
        "look (https://youtu.be/dQw4w9WgXc_)!",
        "[video](https://www.youtube.com/watch?v=dQw4w9WgXc_), please",
        "is it https://youtu.be/dQw4w9WgXc_?",
        "see youtu.be/dQw4w9WgXc_.",
        "_https://youtu.be/dQw4w9WgXc__",
        "*https://youtu.be/dQw4w9WgXc_*",
        "||https://youtu.be/dQw4w9WgXc_||",
        "“https://youtu.be/dQw4w9WgXc_”"
      })
  void everyFormOfYoutubeLinkBecomesTheWatchForm(String text) {
    assertThat(VideoLink.findIn(text)).containsExactly(WATCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/playlist?list=PL1234567890",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?vv=dQw4w9WgXc_",
        "https://youtu.be/",
        "https://notyoutube.com/watch?v=dQw4w9WgXc_",
        "notyoutube.com/watch?v=dQw4w9WgXc_",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXc_",
        "https://youtube.com@evil.example/watch?v=dQw4w9WgXc_",
        "https://evil.example/youtube.com/watch?v=dQw4w9WgXc_",
        "me@youtube.com/watch?v=dQw4w9WgXc_",
        "dQw4w9WgXc_",
        "https://example.com/page.html",
        "ftp://example.com/film.mp4",
        "https://exa mple/film",
        ""
      })
  void nothingElseIsTakenForAVideo(String text) {
    assertThat(VideoLink.findIn(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/film.mp4",
        "https://example.com/a/film.MOV?token=1",
        "https://example.com/film.webm",
        "https://example.com/film.mpeg",
        "https://example.com/film.mpg",
        "https://example.com/film_(1).mp4"
      })
  void linksToVideoFilesStayAsWritten(String url) {
    assertThat(VideoLink.findIn("watch " + url + ", please"))
        .containsExactly(new VideoLink(MediaKind.VIDEO, URI.create(url)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/cat.jpg",
        "https://example.com/cat.JPEG?w=100",
        "https://example.com/cat.png",
        "https://example.com/cat.gif",
        "https://example.com/cat.webp"
      })
  void linksToPicturesAreFound(String url) {
    assertThat(VideoLink.findIn("<" + url + ">"))
        .containsExactly(new VideoLink(MediaKind.IMAGE, URI.create(url)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vimeo.com/76979871",
        "https://player.vimeo.com/video/76979871?h=1",
        "https://www.loom.com/share/0281766fa2d04bb788eaf19e65135184",
        "https://www.tiktok.com/@scout2015/video/6718335390845095173",
        "https://vm.tiktok.com/ZM8abc/",
        "https://www.twitch.tv/videos/1234567",
        "https://clips.twitch.tv/Abc",
        "https://www.instagram.com/reel/C1/",
        "https://fb.watch/x/",
        "https://drive.google.com/file/d/1/view"
      })
  void pagesWithVideosAreFoundToBeRefused(String url) {
    assertThat(VideoLink.findIn("watch " + url))
        .containsExactly(new VideoLink(MediaKind.VIDEO, URI.create(url)));
    assertThat(VideoLink.isPage(URI.create(url))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vimeo.com/about",
        "https://notvimeo.com/76979871",
        "https://vimeo.com.evil.example/1",
        "https://www.twitch.tv/somebody",
        "https://www.instagram.com/somebody/",
        "https://example.com/vimeo.com/1"
      })
  void otherPagesAreNoVideos(String url) {
    assertThat(VideoLink.findIn("see " + url)).isEmpty();
  }

  @Test
  void severalLinksComeInOrderAndEachOnce() {
    List<VideoLink> links =
        VideoLink.findIn(
            "https://a.example/1.png <https://youtu.be/dQw4w9WgXc_|https://youtu.be/dQw4w9WgXc_>"
                + " https://a.example/1.png");

    assertThat(links)
        .containsExactly(
            new VideoLink(MediaKind.IMAGE, URI.create("https://a.example/1.png")), WATCH);
  }

  /// It is an ampersand that is written so, not one with the end of a sentence behind it.
  @Test
  void anEscapedAmpersandAtTheEndBelongsToTheLink() {
    assertThat(VideoLink.findIn("https://a.example/1.png?a=1&amp;"))
        .containsExactly(
            new VideoLink(MediaKind.IMAGE, URI.create("https://a.example/1.png?a=1&")));
  }

  @Test
  void aHostThatBeginsWithHttpIsNoScheme() {
    assertThat(VideoLink.findIn("httpx.youtube.com/a.mp4"))
        .containsExactly(
            new VideoLink(MediaKind.VIDEO, URI.create("https://httpx.youtube.com/a.mp4")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http://a.b/(",
        ")",
        "www.",
        "youtu.be/",
        "a.mp4 ",
        "&amp;",
        "v=",
        "%41"
      })
  @Timeout(20)
  void aMegabyteOfAnythingIsReadToItsEnd(String piece) {
    String text = "https://a.example/" + piece.repeat(1_000_000 / piece.length());

    assertThat(VideoLink.findIn(text + " https://a.example/1.png"))
        .contains(new VideoLink(MediaKind.IMAGE, URI.create("https://a.example/1.png")));
  }
}
