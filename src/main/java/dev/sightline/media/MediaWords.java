package dev.sightline.media;

import dev.sightline.http.FetchResult.NotFetched;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says to a person why something was not read: what was wrong and what they can do.
final class MediaWords {
  private static final int MAX_NAME_CHARS = 80;

  private MediaWords() {}

  /// A name as it may be shown: on one line, and not endless.
  static String shown(String name) {
    String line =
        name.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+", " ").strip();
    if (line.isEmpty()) {
      return "the file";
    }
    return line.length() <= MAX_NAME_CHARS ? line : line.substring(0, MAX_NAME_CHARS - 1) + "…";
  }

  static Unread notFetched(String name, NotFetched why) {
    String sentence =
        switch (why.reason()) {
          case TOO_LARGE -> tooLarge(name, why.sizeBytes(), why.maxBytes());
          case EXPIRED ->
              "The link to %s has expired or the file is gone (HTTP %d). Please post the file again."
                  .formatted(name, why.status());
          case LOGIN_PAGE ->
              "Slack gave me a login page instead of %s: I lack the scope files:read. An admin can add it and install the app again."
                  .formatted(name);
          case BLOCKED ->
              "I do not open the address of %s, because it is not on the public Internet. Please upload the file here."
                  .formatted(name);
          case UNREACHABLE ->
              "I could not reach the server that has %s. Please try again, or upload the file here."
                  .formatted(name);
          case CUT -> "The download of %s broke off. Please try again.".formatted(name);
          case TIMEOUT ->
              "The server that has %s is too slow. Please try again, or upload the file here."
                  .formatted(name);
          case BAD_REDIRECT ->
              "The link to %s leads in circles or nowhere. Please upload the file here."
                  .formatted(name);
          case HTTP_STATUS ->
              "The server that has %s answered with an error (HTTP %d). Please try again, or upload the file here."
                  .formatted(name, why.status());
        };
    return new Unread(name, sentence);
  }

  static Unread unreadable(String name, Probed.Unreadable why, long maxPixels) {
    String found = why.found();
    String sentence =
        switch (why.flaw()) {
          case EMPTY -> "%s is empty (0 bytes). Please upload it again.".formatted(name);
          case DAMAGED ->
              "%s begins like %s, but is cut off or damaged. Please upload it again."
                  .formatted(name, found);
          case TOO_MANY_PIXELS ->
              "%s has %s; I take at most %s megapixels. Please post a smaller version."
                  .formatted(name, found, number(maxPixels / 1e6));
          case WEB_PAGE ->
              "%s is a web page, not a picture or video. Please post the file itself."
                  .formatted(name);
          case OTHER_TYPE ->
              "%s is %s, not a picture or video. I read JPEG, PNG, GIF, WebP, AVIF, HEIC, BMP, TIFF, PDF, MP4, MOV, WebM, MPEG, MKV and AVI."
                  .formatted(name, found);
        };
    return new Unread(name, sentence);
  }

  static Unread onAPage(URI link) {
    String site = link.getHost().replaceFirst("^(?:www|player|m|vm)\\.", "");
    return new Unread(
        link.toString(),
        "I cannot watch %s: %s does not let its videos be taken from its pages. Please upload the file here, or post a link to it on YouTube."
            .formatted(link, site));
  }

  static Unread tooLarge(String name, long sizeBytes, String what, long maxBytes) {
    return new Unread(
        name,
        "%s has %s; the model takes %s up to %s. Please post a smaller version."
            .formatted(name, megabytes(sizeBytes), what, megabytes(maxBytes)));
  }

  private static String tooLarge(String name, long sizeBytes, long maxBytes) {
    String size = sizeBytes > 0 ? "has " + megabytes(sizeBytes) : "is too large";
    return "%s %s; I take at most %s. Please post a smaller version."
        .formatted(name, size, megabytes(maxBytes));
  }

  static Unread tooManyFiles(String name, int maxFiles) {
    return new Unread(
        name,
        "I read at most %d files at once, so %s is left out. Please ask about it separately."
            .formatted(maxFiles, name));
  }

  /// @param what `picture` or `video`
  static Unread tooManyForModel(String name, int max, String what) {
    String limit =
        switch (max) {
          case 0 -> "no %ss".formatted(what);
          case 1 -> "one %s at once".formatted(what);
          default -> "at most %d %ss at once".formatted(max, what);
        };
    String advice = max == 0 ? "" : " Please ask about it separately.";
    return new Unread(
        name, "The model takes %s, so %s is left out.%s".formatted(limit, name, advice));
  }

  static Unread videoTypeNotTaken(String name, VideoType type) {
    return new Unread(
        name,
        "%s is a video in %s, which models do not take, and there is no ffmpeg here to convert it. Please post it as MP4."
            .formatted(name, type.name()));
  }

  static Unread videoDamaged(String name, VideoType type) {
    return new Unread(
        name,
        "%s begins like a video in %s, but I can make nothing of it: it is cut off or damaged. Please upload it again."
            .formatted(name, type.name()));
  }

  static Unread noPicture(String name) {
    return new Unread(
        name, "%s has sound but no picture, and I do not listen to recordings.".formatted(name));
  }

  static Unread notConverted(String name, Duration maxTime) {
    return new Unread(
        name,
        "I could not convert %s to MP4 within %s. Please post a shorter version, or an MP4 (H.264)."
            .formatted(name, length(maxTime)));
  }

  /// What was done to a video that the model sees; empty where that is not worth a word.
  ///
  /// @param container into which it was converted, or null
  /// @param longSidePx to which it was scaled down, or 0
  /// @param isSlow whether it has one frame a second left
  /// @param maxBytes which it had to fit, or 0
  static String videoChanged(
      String name, @Nullable VideoType container, int longSidePx, boolean isSlow, long maxBytes) {
    List<String> done = new ArrayList<>();
    if (container != null) {
      done.add("converted to " + (container == VideoType.WEBM ? "WebM" : container.name()));
    }
    if (longSidePx > 0) {
      done.add("scaled down to %,d px".formatted(longSidePx));
    }
    if (isSlow) {
      done.add("thinned out to one frame a second");
    }
    if (done.isEmpty() && maxBytes > 0) {
      done.add("compressed");
    }
    if (done.isEmpty()) {
      return "";
    }
    String all =
        done.size() == 1
            ? done.getFirst()
            : String.join(", ", done.subList(0, done.size() - 1)) + " and " + done.getLast();
    return "%s was %s%s."
        .formatted(name, all, maxBytes > 0 ? " to fit " + megabytes(maxBytes) : "");
  }

  static String videoCut(String name, Duration seen, Duration whole) {
    return "The model sees the first %s of %s (%s).".formatted(length(seen), name, length(whole));
  }

  /// @param frames how many of it go to the model
  static String framesOnly(String name, int frames) {
    return "This model cannot watch videos: it saw %s of %s."
        .formatted(frames == 1 ? "1 frame" : frames + " frames", name);
  }

  static Unread noRoomForFrames(String name, int maxImages) {
    return new Unread(
        name,
        "This model cannot watch videos, and %s is one picture too many for the %d that it takes at once. Please ask about it separately."
            .formatted(name, maxImages));
  }

  static Unread noFfmpegForFrames(String name) {
    return new Unread(
        name,
        "This model cannot watch videos, and there is no ffmpeg here to take pictures out of %s."
            .formatted(name));
  }

  /// Such as `52 minutes` or `1:35 min`.
  private static String length(Duration length) {
    long seconds = Math.round(length.toMillis() / 1000.0);
    return seconds < 60
        ? seconds + " s"
        : seconds % 60 == 0 || seconds >= 600
            ? (seconds == 60 ? "1 minute" : "%d minutes".formatted(seconds / 60))
            : "%d:%02d min".formatted(seconds / 60, seconds % 60);
  }

  static Unread notDecoded(String name, NotDecoded failure, long maxPixels) {
    String sentence =
        switch (failure.why()) {
          case DAMAGED -> "%s is damaged: I could not decode it. Please post it as JPEG or PNG.";
          case ABOVE_LEVEL ->
              "%s has more than 35 megapixels in one piece, which is more than decoders of AVIF take. Please post a smaller version, or a JPEG.";
          case LOCKED -> "%s is protected by a password. Please post it without one.";
          case TOO_MANY_PIXELS ->
              "%%s holds a picture of more than %s megapixels, which is more than I take. Please post a smaller version."
                  .formatted(number(maxPixels / 1e6));
          case TOO_MUCH_MEMORY ->
              "%s needs more memory to decode than I give to one file. Please post a smaller version.";
          case TOO_SLOW ->
              "%s takes too long to decode, so I gave up on it. Please post it as JPEG or PNG.";
          case CRASHED ->
              "%s made my decoder fail. Please post it as JPEG or PNG. An admin finds more in the log.";
          case NOT_SMALL_ENOUGH ->
              "%s cannot be made as small as the model wants it. Please post a simpler picture.";
          case NO_DECODER ->
              "%s is a HEIC or AVIF picture, which I cannot decode here: that needs ffmpeg 7 or later. Please post it as JPEG or PNG.";
          case NOT_WRITTEN ->
              "I could not keep %s on my disk. An admin finds the reason in the log.";
        };
    return new Unread(name, sentence.formatted(name));
  }

  /// What one frame or page of a file is called.
  ///
  /// @param number from 1
  static String frame(String name, PictureType type, int number, int total) {
    return total == 1
        ? name
        : "%s, %s %d of %d".formatted(name, isAnimated(type) ? "frame" : "page", number, total);
  }

  /// Says how much of a file the model sees; null where that is all of it.
  static @Nullable String framesSeen(String name, PictureType type, int seen, int total) {
    if (seen == total) {
      return null;
    }
    if (!isAnimated(type)) {
      return "%s has %,d pages: the model sees %s."
          .formatted(name, total, seen == 1 ? "the first one" : "the first " + seen);
    }
    return "%s is animated: the model sees %s of its %,d frames."
        .formatted(name, seen == 1 ? "the first" : Integer.toString(seen), total);
  }

  private static boolean isAnimated(PictureType type) {
    return type == PictureType.GIF || type == PictureType.WEBP;
  }

  static Unread diskFailed(String name) {
    return new Unread(
        name,
        "I could not keep %s on my disk. An admin finds the reason in the log.".formatted(name));
  }

  static Unread notOnDisk(String name) {
    return new Unread(name, "I found no file %s that I may read.".formatted(name));
  }

  /// Rounded up, so that a size above a limit never looks equal to it.
  private static String megabytes(long bytes) {
    return bytes < 100_000 ? "%,d bytes".formatted(bytes) : number(bytes / 1e6) + " MB";
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(2, RoundingMode.CEILING)
        .stripTrailingZeros()
        .toPlainString();
  }
}
