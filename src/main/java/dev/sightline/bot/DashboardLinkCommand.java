package dev.sightline.bot;

import dev.sightline.config.SightlineConfig.WebSection;
import dev.sightline.web.DashboardLink;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Prints a link that lets its holder into the dashboard.
@Command(
    name = "dashboard-link",
    description =
        "Prints a link that opens the dashboard once, within 15 minutes, without the token.",
    mixinStandardHelpOptions = true)
final class DashboardLinkCommand implements Callable<Integer> {
  private final Main main;

  DashboardLinkCommand(Main main) {
    this.main = main;
  }

  @Override
  public Integer call() throws Exception {
    WebSection web = main.config().web();
    if (!web.adminToken().isSet()) {
      throw new CannotRun(
          "Set web.admin-token (SIGHTLINE_ADMIN_TOKEN) first: without it, the dashboard is open to"
              + " this machine, and to nobody else.");
    }
    System.out.println(DashboardLink.to(address(web), web.adminToken().value(), Instant.now()));
    return 0;
  }

  private static URI address(WebSection web) throws CannotRun {
    if (web.publicUrl().isPresent()) {
      return web.publicUrl().get();
    }
    if (web.port() == 0) {
      throw new CannotRun("Set web.bind to a port of its own first: any free one is not known.");
    }
    boolean isWildcard = web.host().equals("0.0.0.0") || web.host().contains("::");
    String host = isWildcard ? "localhost" : web.host();
    return URI.create("http://%s:%d/".formatted(host, web.port()));
  }
}
