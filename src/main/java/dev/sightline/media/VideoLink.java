package dev.sightline.media;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A link in what a person wrote that leads to a video, or to a picture file.
///
/// @param kind told from the link alone
/// @param url for YouTube always `https://www.youtube.com/watch?v=ID`, whatever form was written;
///   other links as they were written
public record VideoLink(MediaKind kind, URI url) {
  private static final Pattern CANDIDATE =
      Pattern.compile(
          """
          (?xi)
          https?://[^\\s<>|"`]+
          | (?<![\\w.@/:=-]) (?:[a-z]+\\.)? youtu(?:be(?:-nocookie)?\\.com|\\.be) /[^\\s<>|"`]+
          """);

  private static final Pattern WITH_SCHEME = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

  private static final Set<String> YOUTUBE_HOSTS =
      Set.of(
          "youtube.com",
          "www.youtube.com",
          "m.youtube.com",
          "music.youtube.com",
          "gaming.youtube.com",
          "youtube-nocookie.com",
          "www.youtube-nocookie.com");
  private static final Set<String> SHORT_HOSTS = Set.of("youtu.be", "www.youtu.be");

  /// IDs have 11 characters (https://ai.google.dev/gemini-api/docs/video-understanding, read
  /// 2026-08-02, shows just this form). An underscore after them closes italics.
  private static final Pattern ID_IN_QUERY = Pattern.compile("v=([A-Za-z0-9_-]{11})_?");

  private static final Pattern ID_IN_PATH =
      Pattern.compile("/(?:shorts|live|embed|v|e|watch)/([A-Za-z0-9_-]{11})_?(?:/.*)?");
  private static final Pattern SHORT_PATH = Pattern.compile("/([A-Za-z0-9_-]{11})_?(?:/.*)?");
  private static final Pattern VIDEO_FILE =
      Pattern.compile(".+\\.(?:mp4|m4v|mov|webm|mpe?g)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PICTURE_FILE =
      Pattern.compile(".+\\.(?:jpe?g|png|gif|webp)", Pattern.CASE_INSENSITIVE);

  /// Sites that show videos on pages of theirs and whose terms do not let anybody else take them
  /// from there, such as Vimeo's and Loom's (read 2026-11-21).
  private static final Pattern PAGE =
      Pattern.compile(
          """
          (?xi)
          (?:www\\.|player\\.|m\\.|vm\\.)?
          (?: vimeo\\.com/(?:video/)?\\d.* | loom\\.com/(?:share|embed)/.+ | tiktok\\.com/.+
            | dailymotion\\.com/video/.+ | dai\\.ly/.+ | twitch\\.tv/(?:videos/.+|[^/]+/clip/.+)
            | clips\\.twitch\\.tv/.+ | instagram\\.com/(?:reel|tv)/.+ | facebook\\.com/(?:watch|reel).*
            | fb\\.watch/.+ | streamable\\.com/.+ | drive\\.google\\.com/file/.+ )
          """);

  /// Whether a link leads to a page with a video that cannot be taken from there.
  public static boolean isPage(URI url) {
    return PAGE.matcher(url.getHost() + url.getRawPath()).matches();
  }

  /// All links in `text`, in order, each once. The text itself stays as it is.
  public static List<VideoLink> findIn(String text) {
    Set<VideoLink> found = new LinkedHashSet<>();
    Matcher candidates = CANDIDATE.matcher(text);
    while (candidates.find()) {
      String link = candidates.group().replace("&amp;", "&");
      of(withoutPunctuation(link)).ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  /// The link that `url` is, if it leads to a video or a picture file.
  public static Optional<VideoLink> of(URI url) {
    String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
    String path = url.getPath() == null ? "" : url.getPath();
    if (YOUTUBE_HOSTS.contains(host) || SHORT_HOSTS.contains(host)) {
      return youtubeId(host, path, url.getRawQuery() == null ? "" : url.getRawQuery())
          .map(VideoLink::youtube);
    }
    if (VIDEO_FILE.matcher(path).matches() || isPage(url)) {
      return Optional.of(new VideoLink(MediaKind.VIDEO, url));
    }
    return PICTURE_FILE.matcher(path).matches()
        ? Optional.of(new VideoLink(MediaKind.IMAGE, url))
        : Optional.empty();
  }

  private static Optional<VideoLink> of(String link) {
    try {
      return of(new URI(WITH_SCHEME.matcher(link).lookingAt() ? link : "https://" + link));
    } catch (URISyntaxException notALink) {
      return Optional.empty();
    }
  }

  private static Optional<String> youtubeId(String host, String path, String query) {
    Matcher inPath = (SHORT_HOSTS.contains(host) ? SHORT_PATH : ID_IN_PATH).matcher(path);
    if (inPath.matches()) {
      return Optional.of(inPath.group(1));
    }
    if (!path.equals("/watch") && !path.equals("/watch/")) {
      return Optional.empty();
    }
    for (String parameter : query.split("&", -1)) {
      Matcher inQuery = ID_IN_QUERY.matcher(parameter);
      if (inQuery.matches()) {
        return Optional.of(inQuery.group(1));
      }
    }
    return Optional.empty();
  }

  private static VideoLink youtube(String id) {
    return new VideoLink(MediaKind.YOUTUBE, URI.create("https://www.youtube.com/watch?v=" + id));
  }

  /// Without what belongs to the sentence around the link; a bracket stays if it was opened inside.
  private static String withoutPunctuation(String link) {
    int end = link.length();
    boolean opensInside = link.indexOf('(') >= 0;
    while (end > 0) {
      char last = link.charAt(end - 1);
      boolean isClosing = last == ')' && !opensInside;
      if (!isClosing && ".,;:!?'*~]}»”’…".indexOf(last) < 0) {
        break;
      }
      end--;
    }
    return link.substring(0, end);
  }
}
