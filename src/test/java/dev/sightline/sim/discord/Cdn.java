package dev.sightline.sim.discord;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// The files, behind links that are signed and expire as those of Discord's CDN do.
///
/// A link carries `ex` and `is` (hexadecimal seconds) and `hm` (the signature). A wrong or expired
/// one gets 404 and a line of text. The media proxy lies under `/media` and serves the bytes as
/// they are: it does not scale or convert. Safe for all threads.
final class Cdn {
  static final String GONE = "This content is no longer available.";

  private final Supplier<String> authority;
  private final DiscordWorld world;
  private final Map<String, SimAttachment> files = new ConcurrentHashMap<>();
  private final AtomicReference<ByteString> key = new AtomicReference<>(freshKey());
  private volatile Duration linkLife = Duration.ofHours(24);

  Cdn(Supplier<String> authority, DiscordWorld world) {
    this.authority = authority;
    this.world = world;
  }

  void keep(SimAttachment attachment) {
    files.put(attachment.path(), attachment);
  }

  String url(SimAttachment attachment) {
    return link("", attachment);
  }

  String proxyUrl(SimAttachment attachment) {
    return link("/media", attachment);
  }

  void setLinkLife(Duration life) {
    linkLife = life;
  }

  /// All links given out so far stop working.
  void expireLinks() {
    key.set(freshKey());
  }

  void forget(SimAttachment attachment) {
    files.remove(attachment.path());
  }

  /// The file behind a path without `/media`, or nothing where the link is wrong or too old.
  @Nullable SimAttachment find(
      String path, @Nullable String ex, @Nullable String is, @Nullable String hm) {
    SimAttachment attachment = files.get(path);
    if (attachment == null || ex == null || is == null || hm == null) {
      return null;
    }
    boolean isSigned = hm.equals(signature(path, ex, is));
    return isSigned && Long.parseLong(ex, 16) > Instant.now().getEpochSecond() ? attachment : null;
  }

  /// A fresh link to the file an old one led to.
  @Nullable String refreshed(String oldUrl) {
    SimAttachment attachment = files.get(URI.create(oldUrl).getPath());
    return attachment == null ? null : url(attachment);
  }

  /// A file name as Discord keeps it: letters, digits, dots, dashes and underscores.
  static String safeName(String name) {
    String safe = name.replace(' ', '_').replaceAll("[^A-Za-z0-9._-]", "");
    return safe.isEmpty() || safe.startsWith(".") ? "unknown" + safe : safe;
  }

  private String link(String prefix, SimAttachment attachment) {
    files.putIfAbsent(attachment.path(), attachment);
    long now = Instant.now().getEpochSecond();
    String is = Long.toHexString(now);
    String ex = Long.toHexString(now + linkLife.toSeconds());
    return "http://%s%s%s?ex=%s&is=%s&hm=%s&"
        .formatted(
            authority.get(),
            prefix,
            attachment.path(),
            ex,
            is,
            signature(attachment.path(), ex, is));
  }

  private String signature(String path, String ex, String is) {
    return ByteString.encodeUtf8(path + '\n' + ex + '\n' + is).hmacSha256(key.get()).hex();
  }

  private static ByteString freshKey() {
    return ByteString.encodeUtf8(UUID.randomUUID().toString());
  }

  void sawAuthorization(String value) {
    world.ledger.leakedAuthorizations.add(value);
  }
}
