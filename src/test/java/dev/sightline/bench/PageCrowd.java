package dev.sightline.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// People at the bot's page who ask one question after the other, read the answers, and stop some.
/// While the bot is gone they send the same question again, with the same key, as the page does.
final class PageCrowd implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final int STOPPED_PERCENT = 15;
  private static final int STOPPED_WITHIN_MS = 500;
  private static final int ACCEPTED = 202;
  private static final int TAKEN_BEFORE = 409;

  /// So many send a question at once after a restart that some are told to send it again.
  private static final int BUSY = 503;

  private static final RequestBody NOTHING = RequestBody.create(new byte[0]);

  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .readTimeout(Duration.ofSeconds(30))
          .retryOnConnectionFailure(false)
          .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
          .dispatcher(new Dispatcher())
          .build();

  private final int most;
  private final AtomicInteger asked;
  private final AtomicInteger stopped;
  private final CountDownLatch working;
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private volatile @Nullable URI page;
  private volatile boolean isClosed;

  /// @param most questions of all together
  PageCrowd(int persons, int most, long seed, AtomicInteger asked, AtomicInteger stopped) {
    this.most = most;
    this.asked = asked;
    this.stopped = stopped;
    this.working = new CountDownLatch(persons);
    for (int i = 0; i < persons; i++) {
      int person = i;
      Thread.ofVirtual().name("person-" + i).start(() -> live(person, new Random(seed + person)));
    }
  }

  /// The bot is there now.
  void goTo(URI bot) {
    page = bot;
  }

  /// The bot is gone.
  void leave() {
    page = null;
  }

  boolean isDone() {
    return working.getCount() == 0;
  }

  /// Waits for all to be done, but not longer.
  void await(Duration patience) throws InterruptedException {
    boolean _ = working.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// What the bot said to somebody that it should not have.
  List<String> broken() {
    return List.copyOf(broken);
  }

  private void live(int person, Random random) {
    try {
      for (int number = asked.getAndIncrement();
          number < most && !isClosed;
          number = asked.getAndIncrement()) {
        ask(person, "p%03d-ask-%06d".formatted(person, number), random);
      }
      asked.decrementAndGet();
    } catch (InterruptedException e) {
      broken.add("person " + person + " was interrupted");
    } finally {
      working.countDown();
    }
  }

  private void ask(int person, String key, Random random) throws InterruptedException {
    boolean isStopped = random.nextInt(100) < STOPPED_PERCENT;
    while (!isClosed) {
      URI bot = page;
      if (bot != null) {
        try {
          String ask = send(bot, person, key);
          if (ask.isEmpty()) {
            return;
          }
          if (isStopped) {
            Thread.sleep(random.nextInt(STOPPED_WITHIN_MS));
            stop(bot, person, ask);
          }
          read(bot, person, ask);
          return;
        } catch (IOException gone) {
          // It was killed: the person waits and asks the same again, if that was not taken.
        }
      }
      Thread.sleep(PATIENCE);
    }
  }

  /// @return the id of the ask; empty where an earlier process took it, of whose answer this one
  ///   knows nothing
  private String send(URI bot, int person, String key) throws IOException {
    RequestBody form =
        new MultipartBody.Builder()
            .setType(MultipartBody.FORM)
            .addFormDataPart("question", key + " what is a colour?")
            .build();
    Request request =
        request(bot, person, "/api/asks").header("Idempotency-Key", key).post(form).build();
    try (Response response = http.newCall(request).execute()) {
      String body = response.body().string();
      if (response.code() == TAKEN_BEFORE) {
        return "";
      }
      if (response.code() == BUSY) {
        throw new IOException(body);
      }
      if (response.code() != ACCEPTED) {
        broken.add("%s: %d %s".formatted(key, response.code(), body));
        throw new IOException("not taken: " + response.code());
      }
      return JSON.readTree(body).path("ask").asText();
    }
  }

  private void stop(URI bot, int person, String ask) throws IOException {
    Request request = request(bot, person, "/api/asks/" + ask + "/stop").post(NOTHING).build();
    try (Response response = http.newCall(request).execute()) {
      if (response.isSuccessful()) {
        stopped.incrementAndGet();
      }
    }
  }

  private void read(URI bot, int person, String ask) throws IOException {
    try (Response response =
        http.newCall(request(bot, person, "/api/asks/" + ask + "/events").build()).execute()) {
      response.body().string();
    }
  }

  private static Request.Builder request(URI bot, int person, String path) {
    return new Request.Builder()
        .url(bot.resolve(path).toString())
        .header("Cookie", "sightline_visitor=%025d".formatted(person));
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
