package dev.sightline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 49_151, 49_152, 49_153, 300_000})
  void fileArrivesByteForByteAndLengthIsToldBefore(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Path file = Files.write(directory.resolve("f"), bytes);
    ObjectNode tree = JSON.objectNode().put("before", "\"quoted\" ü");
    tree.putObject("image").putPOJO("url", Base64File.dataUri("image/png", file));
    tree.putArray("after").add(1).add(0.25).add(true).addNull();

    JsonBody body = JsonBody.of(tree);
    Buffer sent = new Buffer();
    body.writeTo(sent);

    assertThat(body.contentLength()).isEqualTo(sent.size());
    JsonNode read = new JsonMapper().readTree(sent.inputStream());
    String url = read.at("/image/url").textValue();
    assertThat(url).startsWith("data:image/png;base64,");
    assertThat(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))).isEqualTo(bytes);
    assertThat(read.path("before").textValue()).isEqualTo("\"quoted\" ü");
    assertThat(read.path("after").toString()).isEqualTo("[1,0.25,true,null]");
  }

  @Test
  void beginsOnlyWhenItIsWritten() throws IOException {
    JsonBody body = JsonBody.of(JSON.objectNode());

    assertThat(body.isBegun()).isFalse();
    body.writeTo(new Buffer());
    assertThat(body.isBegun()).isTrue();
  }

  @Test
  void fileThatShrinksEndsTheCall() throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[100]);
    ObjectNode tree = JSON.objectNode();
    tree.putPOJO("file", new Base64File("", file));
    JsonBody body = JsonBody.of(tree);
    Files.write(file, new byte[50]);

    assertThatThrownBy(() -> body.writeTo(new Buffer())).isInstanceOf(IOException.class);
  }

  @Test
  void missingFileIsNoticedBeforeTheCall() {
    ObjectNode tree = JSON.objectNode();
    tree.putPOJO("file", new Base64File("", directory.resolve("missing")));

    assertThatThrownBy(() -> JsonBody.of(tree)).isInstanceOf(UncheckedIOException.class);
  }
}
