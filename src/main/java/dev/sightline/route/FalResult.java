package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches what a job of fal's queue gave, with the status that the model itself gave it. Safe for
/// all asks.
final class FalResult {
  private static final Logger LOG = LoggerFactory.getLogger(FalResult.class);

  /// It cost nothing.
  private static final Usage FREE = new Usage(0, 0, BigDecimal.ZERO);

  /// How a result is refused that is asked for too early: 400 with such words in a test of fal's
  /// own, 202 in a public mock of it (both read 2026-08).
  private static final Pattern EARLY =
      Pattern.compile(
          "in progress|in queue|still (running|processing)|not (yet )?(completed?|finished|ready)",
          Pattern.CASE_INSENSITIVE);

  /// What a proxy answers with; where fal's request id is there, it is the model's own.
  private static final Set<Integer> PROXY = Set.of(408, 429, 500, 502, 503, 504);

  /// Of the client, by a cancel that was in time.
  private static final int CANCELLED = 499;

  private final FalSettings settings;
  private final FalJobCalls calls;
  private final InstantSource clock;

  FalResult(FalSettings settings, FalJobCalls calls, InstantSource clock) {
    this.settings = settings;
    this.calls = calls;
    this.clock = clock;
  }

  /// Hands the answer over.
  ///
  /// @return why it is not there yet; null when it was handed over
  @Nullable RouteDown read(FalJob job, String model, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    try (Response response = calls.result(job).execute()) {
      if (response.code() == 202) {
        return down(job, RouteDown.Reason.PROVIDER_ERROR, 202, "ended, but has no result");
      }
      if (response.isSuccessful()) {
        FalAnswer answer = new FalAnswer(model, settings.streamMode(), events);
        new AnswerBody(settings.name(), response, answer).read(events);
        return null;
      }
      Fault fault = Fault.read(settings.name(), response, clock);
      if (isEarly(fault)) {
        return down(job, RouteDown.Reason.PROVIDER_ERROR, 400, fault.note().message());
      }
      if (isOfAProxy(fault)) {
        return fault.raise();
      }
      throw fault.about(job.id()).raise();
    } catch (IOException e) {
      FalWatch.stopIfInterrupted(e);
      return down(job, RouteDown.Reason.UNREACHABLE, 0, String.valueOf(e.getMessage()));
    }
  }

  /// What a job cost that nobody waits for any more.
  ///
  /// @return null where it has not ended or fal does not tell now; [Usage#UNKNOWN] where it will
  ///   not
  @Nullable Usage cost(FalJob job) throws InterruptedException {
    try (Response status = calls.status(job).execute()) {
      if (status.code() == 404) {
        return Usage.UNKNOWN;
      }
      FalStatus read = status.isSuccessful() ? FalStatus.read(FalJobCalls.body(status)) : null;
      if (read == null || !read.isEnded()) {
        return null;
      }
    } catch (IOException e) {
      FalWatch.stopIfInterrupted(e);
      LOG.info("cost of job {} not told yet: {}", job.id(), e.toString());
      return null;
    }
    return billed(job);
  }

  private @Nullable Usage billed(FalJob job) throws InterruptedException {
    try (Response response = calls.result(job).execute()) {
      if (response.isSuccessful()) {
        JsonNode body = response.code() == 202 ? null : FalJobCalls.body(response);
        JsonNode usage = body == null ? null : body.path("usage");
        Usage read =
            usage == null || !usage.isObject() ? null : Usages.read(usage, response.headers());
        return body == null ? null : read == null ? Usage.UNKNOWN : read;
      }
      Fault fault = Fault.read(settings.name(), response, clock);
      if (isEarly(fault) || isOfAProxy(fault)) {
        return null;
      }
      return isFree(response) ? FREE : Usage.UNKNOWN;
    } catch (IOException e) {
      FalWatch.stopIfInterrupted(e);
      LOG.info("cost of job {} not told yet: {}", job.id(), e.toString());
      return null;
    }
  }

  /// fal does not bill what failed on its side, what was cancelled, and what it says is no unit; it
  /// may bill what the model refused (fal.ai/docs, FAQ, read 2026-08).
  private static boolean isFree(Response response) {
    String units = response.header("x-fal-billable-units");
    return units == null
        ? response.code() >= 500 || response.code() == CANCELLED
        : units.strip().matches("0+(\\.0+)?");
  }

  private static boolean isEarly(Fault fault) {
    return fault.note().status() == 400 && EARLY.matcher(fault.note().message()).find();
  }

  private static boolean isOfAProxy(Fault fault) {
    return fault.note().requestId() == null
        && !fault.isOurTimeout()
        && PROXY.contains(fault.note().status());
  }

  private RouteDown down(FalJob job, RouteDown.Reason reason, int status, String message) {
    return new RouteDown(
        reason, new ProviderNote(settings.name(), status, job.id(), message), null);
  }
}
