package dev.sightline.sim.fal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.SimJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;

/// Says that jobs are done where their senders asked for it, signed, and serves the keys: an old
/// one and the one that signs. Safe for all threads.
public final class FalWebhooks {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final int KEY_BYTES = 32;

  /// Within which a delivery has to be answered (fal.ai/docs, webhooks, read 2026-08).
  private static final Duration ANSWER_TIME = Duration.ofSeconds(15);

  private final OkHttpClient client = new OkHttpClient.Builder().callTimeout(ANSWER_TIME).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Integer> answers = new CopyOnWriteArrayList<>();
  private final KeyPair old = pair();
  private volatile KeyPair current = pair();
  private volatile List<KeyPair> served = List.of(old, current);

  /// A signed delivery.
  public record Signed(String id, String user, String timestamp, String signature, String body) {
    Request.Builder request(String url) {
      return new Request.Builder()
          .url(url)
          .header("X-Fal-Webhook-Request-Id", id)
          .header("X-Fal-Webhook-User-Id", user)
          .header("X-Fal-Webhook-Timestamp", timestamp)
          .header("X-Fal-Webhook-Signature", signature)
          .post(RequestBody.create(body, JSON));
    }
  }

  /// Signs with the newest key.
  public Signed sign(String id, String body, Instant at) {
    return sign(current.getPrivate(), id, body, at);
  }

  /// Signs with a key that fal never had.
  public Signed forge(String id, String body, Instant at) {
    return sign(pair().getPrivate(), id, body, at);
  }

  /// Signs with a new key from now on; the one before is still served.
  public void rotate() {
    KeyPair before = current;
    current = pair();
    served = List.of(before, current);
  }

  private static Signed sign(PrivateKey key, String id, String body, Instant at) {
    String user = "user-1";
    String timestamp = Long.toString(at.getEpochSecond());
    String message =
        String.join("\n", id, user, timestamp, ByteString.encodeUtf8(body).sha256().hex());
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(key);
      signer.update(message.getBytes(StandardCharsets.UTF_8));
      return new Signed(id, user, timestamp, HexFormat.of().formatHex(signer.sign()), body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The statuses with which deliveries were answered; -1 where they were not.
  public List<Integer> answers() {
    return List.copyOf(answers);
  }

  void deliver(String url, String id, String body) {
    Signed signed = sign(id, body, Instant.now());
    threads.execute(() -> {
      try (Response response = client.newCall(signed.request(url).build()).execute()) {
        answers.add(response.code());
      } catch (IOException e) {
        answers.add(-1);
      }
    });
  }

  void keys(Context context) {
    ObjectNode body = SimJson.object();
    ArrayNode keys = body.putArray("keys");
    for (KeyPair pair : served) {
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
      keys.addObject()
          .put("kty", "OKP")
          .put("crv", "Ed25519")
          .put("x", Base64.getUrlEncoder().withoutPadding().encodeToString(raw));
    }
    context.contentType("application/json").result(body.toString());
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  void close() {
    threads.shutdownNow();
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
