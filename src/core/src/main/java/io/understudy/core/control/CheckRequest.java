package io.understudy.core.control;

import io.understudy.core.port.Bytes;
import java.time.Instant;

/**
 * An operator's wish for a check: {@code /understudy/<link>/check-request}, until its result is
 * kept. There is one at a time.
 *
 * @param id names the result
 * @param values whether values are compared, or keys alone
 * @param full whether every value is read again, also those that cannot have changed
 */
public record CheckRequest(String id, Instant at, boolean values, boolean full) {

  private static final String RECORD = "check-request";

  public Bytes toJson() {
    return Json.write(
        Json.record()
            .put("id", id)
            .put("at", at.toString())
            .put("values", values)
            .put("full", full));
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static CheckRequest fromJson(Bytes json) {
    Json.Fields fields = Json.read(RECORD, json);
    return new CheckRequest(
        CheckRecord.id(RECORD, fields),
        fields.instant("at"),
        fields.flag("values"),
        fields.flag("full"));
  }
}
