package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/// Asks OpenRouter how much can still be spent: `GET …/key` tells what is left of the key's own
/// limit, if it has one, and `GET …/credits` what the account has, to keys that may manage it (its
/// OpenAPI, read 2026-08-22).
public final class ProviderCredit {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 1 << 20;

  private final OkHttpClient client;

  /// Asks by the shared connections.
  public ProviderCredit(OkHttpClient client) {
    this.client =
        client
            .newBuilder()
            .callTimeout(TIMEOUT)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  /// The lesser of what is told, in US dollars; empty where nothing is: the key has no limit and
  /// may not look at the account.
  ///
  /// @throws IOException if the provider gives no such answer
  public Optional<BigDecimal> left(OpenAiSettings settings) throws IOException {
    JsonNode key =
        ask(settings, "key").orElseThrow(() -> new IOException("the key is not accepted"));
    Optional<BigDecimal> ofKey = amount(key, "limit_remaining");
    Optional<BigDecimal> ofAccount =
        ask(settings, "credits")
            .flatMap(credits ->
                amount(credits, "total_credits")
                    .flatMap(all -> amount(credits, "total_usage").map(all::subtract)));
    return Stream.concat(ofKey.stream(), ofAccount.stream()).min(BigDecimal::compareTo);
  }

  private static Optional<BigDecimal> amount(JsonNode data, String field) {
    JsonNode amount = data.path(field);
    return amount.isNumber() ? Optional.of(amount.decimalValue()) : Optional.empty();
  }

  /// Empty where this key may not ask that.
  private Optional<JsonNode> ask(OpenAiSettings settings, String call) throws IOException {
    Request request =
        new Request.Builder().url(settings.url(call)).headers(settings.headers()).build();
    try (Response response = client.newCall(request).execute()) {
      if (response.code() == 401 || response.code() == 403) {
        return Optional.empty();
      }
      JsonNode tree =
          response.isSuccessful() ? Json.read(response.peekBody(MAX_BYTES).string()) : null;
      if (tree == null || !tree.path("data").isObject()) {
        throw new IOException(
            "%s answers %s with %d".formatted(settings.name(), call, response.code()));
      }
      return Optional.of(tree.path("data"));
    }
  }
}
