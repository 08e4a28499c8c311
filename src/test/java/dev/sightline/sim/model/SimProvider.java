package dev.sightline.sim.model;

import dev.sightline.sim.ClientSocket;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What every simulated provider has: models, keys, bills, and a plan of what goes wrong.
///
/// Tests turn its knobs at any time. Safe for all threads.
public final class SimProvider {
  private final BillBook bills = new BillBook();
  private final FaultPlan faults = new FaultPlan();
  private final MediaReader media = new MediaReader();
  private final Map<String, SimModel> models = new ConcurrentHashMap<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final Set<String> emptyKeys = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile ScriptedModel script = ScriptedModel.describing();
  private volatile int concurrencyLimit = Integer.MAX_VALUE;

  public SimProvider(List<SimModel> models, String key) {
    models.forEach(this::offer);
    keys.add(key);
  }

  public BillBook bills() {
    return bills;
  }

  public FaultPlan faults() {
    return faults;
  }

  public MediaReader media() {
    return media;
  }

  /// Sets what answers from now on, whichever model is named.
  public void answerWith(ScriptedModel newScript) {
    script = newScript;
  }

  public ModelAnswer answer(ModelAsk ask) {
    return script.answer(ask);
  }

  /// Offers one model more, or the same with another price or sight.
  public void offer(SimModel model) {
    models.put(model.id(), model);
  }

  public Optional<SimModel> model(String id) {
    return Optional.ofNullable(models.get(id));
  }

  /// All models offered, by id.
  public List<SimModel> models() {
    return models.values().stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
  }

  /// Accepts one key more.
  public void accept(String key) {
    keys.add(key);
  }

  /// From now on no longer knows this key.
  public void revoke(String key) {
    keys.remove(key);
  }

  public boolean accepts(String key) {
    return keys.contains(key);
  }

  /// From now on this key has no money left.
  public void empty(String key) {
    emptyKeys.add(key);
  }

  public boolean isEmpty(String key) {
    return emptyKeys.contains(key);
  }

  /// Refuses calls with 429 while this many are under way.
  public void limitConcurrency(int calls) {
    concurrencyLimit = calls;
  }

  /// Begins a call; false when too many are under way. Each true is followed by one [#leave].
  public boolean enter() {
    if (underWay.incrementAndGet() > concurrencyLimit) {
      underWay.decrementAndGet();
      return false;
    }
    return true;
  }

  public void leave() {
    underWay.decrementAndGet();
  }

  /// Lets those faults happen that come before the service itself sees the call.
  ///
  /// @return whether that was the end of the call
  public static boolean endsBefore(Context context, ClientSocket socket, Faults faults)
      throws InterruptedException {
    Optional<Duration> late = faults.find(Fault.LateHeaders.class).map(Fault.LateHeaders::time);
    if (late.isPresent() && !socket.rest(late.get())) {
      return true;
    }
    if (faults.find(Fault.CutAtOnce.class).isPresent()) {
      socket.cut();
      return true;
    }
    Optional<Fault.Ingress> ingress = faults.find(Fault.Ingress.class);
    ingress.ifPresent(fault -> nginx(context, fault));
    return ingress.isPresent();
  }

  /// Answers as the proxy in front of a service does when it cannot reach it.
  public static void nginx(Context context, Fault.Ingress fault) {
    context
        .status(fault.status())
        .contentType("text/html")
        .header("Server", "nginx")
        .result(nginxPage(fault.status()));
  }

  private static String nginxPage(int status) {
    String title =
        switch (status) {
          case 502 -> "502 Bad Gateway";
          case 503 -> "503 Service Temporarily Unavailable";
          case 504 -> "504 Gateway Time-out";
          default -> Integer.toString(status);
        };
    return """
    <html>\r
    <head><title>%1$s</title></head>\r
    <body>\r
    <center><h1>%1$s</h1></center>\r
    <hr><center>nginx</center>\r
    </body>\r
    </html>\r
    """
        .formatted(title);
  }
}
