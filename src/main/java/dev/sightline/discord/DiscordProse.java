package dev.sightline.discord;

import java.util.regex.Pattern;

/// Running text of a model as Discord may show it: it reads the same and has no power.
///
/// That nobody is pinged and no link unfurls is said with each call (`allowed_mentions`, the flag
/// against embeds). What those leave is done here:
///
/// - a token of Discord (a person, a role, a channel, a command) is broken by a space that nobody
///   sees, and shows as it is written;
/// - an invite, a gift or a template keeps its code, but makes no card with a button;
/// - a line of the text cannot look like our footer;
/// - what Discord would take for a masked link or for code, and CommonMark does not, is neither.
final class DiscordProse {
  private static final Pattern SPECIAL = Pattern.compile("[`<@\\]/-]");
  private static final Pattern TOKEN =
      Pattern.compile("<(?=[@#]|/[^<>\\n]{1,100}:\\d|id:)", Pattern.CASE_INSENSITIVE);
  private static final Pattern MASK = Pattern.compile("](?=\\()");
  private static final Pattern INVITE =
      Pattern.compile(
          "((?:discord\\.(?:gg|gift|new)|discord(?:app)?\\.com[/\\\\]+(?:invite|gifts|template|events))[/\\\\]+)"
              + "(?=[^\\s/\\\\])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SUBTEXT = Pattern.compile("(?m)^(\\s*(?:>\\s*)*)-#(?=\\s)");

  private DiscordProse() {}

  static String inert(String prose) {
    if (!SPECIAL.matcher(prose).find()) {
      return prose;
    }
    String text = MASK.matcher(inertAddress(withoutCode(prose))).replaceAll("]\u200B");
    return SUBTEXT.matcher(text).replaceAll("$1\\\\-#");
  }

  /// Code within a line: its words stay, but for tokens, as Discord may see less code than we do.
  static String inertCode(String code) {
    return code.indexOf('<') < 0 ? code : TOKEN.matcher(code).replaceAll("$0\u200B");
  }

  private static String inertAddress(String address) {
    return INVITE.matcher(inertCode(address)).replaceAll("$1 ");
  }

  /// The address of a link: a backtick in it would open code for Discord.
  static String inertLink(String address) {
    return inertAddress(address).replace("`", "%60");
  }

  /// Escapes each backtick that is not escaped yet.
  private static String withoutCode(String prose) {
    if (prose.indexOf('`') < 0) {
      return prose;
    }
    StringBuilder text = new StringBuilder(prose.length() + 8);
    boolean isEscaped = false;
    for (int at = 0; at < prose.length(); at++) {
      char sign = prose.charAt(at);
      if (sign == '`' && !isEscaped) {
        text.append('\\');
      }
      isEscaped = sign == '\\' && !isEscaped;
      text.append(sign);
    }
    return text.toString();
  }
}
