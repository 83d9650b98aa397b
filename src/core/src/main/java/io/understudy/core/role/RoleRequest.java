package io.understudy.core.role;

import io.understudy.core.control.TermRecord;

/**
 * What an operator asks for.
 *
 * @param expectedTerm the term that the decision was made on; in any other nothing is done
 * @param reason why, for people
 * @param key {@code Idempotency-Key} of the call, empty for none
 * @param force also where it would be refused because something would be lost or is unproven
 */
public record RoleRequest(long expectedTerm, String reason, String key, boolean force) {

  TermRecord.Request onRecord() {
    return new TermRecord.Request(expectedTerm, key);
  }

  /** Whether this very request has made the record, in an earlier call whose answer was lost. */
  boolean made(TermRecord record, String recordedReason) {
    return onRecord().equals(record.request())
        && (!key.isEmpty() || record.reason().equals(recordedReason));
  }
}
