package dev.sightline.media;

import java.time.Duration;

/// How much of what people send is taken in. All numbers are our own choice; a route may want less,
/// see [MediaRules].
///
/// @param maxPictureBytes largest picture as it comes, in bytes
/// @param maxVideoBytes largest video as it comes, in bytes
/// @param maxPixels most pixels of a picture, width × height, checked before it is decoded
/// @param maxFiles most files and links of one ask
/// @param fetchesAtOnce most fetches of one ask at the same time
/// @param fetchTotal longest time for one fetch
/// @param fetchIdle longest silence of a server while fetching
/// @param maxVideoTime how much of a video a model sees, from its beginning
/// @param convertTime longest time for converting one video
/// @param keepFor how long fetched and fitted files stay on disk after they were last used
/// @param maxFolderBytes most bytes of them all together; the longest unused go first
public record MediaLimits(
    long maxPictureBytes,
    long maxVideoBytes,
    long maxPixels,
    int maxFiles,
    int fetchesAtOnce,
    Duration fetchTotal,
    Duration fetchIdle,
    Duration maxVideoTime,
    Duration convertTime,
    Duration keepFor,
    long maxFolderBytes) {
  private static final long MEGABYTE = 1_000_000;

  /// 25 MB and 50 megapixels a picture, 500 MB and 45 minutes a video, 10 files, 2 minutes to fetch
  /// and 3 to convert one, a day, 10 GB.
  public static final MediaLimits DEFAULTS =
      new MediaLimits(
          25 * MEGABYTE,
          500 * MEGABYTE,
          50_000_000,
          10,
          4,
          Duration.ofMinutes(2),
          Duration.ofSeconds(15),
          Duration.ofMinutes(45),
          Duration.ofMinutes(3),
          Duration.ofDays(1),
          10_000 * MEGABYTE);

  public MediaLimits {
    requirePositive("maxPictureBytes", maxPictureBytes);
    requirePositive("maxVideoBytes", maxVideoBytes);
    requirePositive("maxPixels", maxPixels);
    requirePositive("maxFiles", maxFiles);
    requirePositive("fetchesAtOnce", fetchesAtOnce);
    requirePositive("fetchTotal", fetchTotal.toMillis());
    requirePositive("fetchIdle", fetchIdle.toMillis());
    requirePositive("maxVideoTime", maxVideoTime.toMillis());
    requirePositive("convertTime", convertTime.toMillis());
    requirePositive("keepFor", keepFor.toMillis());
    requirePositive("maxFolderBytes", maxFolderBytes);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value);
    }
  }
}
