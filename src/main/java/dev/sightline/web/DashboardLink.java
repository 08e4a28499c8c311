package dev.sightline.web;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/// A link that lets its holder into the dashboard, once and for a short while, without the token.
public final class DashboardLink {
  /// How long it can be used. Our own choice: time to find a browser.
  public static final Duration VALID = Duration.ofMinutes(15);

  static final String PATH = "/dashboard/enter";

  private DashboardLink() {}

  /// Makes one.
  ///
  /// @param page the address of the web page
  /// @param adminToken not empty
  public static URI to(URI page, String adminToken, Instant now) {
    String code = Voucher.write(adminToken, Voucher.Purpose.LINK, now.plus(VALID));
    return page.resolve(PATH + "?code=" + code);
  }
}
