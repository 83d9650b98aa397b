package io.understudy.core.failover;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.Json;
import io.understudy.core.port.Bytes;

/**
 * Names a run: {@code /understudy/<link>/run} the one that goes on, {@code run-requests/<digest>}
 * the one that a request began.
 *
 * @param body digest of the request's body; empty where it does not matter
 */
record RunPointer(String id, String body) {

  private static final String RECORD = "run";

  private static final String REMEDY =
      "It names an operation, and nothing goes on or is begun as long as nobody can tell which: find"
          + " out who writes to /understudy/ in this site's etcd, then see docs/alerts.md,"
          + " UnderstudyJournalChanged";

  Bytes toJson() {
    return Json.write(Json.record().put("id", id).put("body", body));
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  static RunPointer fromJson(Bytes json) {
    try {
      Json.Fields fields = Json.read(RECORD, json);
      return new RunPointer(fields.text("id"), fields.text("body"));
    } catch (CorruptRecordException damaged) {
      throw damaged.remediedBy(REMEDY);
    }
  }
}
