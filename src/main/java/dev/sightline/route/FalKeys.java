package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The public keys with which fal signs what it sends:
/// `{"keys":[{"kty":"OKP","crv":"Ed25519","x":…}]}` at `{rest-url}/.well-known/jwks.json`. Safe for
/// all threads.
///
/// Source: fal.ai/docs, webhooks, read 2026-08.
final class FalKeys {
  private static final Logger LOG = LoggerFactory.getLogger(FalKeys.class);

  private static final Duration KEPT = Duration.ofHours(24);

  /// Somebody who sends us wrong signatures cannot make us ask fal more often; our own choice.
  private static final Duration NOT_AGAIN_BEFORE = Duration.ofMinutes(1);

  private static final Duration CALL_TIME = Duration.ofSeconds(5);
  private static final long MAX_BYTES = 1 << 16;
  private static final int MAX_KEYS = 20;

  /// What stands before the 32 bytes of an Ed25519 key in an X.509 key (RFC 8410, 4).
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final HttpUrl url;
  private final OkHttpClient client;
  private final InstantSource clock;
  private List<PublicKey> keys = List.of();
  private Instant fetchedAt = Instant.EPOCH;
  private Instant triedAt = Instant.EPOCH;

  /// @param restUrl such as `https://rest.fal.ai`
  FalKeys(HttpUrl restUrl, OkHttpClient client, InstantSource clock) {
    this.url = Urls.join(restUrl, ".well-known/jwks.json");
    this.client =
        client
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .callTimeout(CALL_TIME)
            .build();
    this.clock = clock;
  }

  /// Those known, at most a day old.
  ///
  /// @throws IOException if there are none, and fal cannot be asked
  synchronized List<PublicKey> current() throws IOException {
    Instant now = clock.instant();
    if (fetchedAt.plus(KEPT).isAfter(now)) {
      return keys;
    }
    if (triedAt.plus(NOT_AGAIN_BEFORE).isAfter(now)) {
      throw new IOException("the keys of fal's webhooks could not be fetched a moment ago");
    }
    return fetch();
  }

  /// Those that fal has now, in case it has new ones; those known, where it was asked just now.
  ///
  /// @throws IOException if fal cannot be asked
  synchronized List<PublicKey> renewed() throws IOException {
    return triedAt.plus(NOT_AGAIN_BEFORE).isAfter(clock.instant()) ? keys : fetch();
  }

  private List<PublicKey> fetch() throws IOException {
    triedAt = clock.instant();
    Request request = new Request.Builder().url(url).header("Accept", "application/json").build();
    try (Response response = client.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("the keys of fal's webhooks: status " + response.code());
      }
      JsonNode tree = Json.read(response.peekBody(MAX_BYTES).string());
      List<PublicKey> read = new ArrayList<>();
      for (JsonNode key : tree == null ? List.<JsonNode>of() : tree.path("keys")) {
        PublicKey one = read.size() < MAX_KEYS ? key(key) : null;
        if (one != null) {
          read.add(one);
        }
      }
      if (read.isEmpty()) {
        throw new IOException("the keys of fal's webhooks: none of Ed25519 is listed");
      }
      keys = List.copyOf(read);
      fetchedAt = triedAt;
      return keys;
    }
  }

  /// Null for a key of another kind.
  private static @Nullable PublicKey key(JsonNode key) {
    if (!Json.text(key.path("crv")).equals("Ed25519")) {
      return null;
    }
    try {
      byte[] raw = Base64.getUrlDecoder().decode(Json.text(key.path("x")));
      byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + raw.length);
      System.arraycopy(raw, 0, encoded, PREFIX.length, raw.length);
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      LOG.warn("a key of fal's webhooks cannot be read: {}", e.toString());
      return null;
    }
  }
}
