package dev.sightline.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The URL of a database server, without its user and password, which stand apart so that neither
/// the pool nor the migration can write them into a log.
///
/// Both ways of writing are read: `jdbc:postgresql://HOST/NAME?user=U&password=P`, and
/// `jdbc:postgresql://U:P@HOST/NAME`, percent-encoded.
record ServerUrl(String url, Optional<String> user, Optional<String> password) {
  private static final String POSTGRES = "jdbc:postgresql:";
  private static final Pattern BEFORE_HOST = Pattern.compile("^(jdbc:[a-z]+://)([^/?@]*)@(.*)$");

  static ServerUrl of(String given) {
    var url = given;
    var user = Optional.<String>empty();
    var password = Optional.<String>empty();
    var parts = BEFORE_HOST.matcher(url);
    if (parts.matches()) {
      var name = parts.group(2).split(":", 2);
      user = Optional.of(decoded(name[0]));
      password = name.length < 2 ? password : Optional.of(decoded(name[1]));
      url = parts.group(1) + parts.group(3);
    }
    var query = url.indexOf('?');
    if (query < 0) {
      return new ServerUrl(url, user, password);
    }
    List<String> others = new ArrayList<>();
    for (var pair : url.substring(query + 1).split("&", -1)) {
      if (pair.startsWith("user=")) {
        user = Optional.of(decoded(pair.substring("user=".length())));
      } else if (pair.startsWith("password=")) {
        password = Optional.of(decoded(pair.substring("password=".length())));
      } else {
        others.add(pair);
      }
    }
    var rest = others.isEmpty() ? "" : "?" + String.join("&", others);
    return new ServerUrl(url.substring(0, query) + rest, user, password);
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part, StandardCharsets.UTF_8);
  }

  boolean isPostgres() {
    return url.startsWith(POSTGRES);
  }

  @Override
  public String toString() {
    return url;
  }
}
