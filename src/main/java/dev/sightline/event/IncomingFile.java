package dev.sightline.event;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that came with a message, before anybody has looked at its bytes.
///
/// @param name as the sender named it; never trusted, only shown
/// @param claimedType the platform's media type, or empty; never trusted
/// @param claimedSizeBytes the platform's figure, or -1; never trusted
/// @param transcript where the platform keeps what is said in it, as WebVTT, behind the same token
///   as a [PrivateUrl]; null where it has none
public record IncomingFile(
    String name,
    String claimedType,
    long claimedSizeBytes,
    Origin origin,
    @Nullable URI transcript) {

  /// A file without a transcript.
  public IncomingFile(String name, String claimedType, long claimedSizeBytes, Origin origin) {
    this(name, claimedType, claimedSizeBytes, origin, null);
  }

  /// Where the bytes are.
  public sealed interface Origin {}

  /// Bytes behind a URL that anybody who holds it may fetch.
  public record PublicUrl(URI url) implements Origin {}

  /// Bytes behind a URL that anybody who holds it may fetch until it expires, and that the platform
  /// then makes anew. Only for files that the person who asks may see.
  public record SignedUrl(URI url) implements Origin {}

  /// Bytes behind a URL that needs the platform's token (Slack's `url_private`).
  public record PrivateUrl(URI url) implements Origin {}

  /// Bytes on this machine: an upload of the web page, or a file named on the command line.
  public record OnDisk(Path path) implements Origin {}

  /// Bytes that cannot be had.
  ///
  /// @param reason a sentence for the person: what is wrong and what they can do
  public record Unreadable(String reason) implements Origin {}
}
