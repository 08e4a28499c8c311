package dev.sightline.http;

import java.nio.file.Path;

/// How a fetch ended.
public sealed interface FetchResult {

  /// All bytes are in `file`.
  ///
  /// @param contentType the server's claim, or empty
  /// @param version by which the server knows these bytes
  record Fetched(Path file, long sizeBytes, String contentType, Validator version)
      implements FetchResult {}

  /// The server has the version that was named, and sent no bytes.
  record Unchanged() implements FetchResult {}

  /// The bytes could not be had; nothing is left on disk.
  ///
  /// @param status the last HTTP status, or 0 where there was none
  /// @param sizeBytes what the server says it would have been, or -1; set for [Reason#TOO_LARGE]
  /// @param maxBytes the cap that was hit, or -1
  /// @param detail for the operator; holds no secret and no query
  record NotFetched(Reason reason, int status, long sizeBytes, long maxBytes, String detail)
      implements FetchResult {

    static NotFetched because(Reason reason, String detail) {
      return new NotFetched(reason, 0, -1, -1, detail);
    }

    static NotFetched because(Reason reason, int status, String detail) {
      return new NotFetched(reason, status, -1, -1, detail);
    }
  }

  /// Why not.
  enum Reason {
    /// More bytes than the cap.
    TOO_LARGE,
    /// 403, 404 or 410: it never was there, or is not any more.
    EXPIRED,
    /// A credential was sent, and a page to log in came back.
    LOGIN_PAGE,
    /// The guard does not reach this address: private, not http, or with a password in it.
    BLOCKED,
    /// No connection, or a name that does not resolve.
    UNREACHABLE,
    /// The body broke off.
    CUT,
    /// Silent for too long, or too slow as a whole.
    TIMEOUT,
    /// More redirects than [GuardedFetcher#MAX_REDIRECTS], or one to nowhere.
    BAD_REDIRECT,
    /// Any other status than 200.
    HTTP_STATUS
  }
}
