package dev.sightline.media;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Passes links on to where the bytes already are.
final class PublicUrlStore implements MediaStore {
  /// How long a signed link has to live on for a provider to fetch it, in its queue as well; our
  /// own choice.
  private static final Duration MIN_LIFE = Duration.ofMinutes(15);

  /// The end of a Discord link's life, in seconds since 1970, hexadecimal
  /// (https://docs.discord.com/developers/reference#signed-attachment-cdn-urls, read 2026-08-02).
  private static final Pattern SIGNED_UNTIL =
      Pattern.compile("(?:.*&)?ex=([0-9a-fA-F]{1,12})&(?:.*&)?hm=.*");

  private final InstantSource time;
  private final Predicate<URI> isOurNetworkOnly;

  /// @param isOurNetworkOnly whether a provider outside of our network cannot reach a link
  PublicUrlStore(InstantSource time, Predicate<URI> isOurNetworkOnly) {
    this.time = time;
    this.isOurNetworkOnly = isOurNetworkOnly;
  }

  @Override
  public boolean takes(FittedMedia media) {
    URI url = media.publicUrl();
    return url != null && !isOurNetworkOnly.test(url) && livesLongEnough(url.getRawQuery());
  }

  private boolean livesLongEnough(@Nullable String query) {
    Matcher signed = SIGNED_UNTIL.matcher(query == null ? "" : query);
    return !signed.matches()
        || Long.parseLong(signed.group(1), 16) >= time.instant().plus(MIN_LIFE).getEpochSecond();
  }

  @Override
  public MediaRef put(FittedMedia media, Consumer<String> progress) {
    URI url = media.publicUrl();
    if (url == null) {
      throw new IllegalArgumentException("no public URL: " + media.name());
    }
    return new MediaRef.Remote(media.kind(), media.name(), url, media.stored().sizeBytes());
  }
}
