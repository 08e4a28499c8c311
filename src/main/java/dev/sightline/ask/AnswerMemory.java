package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.media.MediaReport;
import dev.sightline.media.ReadMedia;
import dev.sightline.route.ModelRoute;
import dev.sightline.store.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What was answered about pictures and videos, on disk: who asks the same model the same about the
/// same bytes, or the same link, gets the same answer for nothing. Nobody's name is kept with it.
///
/// Safe for all asks.
final class AnswerMemory {
  private final Store store;
  private final InstantSource time;

  AnswerMemory(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
  }

  /// An answer given before.
  ///
  /// @param model the model that gave it, as its provider names it
  record Known(String text, String model, Instant at) {}

  /// All that decides on an answer, as one name; empty where it is not worth keeping: without
  /// media, in the middle of a conversation, where something could not be read, or where a button
  /// was pressed for an answer of its own.
  ///
  /// @param system all instructions to the model
  static Optional<String> key(Ask ask, MediaReport report, ModelRoute route, String system) {
    boolean isAlike =
        ask.earlier().isEmpty()
            && !ask.isInsisted()
            && !report.read().isEmpty()
            && report.unread().isEmpty();
    if (!isAlike) {
      return Optional.empty();
    }
    MessageDigest digest = sha256();
    List.of(
            route.provider(),
            route.model(),
            route.parameters().toString(),
            route.media().toString(),
            system,
            ask.question())
        .forEach(part -> add(digest, part));
    report.read().stream().map(ReadMedia::contentId).forEach(part -> add(digest, part));
    return Optional.of(HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// With its length before it, so that two parts are never taken for two others.
  private static void add(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  /// What was answered, if that is not longer ago than `age`.
  Optional<Known> find(String key, Duration age) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT text, model, at FROM answers WHERE asked = :key AND at > :from")
                .bind("key", key)
                .bind("from", time.instant().minus(age).toEpochMilli())
                .map((row, context) ->
                    new Known(
                        row.getString("text"),
                        row.getString("model"),
                        Instant.ofEpochMilli(row.getLong("at"))))
                .findOne());
  }

  /// Keeps a whole answer in the place of an older one.
  ///
  /// @param ask whose answer it is; with that, it is forgotten
  void keep(String key, AskId ask, String text, String model) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO answers (asked, ask_id, model, text, at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (asked) DO UPDATE SET ask_id = excluded.ask_id, model = excluded.model,
                  text = excluded.text, at = excluded.at
                """,
                key,
                ask.value(),
                model,
                text,
                time.instant().toEpochMilli()));
  }

  /// Forgets what nobody may be given any more.
  ///
  /// @param reuse how long an answer may be given again
  void sweep(Duration reuse) {
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                "DELETE FROM answers WHERE at <= ?", time.instant().minus(reuse).toEpochMilli()));
  }
}
