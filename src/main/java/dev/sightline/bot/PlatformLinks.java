package dev.sightline.bot;

import dev.sightline.config.SightlineConfig;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.http.HostList;
import dev.sightline.media.LinkRenewal;
import dev.sightline.media.SharedLinks;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// Links to files that lie on Slack and Discord: each goes to the platform that it belongs to.
/// Until a platform is there its links are links like any other. Safe for all threads.
final class PlatformLinks implements SharedLinks, LinkRenewal {
  private static final IncomingFile OF_SLACK =
      new IncomingFile(
          "The linked file",
          "",
          -1,
          new IncomingFile.Unreadable(
              "The linked file: it is on Slack, where I open files only for who asks me there."
                  + " Please upload it here."));

  private final HostList slackHosts;
  private final HostList discordHosts;
  private volatile SharedLinks slack = SharedLinks.NONE;
  private volatile SharedLinks discord = SharedLinks.NONE;
  private volatile LinkRenewal renewal = LinkRenewal.NONE;

  PlatformLinks(SightlineConfig config) {
    slackHosts = HostList.of(config.slack().fileHosts());
    discordHosts = HostList.of(config.discord().cdnHosts());
  }

  void slackIsHere(SharedLinks files) {
    slack = files;
  }

  void discordIsHere(SharedLinks files, LinkRenewal renews) {
    discord = files;
    renewal = renews;
  }

  @Override
  public Optional<IncomingFile> file(URI link, PersonRef reader, ThreadRef thread)
      throws InterruptedException {
    if (isSlacks(link)) {
      return reader.platform() == Platform.SLACK
          ? slack.file(link, reader, thread)
          : Optional.of(OF_SLACK);
    }
    return isDiscords(link) && reader.platform() == Platform.DISCORD
        ? discord.file(link, reader, thread)
        : Optional.empty();
  }

  @Override
  public Optional<URI> renewed(URI expired) throws InterruptedException {
    return isDiscords(expired) ? renewal.renewed(expired) : Optional.empty();
  }

  private boolean isSlacks(URI link) {
    String host = String.valueOf(link.getHost()).toLowerCase(Locale.ROOT);
    return slackHosts.contains(host, link.getPort())
        || (host.endsWith(".slack.com") && String.valueOf(link.getPath()).startsWith("/files/"));
  }

  private boolean isDiscords(URI link) {
    return link.getHost() != null && discordHosts.contains(link.getHost(), link.getPort());
  }
}
