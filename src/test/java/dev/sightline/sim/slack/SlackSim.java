package dev.sightline.sim.slack;

import dev.sightline.sim.SeenCall;
import dev.sightline.sim.SimServer;
import io.javalin.config.JavalinConfig;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// A Slack workspace on one loopback port: Web API, Socket Mode, files, uploads and
/// `response_url`s.
///
/// Point the SDK at `apiUrl()` with `botToken()` and `appToken()`; act through `channel`, `direct`
/// and `person`; assert on `ledger()`. Safe for all threads.
public final class SlackSim implements AutoCloseable {
  private final SlackWorld world;
  private final SocketHub sockets;
  private final SlackLedger ledger;
  private final SlackFeed feed;
  private final Channels channels;
  private final Responses responses;
  private final Interactions interactions;
  private final AgentSessions sessions;
  private final Faults faults = new Faults();
  private final FileHost files;
  private final Uploads uploads;
  private final TokenWatch watch;
  private final WebApi api;
  private @Nullable SimServer server;

  public SlackSim() {
    this(SlackSettings.standard());
  }

  public SlackSim(SlackSettings settings) {
    world = new SlackWorld(settings.scopes());
    sockets = new SocketHub(settings);
    ledger = new SlackLedger(world, sockets);
    FileJson fileJson = new FileJson(this::uri, world::kindOf);
    MessageJson json = new MessageJson(fileJson);
    feed = new SlackFeed(world, sockets, json);
    channels = new Channels(world, feed);
    sessions = new AgentSessions(world, channels, settings.processingLife());
    BotVoice voice = new BotVoice(feed, ledger);
    uploads = new Uploads(this::uri);
    files = new FileHost(world, ledger, this::uri);
    responses = new Responses(world, voice, ledger, this::uri);
    interactions = new Interactions(world, sockets, responses, json, ledger);
    watch = new TokenWatch(ledger);
    List<ApiMethod> methods =
        Stream.of(
                new AuthMethods(world, sockets, this::uri).methods(),
                new ChatMethods(world, channels, voice, ledger, json).methods(),
                new StreamMethods(world, channels, voice, json, sessions, settings.streamWall())
                    .methods(),
                sessions.methods(),
                new ConversationMethods(world, channels, json, !settings.marketplaceHistory())
                    .methods(),
                new FileMethods(world, channels, voice, ledger, fileJson, uploads).methods(),
                new ReactionMethods(channels).methods(),
                new UserGroupMethods(world).methods(),
                new ViewMethods(world, channels, ledger, sessions).methods())
            .flatMap(List::stream)
            .toList();
    RateGate gate = new RateGate(settings.rateLimited());
    api = new WebApi(world, ledger, channels, faults, gate, methods);
    server = new SimServer(this::routes);
  }

  private void routes(JavalinConfig config) {
    sockets.routes(config);
    config.routes.before(watch::look);
    config.routes.post(WebApi.PATH + "{method}", api::answer);
    config.routes.get(WebApi.PATH + "{method}", api::answer);
    config.routes.get(FileJson.PRIVATE + "{place}/<name>", files::download);
    config.routes.get("/login", files::login);
    config.routes.get(FileHost.ELSEWHERE + "{id}/<name>", files::elsewhere);
    config.routes.post(Uploads.PATH + "{id}", uploads::receive);
    config.routes.post(Responses.PATH + "{id}", responses::receive);
  }

  private SimServer server() {
    return Objects.requireNonNull(server, "not started yet");
  }

  private URI uri() {
    return server().uri();
  }

  /// What the SDK takes as `methodsEndpointUrlPrefix`.
  public String apiUrl() {
    return uri() + WebApi.PATH;
  }

  /// `127.0.0.1:PORT`, where private files are too.
  public String authority() {
    return server().authority();
  }

  public String botToken() {
    return SlackWorld.BOT_TOKEN;
  }

  public String appToken() {
    return SlackWorld.APP_TOKEN;
  }

  public String botUserId() {
    return SlackWorld.BOT_USER_ID;
  }

  public String teamId() {
    return SlackWorld.TEAM_ID;
  }

  /// The bot as people mention it in a text.
  public String mention() {
    return "<@" + SlackWorld.BOT_USER_ID + ">";
  }

  /// A public channel with the bot in it, made on first use.
  public SimChannel channel(String id) {
    return channel(id, ChannelKind.PUBLIC);
  }

  /// A public or private channel with the bot in it, made on first use.
  public SimChannel channel(String id, ChannelKind kind) {
    return channels.named(id, "channel-" + id.toLowerCase(Locale.ROOT), kind);
  }

  /// The direct messages of a person with the app.
  public SimChannel direct(String userId) {
    return person(userId).directMessages();
  }

  /// A person, made on first use.
  public SimPerson person(String userId) {
    return person(userId, "person-" + userId);
  }

  public SimPerson person(String userId, String name) {
    world.addPerson(userId, name);
    return new SimPerson(world, feed, channels, interactions, sessions, userId);
  }

  /// A file for people to post.
  public SimFile file(String name, String mimetype, ByteString bytes) {
    SimFile file = new SimFile(world.nextId("F"), name, mimetype, bytes);
    world.add(file);
    return file;
  }

  /// How events of later posts reach the app.
  public SlackSim deliver(Delivery delivery) {
    feed.deliver(delivery);
    return this;
  }

  public SlackSim grant(String scope) {
    world.scopes().add(scope);
    return this;
  }

  public SlackSim revoke(String scope) {
    world.scopes().remove(scope);
    return this;
  }

  /// Makes the app an agent that hears of Slack's own Stop button, as the product's manifest does;
  /// without, it is a plain app.
  public SlackSim withAgentApp() {
    sessions.declare(true);
    return this;
  }

  /// Makes the app an agent that is not subscribed to `agent_session_stopped`.
  public SlackSim withAgentAppDeafToStops() {
    sessions.declare(false);
    return this;
  }

  /// The agent session of a thread, if there is one.
  public Optional<SimSession> session(SimMessage root) {
    return sessions.of(root.channel(), root.ts());
  }

  /// Makes the workspace one that does not know the streaming methods, as in GovSlack.
  public SlackSim withoutStreaming() {
    StreamMethods.NAMES.forEach(api::forget);
    return this;
  }

  /// Lets every `response_url` given out so far run out of time.
  public void expireResponseUrls() {
    responses.expireAll();
  }

  public SocketHub sockets() {
    return sockets;
  }

  public Faults faults() {
    return faults;
  }

  public SlackLedger ledger() {
    return ledger;
  }

  /// Every HTTP request with its bytes.
  public List<SeenCall> httpCalls() {
    return server().calls();
  }

  @Override
  public void close() {
    sockets.close();
    server().close();
  }
}
