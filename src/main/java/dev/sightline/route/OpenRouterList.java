package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// OpenRouter's list of models, `GET /api/v1/models`, which is public and wants no key. fal's
/// router takes the same names.
///
/// Source: OpenRouter's OpenAPI, read 2026-08-22. Prices there are strings in US dollars per token;
/// `-1` stands for one that is not fixed.
public final class OpenRouterList {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRouterList.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// Of some 500 models, 3 kB each; our own choice.
  private static final long MAX_BYTES = 16_000_000;

  private static final int MILLION_DIGITS = 6;

  private final HttpUrl url;
  private final OkHttpClient client;
  private final InstantSource time;

  /// A list that is read anew each time.
  public OpenRouterList(HttpUrl url, OkHttpClient client, InstantSource time) {
    this.url = url;
    this.client = client.newBuilder().callTimeout(TIMEOUT).build();
    this.time = time;
  }

  /// All models on it; empty where it cannot be read, which is logged.
  public Optional<List<CatalogueModel>> read() {
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      if (!response.isSuccessful()) {
        LOG.warn("{} lists no models (status {})", url.host(), response.code());
        return Optional.empty();
      }
      JsonNode answer = new ObjectMapper().readTree(response.peekBody(MAX_BYTES).byteStream());
      List<CatalogueModel> models = new ArrayList<>();
      answer.path("data").forEach(model -> models.add(model(model)));
      return models.isEmpty() ? Optional.empty() : Optional.of(models);
    } catch (IOException e) {
      LOG.warn("{} does not list its models: {}", url.host(), e.toString());
      return Optional.empty();
    }
  }

  private CatalogueModel model(JsonNode model) {
    JsonNode prices = model.path("pricing");
    BigDecimal prompt = perMillion(prices.path("prompt"));
    BigDecimal completion = perMillion(prices.path("completion"));
    boolean isPriced = prompt != null && completion != null;
    int context = model.path("context_length").asInt();
    return new CatalogueModel(
        model.path("id").asText(),
        takes(model.at("/architecture/input_modalities")),
        context > 0 ? context : null,
        isPriced ? prompt : null,
        isPriced ? completion : null,
        day(model.path("expiration_date").asText("")),
        "",
        url.host(),
        LocalDate.ofInstant(time.instant(), ZoneOffset.UTC));
  }

  private static Set<Capability> takes(JsonNode modalities) {
    Set<Capability> takes = EnumSet.of(Capability.TEXT);
    for (JsonNode modality : modalities) {
      switch (modality.asText()) {
        case "image" -> takes.add(Capability.IMAGE);
        case "video" -> takes.add(Capability.VIDEO);
        default -> {}
      }
    }
    return takes;
  }

  private static @Nullable BigDecimal perMillion(JsonNode perToken) {
    try {
      BigDecimal price = new BigDecimal(perToken.asText("-1"));
      return price.signum() < 0 ? null : price.movePointRight(MILLION_DIGITS);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// Null for none, and for what is no day.
  private static @Nullable LocalDate day(String text) {
    try {
      return text.length() < 10 || text.equals("null")
          ? null
          : LocalDate.parse(text.substring(0, 10));
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
