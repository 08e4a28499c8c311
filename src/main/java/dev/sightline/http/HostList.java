package dev.sightline.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Hosts as the configuration lists them: each entry is `host` (any port) or `host:port`.
///
/// Names are compared whole and without regard to case: `example.com` does not stand for
/// `www.example.com`. IPv6 addresses are written in brackets.
///
/// @param entries in lower case
public record HostList(Set<String> entries) {
  /// No host at all.
  public static final HostList NONE = new HostList(Set.of());

  public HostList {
    entries =
        entries.stream()
            .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /// A list of `entries`.
  public static HostList of(Collection<String> entries) {
    return new HostList(Set.copyOf(entries));
  }

  /// Whether `host` with `port` is on the list.
  public boolean contains(String host, int port) {
    String name = bracketed(host);
    return entries.contains(name) || entries.contains(name + ":" + port);
  }

  /// Whether the list names just this port of `host`.
  boolean containsWithPort(String host, int port) {
    return entries.contains(bracketed(host) + ":" + port);
  }

  private static String bracketed(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
  }
}
