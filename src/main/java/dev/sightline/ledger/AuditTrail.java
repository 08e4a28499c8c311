package dev.sightline.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Who changed what, in the transaction of the change.
final class AuditTrail {
  private AuditTrail() {}

  /// @param what the kind of thing that is changed
  /// @param subject which of its kind
  /// @param was null where it is new
  /// @param became null where it is gone
  static void add(
      Handle handle,
      Instant at,
      BudgetBook.Actor by,
      String what,
      String subject,
      @Nullable String was,
      @Nullable String became) {
    handle
        .createUpdate(
            """
            INSERT INTO audit (id, at, actor_id, actor_name, what, subject, was, became)
            VALUES (:id, :at, :actorId, :actorName, :what, :subject, :was, :became)
            """)
        .bind("id", UUID.randomUUID().toString())
        .bind("at", at.toEpochMilli())
        .bind("actorId", by.id())
        .bind("actorName", by.name())
        .bind("what", what)
        .bind("subject", subject)
        .bindByType("was", was, String.class)
        .bindByType("became", became, String.class)
        .execute();
  }
}
