package dev.sightline.discord;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.requests.Method;
import net.dv8tion.jda.api.requests.RestAction;
import net.dv8tion.jda.api.requests.Route;
import net.dv8tion.jda.api.utils.data.DataArray;
import net.dv8tion.jda.api.utils.data.DataObject;
import net.dv8tion.jda.internal.requests.RestActionImpl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fresh links to attached files: Discord signs links for about a day, and an answer may be asked
/// again later. The call is not in Discord's documentation; bots may make it (seen in its clients,
/// read 2026-08-06). Safe for all asks.
final class FreshLinks {
  private static final Logger LOG = LoggerFactory.getLogger(FreshLinks.class);
  private static final MediaType JSON = MediaType.get("application/json");
  private static final Route REFRESH = Route.custom(Method.POST, "attachments/refresh-urls");

  /// Files of messages. Those given to a command lie elsewhere, and are not kept.
  private static final String ATTACHMENTS = "/attachments/";

  private final Supplier<JDA> session;

  FreshLinks(Supplier<JDA> session) {
    this.session = session;
  }

  /// A link that works to the file of one that does not any more; absent where Discord knows none.
  ///
  /// @param expired on one of Discord's own hosts
  Optional<URI> of(URI expired) throws InterruptedException {
    if (expired.getPath() == null || !expired.getPath().startsWith(ATTACHMENTS)) {
      return Optional.empty();
    }
    DataObject asked =
        DataObject.empty().put("attachment_urls", DataArray.empty().add(expired.toString()));
    RestAction<String> call =
        new RestActionImpl<>(
            session.get(),
            REFRESH.compile(),
            RequestBody.create(asked.toJson(), JSON),
            (response, request) -> refreshed(response.getObject()));
    try {
      String link = DiscordCalls.await(call);
      return link.isEmpty() ? Optional.empty() : Optional.of(URI.create(link));
    } catch (PlatformRefused | Throttled | IllegalArgumentException e) {
      LOG.warn("no fresh link to a file: {}", e.toString());
      return Optional.empty();
    }
  }

  private static String refreshed(DataObject answer) {
    return answer.optArray("refreshed_urls").stream()
        .flatMap(links -> links.stream(DataArray::getObject))
        .map(link -> link.getString("refreshed", ""))
        .findFirst()
        .orElse("");
  }
}
