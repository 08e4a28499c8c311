package dev.sightline.http;

import dev.sightline.http.FetchResult.Fetched;
import dev.sightline.http.FetchResult.NotFetched;
import dev.sightline.http.FetchResult.Reason;
import dev.sightline.http.FetchResult.Unchanged;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/// Fetches what people point at into a file, without becoming their way into the network.
///
/// Only http and https, without user name or password in the address, to public addresses only
/// ([AddressGuard]); hosts that the guard's list names may have any address. Redirects are followed
/// by hand, each target checked anew, credentials asked for anew. Bytes go to disk as they come.
/// Safe for all threads; interrupting a virtual thread ends its fetch.
public final class GuardedFetcher {
  /// Most redirects of one fetch; our own choice.
  public static final int MAX_REDIRECTS = 5;

  /// What a [FetchLimits.ByteCap] gets to see, in bytes.
  public static final int HEAD_BYTES = 64;

  private static final int BUFFER_BYTES = 64 * 1024;

  /// What the addresses of pages to log in have in common (Slack redirects to
  /// `https://TEAM.slack.com/?redir=…` where the scope is missing).
  private static final Pattern LOGIN =
      Pattern.compile("login|log-in|signin|sign-in|checkcookie|redir=", Pattern.CASE_INSENSITIVE);

  /// Numbers with zeros before them, which are octal to some and decimal to others
  /// (https://url.spec.whatwg.org/#ipv4-number-parser, read 2026-11-21, says octal; Java does not).
  private static final Pattern OCTAL_OR_NOT = Pattern.compile("(?:\\d*\\.)*0\\d[\\d.]*");

  private final OkHttpClient guarded;
  private final OkHttpClient listed;
  private final HostList allowHosts;
  private final HostList platformHosts;

  /// A fetcher for files of people alone.
  ///
  /// @param allowHosts hosts that may have private addresses: `guard.allow-hosts`
  public GuardedFetcher(HttpStack http, HostList allowHosts) {
    this(http, allowHosts, HostList.NONE);
  }

  /// A fetcher for files of people and of platforms.
  ///
  /// @param allowHosts hosts that may have private addresses: `guard.allow-hosts`
  /// @param platformHosts hosts that the operator names for the files of Slack and Discord; they
  ///   may have private addresses too, but what they serve may be passed on by its URL
  public GuardedFetcher(HttpStack http, HostList allowHosts, HostList platformHosts) {
    this(http, AddressGuard.sockets(), allowHosts, platformHosts);
  }

  /// @param guardedSockets refuse what is not public
  GuardedFetcher(
      HttpStack http, SocketFactory guardedSockets, HostList allowHosts, HostList platformHosts) {
    this.listed =
        http.client()
            .newBuilder()
            .proxy(Proxy.NO_PROXY)
            .socketFactory(new DirectSockets())
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
    this.guarded =
        listed
            .newBuilder()
            .socketFactory(guardedSockets)
            .connectionPool(http.guardedConnections())
            .build();
    this.allowHosts = allowHosts;
    this.platformHosts = platformHosts;
  }

  /// Whether only this machine or network may reach `url`, because the guard's list names its host.
  public boolean isListed(URI url) {
    HttpUrl parsed = HttpUrl.get(url);
    return parsed != null && allowHosts.contains(parsed.host(), parsed.port());
  }

  /// Fetches `url` into `target`, which is created, or overwritten.
  ///
  /// @throws IOException if `target` cannot be written; whatever the network does is in the result
  public FetchResult fetch(URI url, Path target, FetchLimits limits, HostCredentials credentials)
      throws IOException, InterruptedException {
    return fetch(url, target, limits, credentials, Validator.NONE);
  }

  /// As [#fetch(URI, Path, FetchLimits, HostCredentials)], and fetches nothing where the server
  /// still has the version that is known.
  public FetchResult fetch(
      URI url, Path target, FetchLimits limits, HostCredentials credentials, Validator known)
      throws IOException, InterruptedException {
    HttpUrl at = HttpUrl.get(url);
    if (at == null) {
      return NotFetched.because(Reason.BLOCKED, "not an http address");
    }
    long deadlineNs = System.nanoTime() + limits.total().toNanos();
    Optional<String> authorization = credentials.atFirst(at);
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (!at.username().isEmpty() || !at.password().isEmpty()) {
        return NotFetched.because(Reason.BLOCKED, "a user name in the address");
      }
      if (OCTAL_OR_NOT.matcher(at.host()).matches()) {
        return NotFetched.because(Reason.BLOCKED, "a number that can be read in two ways");
      }
      Hop end = oneHop(at, authorization, known, target, limits, deadlineNs);
      HttpUrl next = end.redirect();
      if (next == null) {
        return end.result();
      }
      boolean sameAddress = next.host().equals(at.host()) && next.port() == at.port();
      Optional<String> nextAuthorization =
          sameAddress && next.isHttps() == at.isHttps()
              ? authorization
              : credentials.afterRedirect(next);
      if (authorization.isPresent() && LOGIN.matcher(next.toString()).find()) {
        return NotFetched.because(Reason.LOGIN_PAGE, "redirected to " + next.host());
      }
      authorization = nextAuthorization;
      at = next;
    }
    return NotFetched.because(Reason.BAD_REDIRECT, "more than " + MAX_REDIRECTS + " redirects");
  }

  /// What came of one address: an end, or the next address.
  private record Hop(FetchResult result, @Nullable HttpUrl redirect) {
    static Hop end(FetchResult result) {
      return new Hop(result, null);
    }
  }

  private Hop oneHop(
      HttpUrl at,
      Optional<String> authorization,
      Validator known,
      Path target,
      FetchLimits limits,
      long deadlineNs)
      throws IOException, InterruptedException {
    long leftNs = deadlineNs - System.nanoTime();
    if (leftNs <= 0) {
      return Hop.end(NotFetched.because(Reason.TIMEOUT, "slower than " + limits.total()));
    }
    Request.Builder request = new Request.Builder().url(at);
    authorization.ifPresent(value -> request.header("Authorization", value));
    known.addTo(request);
    Call call = clientFor(at, limits.idle()).newCall(request.build());
    call.timeout().timeout(leftNs, TimeUnit.NANOSECONDS);
    try (Response response = call.execute()) {
      return read(response, at, authorization.isPresent(), target, limits);
    } catch (UncheckedIOException diskFailure) {
      Files.deleteIfExists(target);
      throw diskFailure.getCause();
    } catch (IOException networkFailure) {
      Files.deleteIfExists(target);
      if (Thread.interrupted()) {
        throw interrupted(networkFailure);
      }
      return Hop.end(NotFetched.because(reason(networkFailure), networkFailure.toString()));
    }
  }

  private OkHttpClient clientFor(HttpUrl at, Duration idle) {
    boolean mayBePrivate =
        allowHosts.contains(at.host(), at.port()) || platformHosts.contains(at.host(), at.port());
    OkHttpClient client = mayBePrivate ? listed : guarded;
    return client.newBuilder().readTimeout(idle).build();
  }

  private static InterruptedException interrupted(IOException cause) {
    InterruptedException interrupted = new InterruptedException("interrupted while fetching");
    interrupted.initCause(cause);
    return interrupted;
  }

  private static Reason reason(IOException failure) {
    if (AddressGuard.isBlocked(failure)) {
      return Reason.BLOCKED;
    }
    return switch (failure) {
      case CutOff _ -> Reason.CUT;
      case InterruptedIOException _ -> Reason.TIMEOUT;
      default -> Reason.UNREACHABLE;
    };
  }

  private static Hop read(
      Response response, HttpUrl at, boolean withCredential, Path target, FetchLimits limits)
      throws IOException {
    int status = response.code();
    if (isRedirect(status)) {
      String location = response.header("Location");
      HttpUrl next = location == null ? null : at.resolve(location);
      NotFetched nowhere = NotFetched.because(Reason.BAD_REDIRECT, status, "redirect to nowhere");
      return new Hop(nowhere, next);
    }
    if (status == 304) {
      return Hop.end(new Unchanged());
    }
    if (status == 403 || status == 404 || status == 410) {
      return Hop.end(NotFetched.because(Reason.EXPIRED, status, at.host()));
    }
    if (status != 200) {
      return Hop.end(NotFetched.because(Reason.HTTP_STATUS, status, at.host()));
    }
    String contentType = Optional.ofNullable(response.header("Content-Type")).orElse("");
    if (withCredential && contentType.toLowerCase(Locale.ROOT).startsWith("text/html")) {
      return Hop.end(NotFetched.because(Reason.LOGIN_PAGE, status, at.host()));
    }
    return Hop.end(save(response, contentType, target, limits));
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static FetchResult save(
      Response response, String contentType, Path target, FetchLimits limits) throws IOException {
    ResponseBody body = response.body();
    byte[] buffer = new byte[BUFFER_BYTES];
    long sizeBytes = 0;
    InputStream in = body.byteStream();
    byte[] head = readHead(in);
    long maxBytes = limits.byteCap().maxBytes(head);
    if (body.contentLength() > maxBytes) {
      return tooLarge(body.contentLength(), maxBytes);
    }
    try (OutputStream out = onDisk(() -> Files.newOutputStream(target))) {
      System.arraycopy(head, 0, buffer, 0, head.length);
      int count = head.length;
      while (count > 0) {
        sizeBytes += count;
        if (sizeBytes > maxBytes) {
          onDisk(() -> Files.deleteIfExists(target));
          return tooLarge(body.contentLength(), maxBytes);
        }
        write(out, buffer, count);
        limits.watch().came(sizeBytes, body.contentLength());
        count = readSome(in, buffer);
      }
    }
    return new Fetched(target, sizeBytes, contentType, Validator.of(response));
  }

  private static byte[] readHead(InputStream in) throws IOException {
    try {
      return in.readNBytes(HEAD_BYTES);
    } catch (InterruptedIOException slow) {
      throw slow;
    } catch (IOException e) {
      throw new CutOff(e);
    }
  }

  private static int readSome(InputStream in, byte[] buffer) throws IOException {
    try {
      return in.read(buffer);
    } catch (InterruptedIOException slow) {
      throw slow;
    } catch (IOException e) {
      throw new CutOff(e);
    }
  }

  private static NotFetched tooLarge(long sizeBytes, long maxBytes) {
    return new NotFetched(Reason.TOO_LARGE, 200, sizeBytes, maxBytes, "more than " + maxBytes);
  }

  private static void write(OutputStream out, byte[] buffer, int count) {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Keeps failures of the disk apart from those of the network, which are `IOException` as well.
  private static <T> T onDisk(DiskStep<T> step) {
    try {
      return step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FunctionalInterface
  private interface DiskStep<T> {
    T run() throws IOException;
  }

  /// The body ended before its end.
  private static final class CutOff extends IOException {
    private static final long serialVersionUID = 1;

    CutOff(IOException cause) {
      super(cause);
    }
  }
}
