package io.understudy.core.control;

import io.understudy.core.port.Bytes;
import java.time.Instant;

/**
 * Who runs a check now: {@code /understudy/<link>/checker}, tied to a lease.
 *
 * @param id of the check, which nobody else gives to another
 * @param holder the replica that runs it
 */
public record CheckerRecord(
    String id, CheckRecord.Trigger trigger, String holder, Instant startedAt) {

  private static final String RECORD = "checker";

  public Bytes toJson() {
    return Json.write(
        Json.record()
            .put("id", id)
            .put("trigger", trigger.text())
            .put("holder", holder)
            .put("startedAt", startedAt.toString()));
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static CheckerRecord fromJson(Bytes json) {
    Json.Fields fields = Json.read(RECORD, json);
    return new CheckerRecord(
        CheckRecord.id(RECORD, fields),
        CheckRecord.trigger(RECORD, fields),
        fields.text("holder"),
        fields.instant("startedAt"));
  }
}
