package dev.sightline.http;

import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/// Which host gets which `Authorization` header; every other host gets none.
///
/// A credential travels over https only, unless the guard's list names the host. It is asked for
/// again at each hop of a redirect. An entry without a port stands for any port of the address that
/// was asked first, and after a redirect to another address only for the scheme's own port. Safe
/// for all threads.
public final class HostCredentials {
  /// No host gets anything.
  public static final HostCredentials NONE = new HostCredentials(List.of(), HostList.NONE);

  private final List<Rule> rules;
  private final HostList plainHttpHosts;

  /// @param rules the first that fits a host wins
  /// @param plainHttpHosts hosts that may get a credential without TLS: the guard's `allow-hosts`
  public HostCredentials(List<Rule> rules, HostList plainHttpHosts) {
    this.rules = List.copyOf(rules);
    this.plainHttpHosts = plainHttpHosts;
  }

  /// The header's value for the first address of a fetch.
  Optional<String> atFirst(HttpUrl url) {
    return rules.stream()
        .filter(rule -> maySee(url) && rule.hosts.contains(url.host(), url.port()))
        .map(Rule::authorization)
        .findFirst();
  }

  /// The header's value for an address that another one redirected to.
  Optional<String> afterRedirect(HttpUrl url) {
    boolean ownPort = url.port() == HttpUrl.defaultPort(url.scheme());
    return rules.stream()
        .filter(rule -> maySee(url))
        .filter(rule ->
            ownPort
                ? rule.hosts.contains(url.host(), url.port())
                : rule.hosts.containsWithPort(url.host(), url.port()))
        .map(Rule::authorization)
        .findFirst();
  }

  private boolean maySee(HttpUrl url) {
    return url.isHttps() || plainHttpHosts.contains(url.host(), url.port());
  }

  /// The hosts of one credential.
  ///
  /// @param authorization the whole header value, such as `Bearer …`; a secret
  public record Rule(HostList hosts, String authorization) {
    @Override
    public String toString() {
      return "Rule[hosts=" + hosts.entries() + ", authorization=…]";
    }
  }
}
