package dev.sightline.slack;

import com.slack.api.Slack;
import com.slack.api.methods.response.auth.AuthTestResponse;
import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.limit.Pause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds out whether Slack is set up so that everything works.
public final class SlackCheck {
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private SlackCheck() {}

  /// Asks Slack about both tokens, and about the user groups that matter.
  public static List<Finding> of(SlackSettings settings) throws InterruptedException {
    if (settings.botToken().isEmpty() && settings.appToken().isEmpty()) {
      return List.of(
          new Finding(
              Health.NOTE, "slack", "is off: SLACK_BOT_TOKEN and SLACK_APP_TOKEN are empty."));
    }
    List<Finding> findings = new ArrayList<>();
    Slack slack = SlackWiring.slack(settings);
    try {
      findings.addAll(botToken(settings, slack));
      findings.add(appToken(settings, slack));
    } finally {
      SlackWiring.close(slack);
    }
    return List.copyOf(findings);
  }

  /// Whether messages can be put into these places.
  ///
  /// @param places ids of channels or persons
  public static List<Finding> places(SlackSettings settings, List<String> places)
      throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    Slack slack = SlackWiring.slack(settings);
    try {
      SlackCalls calls = new SlackCalls(slack, settings.botToken(), Pause.SLEEP);
      for (String place : places) {
        findings.add(place(calls, place));
      }
    } finally {
      SlackWiring.close(slack);
    }
    return List.copyOf(findings);
  }

  /// What can be read can be written to: both take a member of the channel.
  private static Finding place(SlackCalls calls, String place) throws InterruptedException {
    String subject = "alerts to slack " + place;
    try {
      String channel = calls.channel(place);
      calls.patiently(() ->
          calls.call(
              client -> client.conversationsHistory(history -> history.channel(channel).limit(1))));
      return new Finding(Health.WORKS, subject, "can be written to.");
    } catch (PlatformRefused refused) {
      return broken(
          subject,
          "cannot be written to: %s. Invite the bot there, or name another place in alerts.tell."
              .formatted(refused.note().message()));
    }
  }

  private static List<Finding> botToken(SlackSettings settings, Slack slack)
      throws InterruptedException {
    String subject = "slack bot token";
    if (!settings.botToken().startsWith("xoxb-")) {
      return List.of(
          broken(
              subject,
              "SLACK_BOT_TOKEN has to start with `xoxb-`: it is the “Bot User OAuth Token” under “OAuth & Permissions”."));
    }
    SlackCalls calls = new SlackCalls(slack, settings.botToken(), Pause.SLEEP);
    try {
      AuthTestResponse me =
          calls.patiently(() -> calls.call(client -> client.authTest(test -> test)));
      List<Finding> findings = new ArrayList<>();
      findings.add(
          new Finding(
              Health.WORKS, subject, "is @%s in %s.".formatted(me.getUser(), me.getTeam())));
      findings.addAll(scopes(me, settings));
      findings.addAll(groups(calls, settings));
      return findings;
    } catch (PlatformRefused refused) {
      return List.of(broken(subject, whyNot(refused, "SLACK_BOT_TOKEN")));
    }
  }

  private static List<Finding> scopes(AuthTestResponse me, SlackSettings settings) {
    List<SlackScope> needed = SlackScope.needed(!settings.groups().get().isEmpty());
    List<String> header = me.getHttpResponseHeaders().getOrDefault("x-oauth-scopes", List.of());
    Set<String> granted = header.stream().flatMap(COMMA::splitAsStream).collect(Collectors.toSet());
    List<Finding> missing =
        needed.stream()
            .filter(scope -> !granted.contains(scope.id()))
            .map(SlackCheck::missing)
            .toList();
    return missing.isEmpty()
        ? List.of(
            new Finding(
                Health.WORKS, "slack scopes", "all %d are granted.".formatted(needed.size())))
        : missing;
  }

  /// Those that Slack does not know: whoever was to be let in by one of them is not, and nobody is
  /// where one of them was to be kept out.
  private static List<Finding> groups(SlackCalls calls, SlackSettings settings)
      throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (String group : settings.groups().get().stream().sorted().toList()) {
      try {
        calls.patiently(
            () -> calls.call(client -> client.usergroupsUsersList(list -> list.usergroup(group))));
      } catch (PlatformRefused refused) {
        findings.add(
            broken(
                "slack user group " + group,
                "cannot be read (%s), so %s."
                    .formatted(
                        refused.note().message(),
                        settings.blocked().contains(group)
                            ? "everybody counts as in it, and may not ask"
                            : "nobody is in it for me")));
      }
    }
    return findings;
  }

  /// Everything works for an app that is no agent, too; which one it is shows in this scope, which
  /// Slack adds to agents (https://docs.slack.dev/ai/agent-sessions, read 2026-09). What the app is
  /// subscribed to Slack does not tell.
  private static Finding missing(SlackScope scope) {
    String subject = "slack scope " + scope.id();
    String again =
        "is missing, so %s. Add it under “OAuth & Permissions” and install the app again."
            .formatted(scope.loss());
    return switch (scope) {
      case AGENT ->
          new Finding(
              Health.NOTE,
              subject,
              "is missing, so %s. Where your plan has it: take `agent_view` and the event `agent_session_stopped` over from `./sightline manifest slack`, and install the app again."
                  .formatted(scope.loss()));
      case PUBLIC_CHANNEL_NAMES, PRIVATE_CHANNEL_NAMES -> new Finding(Health.NOTE, subject, again);
      default -> broken(subject, again);
    };
  }

  private static Finding appToken(SlackSettings settings, Slack slack) throws InterruptedException {
    String subject = "slack app token";
    if (!settings.appToken().startsWith("xapp-")) {
      return broken(
          subject,
          "SLACK_APP_TOKEN has to start with `xapp-`: make one with the scope `connections:write` under “Basic Information”, “App-Level Tokens”.");
    }
    SlackCalls calls = new SlackCalls(slack, settings.appToken(), Pause.SLEEP);
    try {
      calls.patiently(() -> calls.call(client -> client.appsConnectionsOpen(open -> open)));
      return new Finding(Health.WORKS, subject, "may open a Socket Mode connection.");
    } catch (PlatformRefused refused) {
      return broken(subject, whyNot(refused, "SLACK_APP_TOKEN"));
    }
  }

  private static String whyNot(PlatformRefused refused, String variable) {
    if (refused.reason() == Reason.UNREACHABLE) {
      return "Slack cannot be reached: %s.".formatted(refused.note().message());
    }
    String error = refused.note().message();
    return switch (error.replaceFirst(" .*", "")) {
      case "invalid_auth", "not_authed", "token_revoked", "account_inactive", "token_expired" ->
          "Slack does not accept it (%s). Copy it again into %s.".formatted(error, variable);
      case "missing_scope", "not_allowed_token_type" ->
          "it lacks a scope (%s). The app token needs `connections:write`.".formatted(error);
      default ->
          "Slack refuses it: %s. Check that Socket Mode is on under “Socket Mode”."
              .formatted(error);
    };
  }

  private static Finding broken(String subject, String sentence) {
    return new Finding(Health.BROKEN, subject, sentence);
  }
}
