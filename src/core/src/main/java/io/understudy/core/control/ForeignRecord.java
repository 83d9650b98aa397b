package io.understudy.core.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * One foreign key: {@code /understudy/<link>/foreign/<key>}.
 *
 * @param revision target revision at which it was seen, 0 if unknown
 * @param seenAt when it was seen first, empty if unknown (records of earlier releases)
 */
public record ForeignRecord(long revision, Optional<Instant> seenAt) {

  public Bytes toJson() {
    ObjectNode record = Json.record();
    if (revision > 0) {
      record.put("revision", revision);
    }
    seenAt.ifPresent(at -> record.put("seenAt", at.toString()));
    return Json.write(record);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static ForeignRecord fromJson(Bytes json) {
    Json.Fields fields = Json.read("foreign", json);
    return new ForeignRecord(
        fields.has("revision") ? fields.number("revision") : 0,
        fields.has("seenAt") ? Optional.of(fields.instant("seenAt")) : Optional.empty());
  }
}
