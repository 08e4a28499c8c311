package dev.sightline.media;

import dev.sightline.fuzz.Broken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every link that is found was written, leads where it says, and is found again; YouTube's in the
/// one form that all of its forms come to.
public final class LinkFuzz {
  private static final Pattern WATCH =
      Pattern.compile("https://www\\.youtube\\.com/watch\\?v=([A-Za-z0-9_-]{11})");

  private LinkFuzz() {}

  /// Texts with links.
  public static List<byte[]> seeds() {
    return Stream.of(
            "see https://www.youtube.com/watch?v=dQw4w9WgXc_&t=42s, and"
                + " <https://youtu.be/dQw4w9WgXc_|it>",
            "youtube.com/shorts/dQw4w9WgXc_?feature=share (youtu.be/dQw4w9WgXc_)",
            "||https://www.youtube-nocookie.com/embed/dQw4w9WgXc_?rel=0||",
            "https://www.youtube.com/watch?list=PL1&amp;v=dQw4w9WgXc_#t=10",
            "[film](https://example.com/a/film_(1).MOV?token=1&amp;x=2), `http://[::1]:80/cat.jpg`",
            "“https://exämple.com/%41/cat.png”… https://a@b/c.gif?d#e.webp *https://a.b/c.webm*",
            "http://http://a.b/c.mp4 https://vimeo.com/123 https://www.loom.com/share/abc",
            "HTTPS://A.B:99/C.JPEG;d=.png:!?'*~]}»”’…)))",
            "https://youtube.com.evil.example/watch?v=dQw4w9WgXc_"
                + " me@youtube.com/watch?v=dQw4w9WgXc_")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// Called by Jazzer.
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<VideoLink> links = VideoLink.findIn(text);

    Broken.unless(links.equals(VideoLink.findIn(text)), "found otherwise the second time", text);
    Broken.unless(links.stream().distinct().count() == links.size(), "found twice", links);
    for (VideoLink link : links) {
      look(link, text);
    }
    boolean isEscaped = links.stream().anyMatch(link -> link.url().toString().contains("&amp;"));
    if (!isEscaped) {
      String list =
          links.stream().map(link -> link.url().toString()).collect(Collectors.joining(" "));
      Broken.unless(VideoLink.findIn(list).equals(links), "not found again", links, text);
    }
  }

  private static void look(VideoLink link, String text) {
    URI url = link.url();
    Matcher watch = WATCH.matcher(url.toString());
    if (link.kind() == MediaKind.YOUTUBE) {
      Broken.unless(watch.matches() && text.contains(watch.group(1)), "a video of nobody", url);
    } else {
      String scheme = url.getScheme().toLowerCase(Locale.ROOT);
      Broken.unless(scheme.equals("http") || scheme.equals("https"), "another scheme", url);
      // YouTube's may be written without it.
      String written = url.toString().replaceFirst("^https://", "");
      Broken.unless(text.replace("&amp;", "&").contains(written), "not written", url, text);
    }
    Broken.unless(VideoLink.of(url).filter(link::equals).isPresent(), "another on its own", url);
  }
}
