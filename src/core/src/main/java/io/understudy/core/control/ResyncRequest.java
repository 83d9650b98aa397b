package io.understudy.core.control;

import io.understudy.core.port.Bytes;
import java.time.Instant;

/**
 * An operator asks for a full difference: {@code /understudy/<link>/resync}, until the leader takes
 * it up.
 *
 * @param accept keys of others that a first copy may overwrite, 0 if it was not said
 */
public record ResyncRequest(long accept) {

  public Bytes toJson(Instant now) {
    return Json.write(Json.record().put("at", now.toString()).put("accept", accept));
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static ResyncRequest fromJson(Bytes json) {
    Json.Fields fields = Json.read("resync", json);
    return new ResyncRequest(fields.node().has("accept") ? fields.number("accept") : 0);
  }
}
