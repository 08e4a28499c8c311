package dev.sightline.sim.fal;

import dev.sightline.sim.ClientSocket;
import dev.sightline.sim.SeenCall;
import dev.sightline.sim.SimServer;
import dev.sightline.sim.chat.ChatCompletions;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.model.BillBook;
import dev.sightline.sim.model.FaultPlan;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.model.SimModel;
import dev.sightline.sim.model.SimProvider;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;

/// fal.ai on four loopback ports: run, queue, rest and CDN. Separate ports show a key that went to
/// the wrong host.
///
/// Answers with [ScriptedModel#describing] until told otherwise. Safe for all threads.
public final class FalSim implements AutoCloseable {
  /// The credential every simulator accepts.
  public static final String KEY =
      "5ad1c9f0-6a2e-4a57-9d0f-0c6f5a6d7e11:0f3b8a5c7d9e4f1023456789abcdef01";

  private final SimProvider provider = new SimProvider(SimModel.ROUTED, KEY);
  private final FalStorage storage = new FalStorage(new FalKeys(provider));
  private final FalRouter router;
  private final FalQueue queue;
  private final SimServer runServer;
  private final SimServer queueServer;
  private final SimServer restServer;
  private final SimServer cdnServer;

  public FalSim() {
    router = new FalRouter(provider, this::runSocket);
    queue = new FalQueue(provider, router);
    runServer = new SimServer(this::routeRun);
    queueServer = new SimServer(queue::route);
    restServer =
        new SimServer(config -> {
          config.routes.post("/storage/upload/initiate", storage::initiate);
          config.routes.post("/storage/upload/initiate-multipart", storage::initiate);
          config.routes.get("/.well-known/jwks.json", queue.webhooks()::keys);
        });
    cdnServer =
        new SimServer(config -> {
          config.routes.put("/upload/{id}", storage::put);
          config.routes.put("/upload/{id}/{part}", storage::putPart);
          config.routes.post("/upload/{id}/complete", storage::complete);
          config.routes.get("/files/b/{folder}/{name}", storage::get);
        });
    storage.servedFrom(cdnUrl());
    queue.servedFrom(queueUrl());
    provider.media().ownFiles(storage::find);
  }

  /// The configuration's `run-url`.
  public String runUrl() {
    return runServer.uri().toString();
  }

  /// The configuration's `queue-url`.
  public String queueUrl() {
    return queueServer.uri().toString();
  }

  /// The configuration's `rest-url`.
  public String restUrl() {
    return restServer.uri().toString();
  }

  /// Where uploads go to and files are served from.
  public String cdnUrl() {
    return cdnServer.uri().toString();
  }

  /// The `base-url` of the OpenAI shape, with auth scheme `Key`.
  public String openAiUrl() {
    return runUrl() + ChatProfile.FAL_OPENAI.basePath();
  }

  public SimProvider provider() {
    return provider;
  }

  /// Bills of runs, streams, queued jobs and the OpenAI shape alike.
  public BillBook bills() {
    return provider.bills();
  }

  /// What the next calls to the run host, and the next jobs of the queue, suffer.
  public FaultPlan faults() {
    return provider.faults();
  }

  public FalStorage storage() {
    return storage;
  }

  public FalQueue queue() {
    return queue;
  }

  public void answerWith(ScriptedModel script) {
    provider.answerWith(script);
  }

  /// From now on `/stream` words its events this way.
  public void streamAs(StreamMode mode) {
    router.streamAs(mode);
  }

  /// From now on shows unknown and blind models this way; how fal does is not documented.
  public void showUpstreamErrorsAs(UpstreamErrors errors) {
    router.showUpstreamErrorsAs(errors);
  }

  public List<SeenCall> runCalls() {
    return runServer.calls();
  }

  public List<SeenCall> queueCalls() {
    return queueServer.calls();
  }

  public List<SeenCall> restCalls() {
    return restServer.calls();
  }

  public List<SeenCall> cdnCalls() {
    return cdnServer.calls();
  }

  private void routeRun(JavalinConfig config) {
    for (FalEndpoint endpoint : FalEndpoint.values()) {
      for (String variant : List.of("", "/enterprise")) {
        String path = "/" + endpoint.id() + variant;
        config.routes.post(path, context -> router.handle(context, endpoint, false));
        config.routes.post(path + "/stream", context -> router.handle(context, endpoint, true));
      }
    }
    ChatCompletions completions =
        new ChatCompletions(ChatProfile.FAL_OPENAI, provider, this::runSocket);
    config.routes.post(
        ChatProfile.FAL_OPENAI.basePath() + "/chat/completions", completions::handle);
    config.routes.post("/*", FalSim::noSuchPath);
    config.routes.get("/*", FalSim::noSuchPath);
  }

  static void noSuchPath(Context context) {
    FalRefused.plain(404, "Path " + context.path() + " not found").send(context);
  }

  private ClientSocket runSocket(Context context) {
    return runServer.socket(context);
  }

  @Override
  public void close() {
    try (runServer;
        queueServer;
        restServer;
        cdnServer) {
      queue.close();
    }
  }

  /// How the events of `/stream` carry text.
  public enum StreamMode {
    /// Each event has the whole text so far.
    SNAPSHOT,
    /// Each event has what is new, the last one nothing.
    DELTA,
    /// Each event has what is new, the last one the whole text.
    DELTA_WITH_COPY
  }

  /// How a refusal by OpenRouter shows through fal.
  public enum UpstreamErrors {
    DETAIL_LIST,
    DETAIL_TEXT,
    SERVER_ERROR,
    ERROR_IN_200
  }
}
