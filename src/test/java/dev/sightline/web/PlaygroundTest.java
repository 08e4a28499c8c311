package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.Platform;
import dev.sightline.thread.OutgoingFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Questions in, answers out, over real sockets.
class PlaygroundTest {
  private static final int MAX_UPLOAD_BYTES = 300_000;
  private static final String FOOTER = "model · free";

  @TempDir Path uploads;
  private final StagedDesk desk = new StagedDesk();
  private Playground playground;
  private URI page;
  private Visit visit;

  @BeforeEach
  void start() {
    playground = open(MAX_UPLOAD_BYTES);
    page = playground.start();
    visit = new Visit(page);
  }

  private Playground open(long maxUploadBytes) {
    return new Playground(
        new PlaygroundSettings("127.0.0.1", 0, "", uploads, maxUploadBytes), desk.desk());
  }

  @AfterEach
  void close() {
    playground.close();
    desk.close();
  }

  @Test
  void answerIsSentWhileItGrows() throws Exception {
    String ask = visit.ask("What is this?");
    StagedDesk.Heard heard = desk.next();

    try (Visit.Events events = visit.events(ask, null)) {
      heard.say("Hello");
      String early = events.untilText(5);
      heard.say(", world 🚀");
      heard.finish("One file was not read.", FOOTER);
      List<Visit.Event> rest = events.rest();

      assertThat(early).isEqualTo("Hello");
      assertThat(rest.getFirst().json().path("from").asInt()).isEqualTo(5);
      assertThat(rest.getFirst().json().path("added").asText()).isEqualTo(", world 🚀");
      assertThat(rest.get(rest.size() - 2).json().path("notice").asText())
          .isEqualTo("One file was not read.");
      assertThat(rest.get(rest.size() - 2).json().path("footer").asText()).isEqualTo(FOOTER);
    }
  }

  @Test
  void readerWhoComesBackGetsOnlyTheRest() throws Exception {
    String ask = visit.ask("Tell me");
    StagedDesk.Heard heard = desk.next();
    heard.say("Once upon");
    String id;
    try (Visit.Events events = visit.events(ask, null)) {
      events.untilText(9);
      id = events.idAfterNext();
    }

    heard.say(" a time");
    heard.finish("", FOOTER);

    try (Visit.Events events = visit.events(ask, id)) {
      List<Visit.Event> rest = events.rest();
      assertThat(rest).hasSize(2);
      assertThat(rest.getFirst().json().path("from").asInt()).isEqualTo(9);
      assertThat(rest.getFirst().json().path("added").asText()).isEqualTo(" a time");
    }
  }

  @Test
  void readerWhoComesBackToARewrittenAnswerGetsItWhole() throws Exception {
    String ask = visit.ask("Tell me");
    StagedDesk.Heard heard = desk.next();
    heard.say("Draft");
    String id;
    try (Visit.Events events = visit.events(ask, null)) {
      events.untilText(5);
      id = events.idAfterNext();
    }

    heard.rewrite("Final text");
    heard.finish("", FOOTER);

    try (Visit.Events events = visit.events(ask, id)) {
      assertThat(events.next().json().path("from").asInt()).isZero();
    }
  }

  @Test
  void endedAnswerIsKept() throws Exception {
    String ask = visit.ask("Tell me");
    desk.next().say("All of it").finish("", FOOTER);

    try (Visit.Events events = visit.events(ask, null)) {
      assertThat(events.rest().getFirst().json().path("added").asText()).isEqualTo("All of it");
    }
  }

  @Test
  void garbledIdOfTheLastEventIsTheStart() throws Exception {
    String ask = visit.ask("Tell me");
    desk.next().say("All").finish("", FOOTER);

    try (Visit.Events events = visit.events(ask, "7/999.999999999x")) {
      assertThat(events.rest().getFirst().json().path("added").asText()).isEqualTo("All");
    }
  }

  @Test
  void questionIsADirectMessageWithItsFilesOnDisk() throws Exception {
    byte[] rocket = Files.readAllBytes(Path.of("src/test/resources/media/rocket.jpg"));

    visit.ask(Visit.withFile(Visit.form("Look"), "../../rocket.jpg", rocket).build());

    StagedDesk.Heard heard = desk.next();
    ChatEvent.DirectMessage event = heard.event();
    IncomingFile file = event.said().files().getFirst();
    assertThat(event.person().platform()).isEqualTo(Platform.WEB);
    assertThat(event.thread().channel()).isEqualTo("web");
    assertThat(event.said().text()).isEqualTo("Look");
    assertThat(file.name()).isEqualTo("../../rocket.jpg");
    assertThat(file.claimedSizeBytes()).isEqualTo(rocket.length);
    assertThat(heard.file(0).toString()).doesNotContain("rocket");
    assertThat(heard.file(0).getParent()).isEqualTo(uploads.toAbsolutePath());
    assertThat(ByteString.of(Files.readAllBytes(heard.file(0)))).isEqualTo(ByteString.of(rocket));
  }

  @Test
  void threadGoesOn() throws Exception {
    Visit.Reply first = visit.ask(Visit.form("One").build());
    String thread = first.json().path("thread").asText();

    visit.ask(Visit.form("Two").addFormDataPart("thread", thread).build());

    assertThat(desk.next().event().thread()).isEqualTo(desk.next().event().thread());
  }

  @Test
  void questionSentTwiceIsOneAsk() throws Exception {
    Visit.Reply first = askWithKey("0123456789abcdef");
    Visit.Reply second = askWithKey("0123456789abcdef");

    assertThat(second.status()).isEqualTo(202);
    assertThat(second.body()).isEqualTo(first.body());
    desk.next();
    assertThat(desk.waiting()).isEmpty();
  }

  private Visit.Reply askWithKey(String key) throws Exception {
    return visit.send(
        visit
            .request("/api/asks")
            .header("Idempotency-Key", key)
            .post(Visit.form("Once").build())
            .build());
  }

  @Test
  void announcedUploadThatIsTooLargeIsRefused() throws Exception {
    Visit.Reply reply =
        visit.ask(Visit.withFile(Visit.form(""), "a.jpg", new byte[1_000_000]).build());

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.json().path("error").asText())
        .isEqualTo("That is too large: all files of a question together may have 300 KB.");
    Awaitility.await().until(() -> filesOnDisk().isEmpty());
  }

  @Test
  void filesThatAreTooLargeTogetherAreRefused() throws Exception {
    var form = Visit.withFile(Visit.form("Look"), "a.jpg", new byte[200_000]);

    Visit.Reply reply = visit.ask(Visit.withFile(form, "b.jpg", new byte[200_000]).build());

    assertThat(reply.status()).isEqualTo(413);
    Awaitility.await().until(() -> filesOnDisk().isEmpty());
    assertThat(desk.waiting()).isEmpty();
  }

  @Test
  void uploadOfUnknownLengthStopsAtTheCap() throws Exception {
    var form = Visit.withFile(Visit.form("Look"), "a.jpg", new byte[2_000_000]).build();

    Visit.Reply reply = visit.ask(new Chunked(form));

    assertThat(reply.status()).isEqualTo(413);
    Awaitility.await().until(() -> filesOnDisk().isEmpty());
  }

  @Test
  void brokenFormIsRefused() throws Exception {
    Visit.Reply reply =
        visit.ask(
            RequestBody.create(
                "--x\r\nnonsense", MediaType.get("multipart/form-data; boundary=x")));

    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void formThatIsNoFormIsRefused() throws Exception {
    Visit.Reply reply = visit.ask(RequestBody.create("{}", MediaType.get("application/json")));

    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void emptyQuestionIsRefused() throws Exception {
    Visit.Reply reply = visit.ask(Visit.form("  ").build());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").asText())
        .isEqualTo("Type a question, or add a picture or a video first.");
  }

  @Test
  void threadsAndAnswersOfOthersAreUnknown() throws Exception {
    Visit.Reply mine = visit.ask(Visit.form("Mine").build());
    String ask = mine.json().path("ask").asText();
    String thread = mine.json().path("thread").asText();
    Visit other = new Visit(page);

    Visit.Reply reply =
        other.ask(
            Visit.withFile(Visit.form("Yours?"), "a.jpg", new byte[10])
                .addFormDataPart("thread", thread)
                .build());

    assertThat(reply.status()).isEqualTo(404);
    Awaitility.await().until(() -> filesOnDisk().isEmpty());
    try (Visit.Events events = other.events(ask, null)) {
      assertThat(events.status()).isEqualTo(404);
    }
  }

  @Test
  void threadIsStillMineAfterARestart() throws Exception {
    String thread = visit.ask(Visit.form("One").build()).json().path("thread").asText();
    playground.close();
    playground = open(MAX_UPLOAD_BYTES);
    visit.goTo(playground.start());

    Visit.Reply reply = visit.ask(Visit.form("Two").addFormDataPart("thread", thread).build());

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("thread").asText()).isEqualTo(thread);
  }

  @Test
  void uploadsOfTheDayBeforeAreDeleted() throws Exception {
    Path old = Files.write(uploads.resolve("upload-old"), new byte[10]);
    Path fresh = Files.write(uploads.resolve("upload-fresh"), new byte[10]);
    Path foreign = Files.write(uploads.resolve("notes.txt"), new byte[10]);
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    Files.setLastModifiedTime(old, yesterday);
    Files.setLastModifiedTime(foreign, yesterday);
    playground.close();

    playground = open(MAX_UPLOAD_BYTES);
    playground.start();

    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
    assertThat(foreign).exists();
  }

  @Test
  void fileOfTheAnswerIsForWhoAskedAlone() throws Exception {
    String ask = visit.ask("Draw");
    StagedDesk.Heard heard = desk.next();
    heard
        .writer()
        .attach(new OutgoingFile("c.png", "image/png", ByteString.encodeUtf8("PNG")), "A chart");
    heard.finish("", FOOTER);

    try (Visit.Events events = visit.events(ask, null)) {
      Visit.Event file =
          events.rest().stream()
              .filter(event -> event.name().equals("file"))
              .findFirst()
              .orElseThrow();
      assertThat(file.json().path("caption").asText()).isEqualTo("A chart");
    }
    String path = "/api/asks/" + ask + "/files/";
    assertThat(visit.get(path + "0").body()).isEqualTo("PNG");
    assertThat(visit.get(path + "1").status()).isEqualTo(404);
    assertThat(visit.get(path + "-1").status()).isEqualTo(400);
    assertThat(new Visit(page).get(path + "0").status()).isEqualTo(404);
  }

  @Test
  void largeUploadArrivesWhole() throws Exception {
    playground.close();
    playground = open(50_000_000);
    visit.goTo(playground.start());
    byte[] video = new byte[40_000_000];
    new Random(7).nextBytes(video);

    visit.ask(new Chunked(Visit.withFile(Visit.form("Watch"), "v.mp4", video).build()));

    assertThat(ByteString.of(Files.readAllBytes(desk.next().file(0))).sha256())
        .isEqualTo(ByteString.of(video).sha256());
  }

  @Test
  void usageIsToldAndDrawn() throws Exception {
    Visit.Reply text = visit.get("/api/usage");
    Visit.Reply chart = visit.get("/api/usage/chart.png");

    assertThat(text.json().path("markdown").asText()).startsWith("Today: 3 asks");
    assertThat(chart.header("Content-Type")).isEqualTo("image/png");
    assertThat(chart.body()).contains("PNG");
  }

  @Test
  void helpNamesTheCap() throws Exception {
    assertThat(visit.get("/api/help").json().path("maxUploadBytes").asLong())
        .isEqualTo(MAX_UPLOAD_BYTES);
  }

  @Test
  void librariesComeFromTheClassPath() throws Exception {
    assertThat(visit.get("/marked.js").body()).contains("marked v17.0.1");
    assertThat(visit.get("/purify.js").body()).contains("DOMPurify 3.3.3");
    assertThat(visit.get("/health").json().path("status").asText()).isEqualTo("up");
  }

  @Test
  void unchangedFileIsNotSentAgain() throws Exception {
    String tag = visit.get("/playground.css").header("ETag");

    Visit.Reply again =
        visit.send(visit.request("/playground.css").header("If-None-Match", tag).build());

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  private List<Path> filesOnDisk() throws Exception {
    try (Stream<Path> files = Files.list(uploads)) {
      return files.toList();
    }
  }

  /// A body whose length is not announced.
  private static final class Chunked extends RequestBody {
    private final RequestBody whole;

    Chunked(RequestBody whole) {
      this.whole = whole;
    }

    @Override
    public @Nullable MediaType contentType() {
      return whole.contentType();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      whole.writeTo(sink);
    }
  }
}
