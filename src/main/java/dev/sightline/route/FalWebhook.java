package dev.sightline.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what fal sends when a job of its queue is done, and wakes who waits for it. Safe for all
/// threads.
///
/// Only the word that the job is done is taken, and only where fal signed it; the result is fetched
/// from the queue as always. So nothing that anybody sends here becomes an answer.
///
/// Source of how it is signed: fal.ai/docs, webhooks, read 2026-08.
public final class FalWebhook {
  /// How far its clock may be from ours.
  private static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-fA-F]{128}");
  private static final Logger LOG = LoggerFactory.getLogger(FalWebhook.class);

  private final FalKeys keys;
  private final FalDeliveries deliveries;
  private final InstantSource clock;

  /// @param restUrl such as `https://rest.fal.ai`: where fal's public keys are
  /// @param deliveries who waits
  public FalWebhook(
      HttpUrl restUrl, OkHttpClient client, FalDeliveries deliveries, InstantSource clock) {
    this.keys = new FalKeys(restUrl, client, clock);
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /// What was done with what was sent.
  public enum Outcome {
    /// It is fal's, and who waits is woken.
    TAKEN,
    /// It is fal's, and came before: nothing is done again.
    KNOWN,
    /// It is not fal's, or too old: nothing is done.
    NOT_SIGNED,
    /// Its signature cannot be looked at now: nothing is done; fal sends it again.
    UNSURE
  }

  /// Takes what was sent.
  ///
  /// @param header the value of a header of that name, or null
  /// @param body as it came, to the byte
  public Outcome take(Function<String, @Nullable String> header, ByteString body) {
    String id = header.apply("X-Fal-Webhook-Request-Id");
    String user = header.apply("X-Fal-Webhook-User-Id");
    String seconds = header.apply("X-Fal-Webhook-Timestamp");
    String signature = header.apply("X-Fal-Webhook-Signature");
    if (id == null
        || user == null
        || seconds == null
        || signature == null
        || !FalJob.isId(id)
        || !SIGNATURE.matcher(signature).matches()
        || !isOfNow(seconds)) {
      return Outcome.NOT_SIGNED;
    }
    byte[] message =
        String.join("\n", id, user, seconds, body.sha256().hex()).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] bytes = HexFormat.of().parseHex(signature);
      if (!isBy(keys.current(), message, bytes) && !isBy(keys.renewed(), message, bytes)) {
        return Outcome.NOT_SIGNED;
      }
    } catch (IOException e) {
      LOG.warn("a webhook of fal's could not be verified: {}", e.toString());
      return Outcome.UNSURE;
    }
    return deliveries.tell(id) ? Outcome.TAKEN : Outcome.KNOWN;
  }

  private boolean isOfNow(String seconds) {
    if (!SECONDS.matcher(seconds).matches()) {
      return false;
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(seconds));
    return Duration.between(sent, clock.instant()).abs().compareTo(MAX_SKEW) <= 0;
  }

  private static boolean isBy(List<PublicKey> keys, byte[] message, byte[] signature) {
    for (PublicKey key : keys) {
      try {
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key);
        verifier.update(message);
        if (verifier.verify(signature)) {
          return true;
        }
      } catch (GeneralSecurityException e) {
        LOG.debug("not a signature by one of fal's keys: {}", e.toString());
      }
    }
    return false;
  }
}
