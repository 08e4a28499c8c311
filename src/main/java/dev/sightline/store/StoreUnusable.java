package dev.sightline.store;

/// The database that `store.url` names cannot be used. The message says why and what to do, in one
/// sentence for the operator.
public final class StoreUnusable extends IllegalStateException {
  StoreUnusable(String message) {
    super(message);
  }

  StoreUnusable(String message, Throwable cause) {
    super(message, cause);
  }
}
