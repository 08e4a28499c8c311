package dev.sightline.sim.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.ClientSocket;
import dev.sightline.sim.SeenCall;
import dev.sightline.sim.SimServer;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.BillBook;
import dev.sightline.sim.model.FaultPlan;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.model.SimJson;
import dev.sightline.sim.model.SimModel;
import dev.sightline.sim.model.SimProvider;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A server of OpenAI's chat shape on a loopback port, as one of the real ones behaves.
///
/// Answers with [ScriptedModel#describing] until told otherwise, bills every answer, and misbehaves
/// by plan. Safe for all threads.
public final class ChatSim implements AutoCloseable {
  /// The key every simulator accepts.
  public static final String KEY = "sk-sim-7f3a9c51e2";

  private static final String ANTHROPIC_PATH = "/anthropic";

  private final ChatProfile profile;
  private final SimProvider provider;
  private final SimServer server;
  private volatile boolean isTellingGenerations = true;
  private volatile @Nullable BigDecimal keyLimitUsd;
  private volatile @Nullable BigDecimal creditUsd;

  public ChatSim(ChatProfile profile) {
    this.profile = profile;
    this.provider = new SimProvider(profile.models(), KEY);
    ChatCompletions completions = new ChatCompletions(profile, provider, this::socket);
    String base = profile.basePath();
    this.server =
        new SimServer(config -> {
          config.routes.post(base + "/chat/completions", completions::handle);
          config.routes.get(base + "/models", this::listModels);
          if (profile == ChatProfile.FLUX) {
            AnthropicMessages messages = new AnthropicMessages(provider, this::socket);
            config.routes.post(ANTHROPIC_PATH + "/v1/messages", messages::handle);
            config.routes.get(ANTHROPIC_PATH + "/v1/models", messages::list);
          }
          if (profile == ChatProfile.OPENROUTER) {
            config.routes.get(base + "/generation", this::tellGeneration);
            config.routes.get(base + "/key", this::tellKey);
            config.routes.get(base + "/credits", this::tellCredits);
          }
        });
  }

  /// What goes into the configuration: `http://127.0.0.1:PORT/v1` or as the service has it.
  public String baseUrl() {
    return server.uri() + profile.basePath();
  }

  /// The base of Anthropic's shape, which FluxRouter offers beside; `/v1/messages` follows.
  public String anthropicUrl() {
    return server.uri() + ANTHROPIC_PATH;
  }

  public SimProvider provider() {
    return provider;
  }

  public BillBook bills() {
    return provider.bills();
  }

  public FaultPlan faults() {
    return provider.faults();
  }

  public void answerWith(ScriptedModel script) {
    provider.answerWith(script);
  }

  /// Whether it is known by now what calls cost that were left; it is from the start.
  public void tellGenerations(boolean isTelling) {
    isTellingGenerations = isTelling;
  }

  /// How much may be spent with the key in all; null, as from the start, for any amount.
  public void limitKey(@Nullable BigDecimal usd) {
    keyLimitUsd = usd;
  }

  /// What the account was charged with in all, which the key may look at from now on; null, as from
  /// the start, where it may not.
  public void tellCredit(@Nullable BigDecimal usd) {
    creditUsd = usd;
  }

  public List<SeenCall> calls() {
    return server.calls();
  }

  private ClientSocket socket(Context context) {
    return server.socket(context);
  }

  private void listModels(Context context) {
    if (profile == ChatProfile.MYROUTER) {
      context.status(404).result("404 page not found"); // nothing is documented there
      return;
    }
    ObjectNode body = SimJson.object().put("object", "list");
    var data = body.putArray("data");
    for (SimModel model : provider.models()) {
      ObjectNode entry = data.addObject().put("id", model.id());
      if (profile == ChatProfile.OPENROUTER) {
        describe(model, entry);
      } else {
        entry.put("object", "model").put("created", 1_767_225_600).put("owned_by", "sim");
      }
    }
    context.contentType("application/json").result(body.toString());
  }

  private static void describe(SimModel model, ObjectNode entry) {
    List<String> inputs = model.inputs().stream().sorted().toList();
    entry.put("canonical_slug", model.id()).put("name", model.id()).put("context_length", 131_072);
    ObjectNode architecture = entry.putObject("architecture");
    architecture.put("modality", String.join("+", inputs) + "->text");
    inputs.forEach(architecture.withArray("input_modalities")::add);
    architecture.putArray("output_modalities").add("text");
    entry
        .putObject("pricing")
        .put("prompt", model.promptUsd().toPlainString())
        .put("completion", model.completionUsd().toPlainString())
        .put("image", "0")
        .put("request", "0");
    entry.putNull("expiration_date");
  }

  private void tellGeneration(Context context) {
    String id = context.queryParam("id");
    Optional<Bill> found =
        bills().bills().stream()
            .filter(_ -> isTellingGenerations)
            .filter(bill -> bill.requestId().equals(id) && bill.outcome() != Bill.Outcome.OPEN)
            .findFirst();
    if (found.isEmpty()) {
      ObjectNode body = SimJson.object();
      body.putObject("error").put("code", 404).put("message", "Generation " + id + " not found");
      context.status(404).contentType("application/json").result(body.toString());
      return;
    }
    Bill bill = found.get();
    ObjectNode body = SimJson.object();
    body.putObject("data")
        .put("id", id)
        .put("model", bill.ask().model())
        .put("total_cost", bill.costUsd())
        .put("tokens_prompt", bill.charge().promptTokens())
        .put("tokens_completion", bill.charge().completionTokens())
        .put("native_tokens_prompt", bill.charge().promptTokens())
        .put("native_tokens_completion", bill.charge().completionTokens())
        .put("num_media_prompt", bill.ask().media().size())
        .put("cancelled", bill.outcome() == Bill.Outcome.ABANDONED)
        .put("finish_reason", bill.charge().finishReason());
    context.contentType("application/json").result(body.toString());
  }

  private void tellKey(Context context) {
    String header = String.valueOf(context.header("Authorization"));
    if (!header.startsWith("Bearer ") || !provider.accepts(header.substring("Bearer ".length()))) {
      ObjectNode body = SimJson.object();
      body.putObject("error").put("code", 401).put("message", "User not found.");
      context.status(401).contentType("application/json").result(body.toString());
      return;
    }
    ObjectNode data = SimJson.object();
    BigDecimal limit = keyLimitUsd;
    BigDecimal usage = bills().totalUsd();
    data.put("label", "sk-or-v1-sim").put("usage", usage).put("is_free_tier", false);
    if (limit == null) {
      data.putNull("limit").putNull("limit_remaining");
    } else {
      data.put("limit", limit).put("limit_remaining", limit.subtract(usage));
    }
    data.putNull("limit_reset");
    ObjectNode body = SimJson.object();
    body.set("data", data);
    context.contentType("application/json").result(body.toString());
  }

  /// As OpenRouter's OpenAPI has it: for management keys, which do not answer questions.
  private void tellCredits(Context context) {
    BigDecimal credit = creditUsd;
    ObjectNode body = SimJson.object();
    if (credit == null) {
      body.putObject("error")
          .put("code", 403)
          .put("message", "Only management keys can perform this operation");
      context.status(403);
    } else {
      body.putObject("data").put("total_credits", credit).put("total_usage", bills().totalUsd());
    }
    context.contentType("application/json").result(body.toString());
  }

  @Override
  public void close() {
    server.close();
  }
}
