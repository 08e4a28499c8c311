package dev.sightline.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import okio.ByteString;

/// What the page is made of, read once from the class path: our own files, and one file of each
/// library.
final class Assets {
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  private record Asset(String mediaType, ByteString bytes, String tag) {}

  /// Reads all of them.
  Assets() {
    add("/", "text/html; charset=utf-8", "/web/playground.html");
    add("/playground.css", "text/css; charset=utf-8", "/web/playground.css");
    add("/playground.js", SCRIPT, "/web/playground.js");
    add("/dashboard.css", "text/css; charset=utf-8", "/web/dashboard.css");
    add("/dashboard.js", SCRIPT, "/web/dashboard.js");
    add("/answer.js", SCRIPT, "/web/answer.js");
    add("/markdown.js", SCRIPT, "/web/markdown.js");
    add("/favicon.svg", "image/svg+xml", "/web/favicon.svg");
    add("/marked.js", SCRIPT, webJar("marked", "lib/marked.esm.js"));
    add("/purify.js", SCRIPT, webJar("dompurify", "dist/purify.es.mjs"));
  }

  /// The paths that can be sent.
  Set<String> paths() {
    return assets.keySet();
  }

  /// Answers with the asset at the request's path. Browsers ask each time whether theirs is the
  /// newest.
  void send(Context context) {
    Asset asset = assets.get(context.path());
    if (asset == null) {
      throw WebRefusal.unknown("page");
    }
    context.header("ETag", asset.tag());
    context.header("Cache-Control", "no-cache");
    if (asset.tag().equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    context.contentType(asset.mediaType()).result(asset.bytes().toByteArray());
  }

  private void add(String path, String mediaType, String resource) {
    ByteString bytes = read(resource);
    assets.put(path, new Asset(mediaType, bytes, "\"" + bytes.sha256().hex() + "\""));
  }

  /// The text of a resource.
  static String text(String resource) {
    return read(resource).utf8();
  }

  /// A file of a WebJar, whose path holds the version that its own properties name.
  private static String webJar(String library, String file) {
    var properties = new Properties();
    String about = "/META-INF/maven/org.webjars.npm/" + library + "/pom.properties";
    try (InputStream in = open(about)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(about, e);
    }
    String version = properties.getProperty("version");
    return "/META-INF/resources/webjars/" + library + "/" + version + "/" + file;
  }

  private static ByteString read(String resource) {
    try (InputStream in = open(resource)) {
      return ByteString.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Assets.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("not on the class path: " + resource);
    }
    return in;
  }
}
