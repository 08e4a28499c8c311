package dev.sightline.stream;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the label of a link says something else than its destination.
final class LinkHonesty {
  private static final Pattern HOST =
      Pattern.compile("(?:[\\p{L}\\p{N}_-]{1,63}\\.){1,8}\\p{L}[\\p{L}\\p{N}-]{1,62}");
  private static final Pattern SCHEME =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):.*", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile("(?i)https?://([^/?#]*).*", Pattern.DOTALL);
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\p{Mn}*_`\\\\]");

  /// The full stop, and all that a browser or NFKC takes for one.
  private static final String DOTS = ".\u3002\uFF0E\uFF61\u2024\u2025\u2026\uFE52";

  private LinkHonesty() {}

  static boolean misleads(String label, String destination) {
    Matcher scheme = SCHEME.matcher(destination);
    String name = scheme.matches() ? scheme.group(1).toLowerCase(Locale.ROOT) : "https";
    if (!name.equals("https") && !name.equals("http") && !name.equals("mailto")) {
      return true;
    }
    Matcher authority = AUTHORITY.matcher(destination);
    String named = authority.matches() ? authority.group(1) : "";
    if (named.indexOf('@') >= 0) {
      return true;
    }
    String host = plain(named.replaceFirst(":\\d+$", ""));
    if (label.chars().noneMatch(sign -> DOTS.indexOf(sign) >= 0)) {
      return false;
    }
    Matcher inLabel = HOST.matcher(seen(label));
    while (inLabel.find()) {
      if (!plain(inLabel.group()).equals(host)) {
        return true;
      }
    }
    return false;
  }

  /// As a reader takes it: full-width letters are letters, marks that nobody sees are not there.
  private static String seen(String label) {
    String folded = Normalizer.normalize(label, Normalizer.Form.NFKC).replace('。', '.');
    return UNSEEN.matcher(folded).replaceAll("");
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("www.") ? lower.substring(4) : lower;
  }
}
