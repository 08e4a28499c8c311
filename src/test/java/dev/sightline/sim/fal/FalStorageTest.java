package dev.sightline.sim.fal;

import static dev.sightline.sim.fal.FalCalls.AUTHORIZATION;
import static dev.sightline.sim.fal.FalCalls.ROUTER;
import static dev.sightline.sim.fal.FalCalls.input;
import static dev.sightline.sim.fal.FalCalls.run;
import static dev.sightline.sim.fal.FalCalls.urls;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Pictures;
import dev.sightline.sim.model.PlainClient;
import dev.sightline.sim.model.PlainClient.Answer;
import dev.sightline.sim.model.SimJson;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FalStorageTest {
  private final FalSim fal = new FalSim();

  @AfterEach
  void close() {
    fal.close();
  }

  @Test
  void anUploadIsServedAndSeenByTheModel() throws IOException {
    JsonNode slot = initiate("/storage/upload/initiate");

    Answer put = put(slot.path("upload_url").asText(), null);
    Answer served = PlainClient.read(get(slot.path("file_url").asText()));
    run(fal, ROUTER + "/vision", input().set("image_urls", urls(slot.path("file_url").asText())));

    assertThat(put.status()).isEqualTo(200);
    assertThat(served.header("Content-Type")).isEqualTo("image/png");
    StoredFile file = fal.storage().files().getFirst();
    assertThat(file.bytes()).isEqualTo(Pictures.PNG);
    assertThat(file.lifecycle()).isEqualTo("{\"expiration_duration_seconds\":3600}");
    assertThat(fal.bills().last().ask().media().getFirst().bytes()).isEqualTo(Pictures.PNG);
    assertThat(fal.storage().leaks()).isEmpty();
  }

  @Test
  void aKeySentToTheSignedUrlIsALeak() throws IOException {
    JsonNode slot = initiate("/storage/upload/initiate");

    Answer put = put(slot.path("upload_url").asText(), AUTHORIZATION);
    run(fal, ROUTER + "/vision", input().set("image_urls", urls(slot.path("file_url").asText())));

    assertThat(put.status()).isEqualTo(400);
    assertThat(fal.storage().leaks()).hasSize(1);
    assertThat(fal.storage().files()).isEmpty();
    assertThat(fal.bills().bills()).isEmpty();
  }

  @Test
  void anUploadInPartsIsPutTogether() throws IOException {
    JsonNode slot = initiate("/storage/upload/initiate-multipart");
    String[] url = slot.path("upload_url").asText().split("\\?", 2);
    ObjectNode parts = SimJson.object();
    parts.putArray("parts");

    for (int number = 1; number <= 2; number++) {
      Answer part = put(url[0] + "/" + number + "?" + url[1], null);
      assertThat(part.header("ETag")).isEqualTo(part.json().path("etag").asText());
      parts.withArray("parts").add(part.json());
    }
    Answer complete =
        PlainClient.read(PlainClient.post(url[0] + "/complete?" + url[1], null, parts.toString()));

    assertThat(complete.status()).isEqualTo(200);
    StoredFile file = fal.storage().files().getFirst();
    assertThat(file.sizeBytes()).isEqualTo(2L * Pictures.PNG.size());
    assertThat(file.partCount()).isEqualTo(2);
  }

  @Test
  void mediaOnLoopbackIsFetchedWhenTold() throws IOException {
    fal.provider().media().fetchMedia(true);

    Answer answer =
        run(
            fal,
            ROUTER + "/vision",
            input().set("image_urls", urls(fal.restUrl() + "/no/such/picture.png")));

    assertThat(answer.json().at("/detail/0/type").asText()).isEqualTo("file_download_error");
    assertThat(fal.restCalls()).hasSize(1);
  }

  private static Call get(String url) {
    return PlainClient.call(new Request.Builder().url(url).build());
  }

  private JsonNode initiate(String path) throws IOException {
    Request request =
        PlainClient.post(
                fal.restUrl() + path + "?storage_type=fal-cdn-v3",
                AUTHORIZATION,
                "{\"content_type\":\"image/png\",\"file_name\":\"dot.png\"}")
            .request()
            .newBuilder()
            .header("X-Fal-Object-Lifecycle", "{\"expiration_duration_seconds\":3600}")
            .build();
    return PlainClient.read(PlainClient.call(request)).json();
  }

  private static Answer put(String url, @Nullable String authorization) throws IOException {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .put(RequestBody.create(Pictures.PNG.toByteArray(), MediaType.get("image/png")));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return PlainClient.read(PlainClient.call(request.build()));
  }
}
