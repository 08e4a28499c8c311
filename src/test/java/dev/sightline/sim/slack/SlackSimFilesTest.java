package dev.sightline.sim.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.model.File;
import java.io.IOException;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Files of the simulated workspace: who may read them, how they fail, how they are uploaded.
class SlackSimFilesTest {
  private static final ByteString BYTES = ByteString.encodeUtf8("not really a picture".repeat(50));

  private final SlackSim sim = new SlackSim();
  private final Slack slack = SlackSimApiTest.slack(sim);
  private final MethodsClient client = slack.methods(sim.botToken());
  private final OkHttpClient http = new OkHttpClient.Builder().followRedirects(false).build();
  private final SimFile cat = sim.file("a cat.png", "image/png", BYTES);

  @AfterEach
  void stop() throws Exception {
    http.connectionPool().evictAll();
    slack.close();
    sim.close();
  }

  private File shared() throws Exception {
    sim.channel("C1").post("U1", "look", cat);
    return client.filesInfo(info -> info.file(cat.id())).getFile();
  }

  private Response get(String url, boolean withToken) throws IOException {
    Request.Builder request = new Request.Builder().url(url);
    if (withToken) {
      request.header("Authorization", "Bearer " + sim.botToken());
    }
    return http.newCall(request.build()).execute();
  }

  @Test
  void fileIsGivenForTheBotToken() throws Exception {
    File file = shared();

    try (Response answer = get(file.getUrlPrivateDownload(), true)) {
      assertThat(answer.header("Content-Type")).isEqualTo("image/png");
      assertThat(answer.body().byteString()).isEqualTo(BYTES);
    }
    assertThat(file.getSize()).isEqualTo(BYTES.size());
    assertThat(file.getMode()).isEqualTo("hosted");
    assertThat(sim.ledger().misplacedTokens()).isEmpty();
  }

  @Test
  void withoutTokenTheLoginPageComes() throws Exception {
    File file = shared();

    try (Response answer = get(file.getUrlPrivate(), false)) {
      assertThat(answer.code()).isEqualTo(302);
      try (Response login = get(String.valueOf(answer.header("Location")), false)) {
        assertThat(login.code()).isEqualTo(200);
        assertThat(login.header("Content-Type")).startsWith("text/html");
      }
    }
  }

  @Test
  void withoutScopeTheTokenDoesNotHelp() throws Exception {
    File file = shared();
    sim.revoke("files:read");

    try (Response answer = get(file.getUrlPrivate(), true)) {
      assertThat(answer.code()).isEqualTo(302);
    }
    assertThat(client.filesInfo(info -> info.file(cat.id())).getError()).isEqualTo("missing_scope");
  }

  @Test
  void tokenThatFollowsARedirectIsNoticed() throws Exception {
    File file = shared();
    cat.answering(new FileAnswer.Elsewhere());

    try (Response answer = get(file.getUrlPrivate(), true)) {
      String location = String.valueOf(answer.header("Location"));
      assertThat(location).startsWith("http://localhost:");
      get(location, true).close();
    }

    assertThat(sim.ledger().misplacedTokens())
        .singleElement()
        .matches(token -> token.what().equals("Authorization header"));
  }

  @Test
  void truncatedBodyBreaksTheDownload() throws Exception {
    File file = shared();
    cat.answering(new FileAnswer.Truncated(100));

    try (Response answer = get(file.getUrlPrivate(), true)) {
      assertThatThrownBy(() -> answer.body().bytes()).isInstanceOf(IOException.class);
    }
    assertThat(sim.ledger().downloads()).last().matches(seen -> seen.sentBytes() == 100);
  }

  @Test
  void slowBodyComesWhole() throws Exception {
    File file = shared();
    cat.answering(new FileAnswer.Slow(Duration.ofMillis(100)));

    try (Response answer = get(file.getUrlPrivate(), true)) {
      assertThat(answer.body().byteString()).isEqualTo(BYTES);
    }
  }

  @Test
  void connectStubIsCompletedByFilesInfo() throws Exception {
    cat.asConnectStub();
    SimMessage message = sim.channel("C1").post("U1", "look", cat);

    File stub =
        client
            .conversationsHistory(history -> history.channel("C1"))
            .getMessages()
            .getFirst()
            .getFiles()
            .getFirst();
    File whole = client.filesInfo(info -> info.file(cat.id())).getFile();

    assertThat(message.files()).containsExactly(cat);
    assertThat(stub.getFileAccess()).isEqualTo("check_file_info");
    assertThat(stub.getUrlPrivate()).isNull();
    assertThat(whole.getUrlPrivate()).endsWith("/a%20cat.png");
  }

  @Test
  void fileOfAForeignChannelIsNotFound() throws Exception {
    sim.channel("C2").removeBot().post("U1", "look", cat);

    assertThat(client.filesInfo(info -> info.file(cat.id())).getError())
        .isEqualTo("file_not_found");
  }

  @Test
  void uploadEndsInTheThread() throws Exception {
    SimMessage question = sim.channel("C1").post("U1", "long answer please");

    var answer =
        client.filesUploadV2(upload ->
            upload
                .channel("C1")
                .threadTs(question.ts())
                .filename("answer.md")
                .title("The answer")
                .initialComment("It is long.")
                .fileData(BYTES.toByteArray()));

    assertThat(answer.isOk()).isTrue();
    SimMessage posted = sim.ledger().answersIn("C1", question.ts()).getFirst();
    assertThat(posted.readerText()).isEqualTo("It is long.");
    assertThat(posted.files()).isEqualTo(sim.ledger().uploads());
    SimFile uploaded = sim.ledger().uploads().getFirst();
    assertThat(uploaded.bytes()).isEqualTo(BYTES);
    assertThat(uploaded.title()).isEqualTo("The answer");
    assertThat(uploaded.sharedIn()).containsExactly("C1");
    assertThat(sim.ledger().misplacedTokens()).isEmpty();
  }
}
