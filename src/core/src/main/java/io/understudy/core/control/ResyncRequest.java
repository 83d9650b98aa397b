package io.understudy.core.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;

/**
 * An operator asks for a full difference: {@code /understudy/<link>/resync}, until the leader takes
 * it up.
 *
 * @param accept keys of others that a first copy may overwrite, 0 if it was not said
 * @param source cluster id of the source that was there when it was asked for: the target is made
 *     equal to that one alone; 0 for a request, put there by hand, that does not say
 */
public record ResyncRequest(long accept, long source) {

  /** Whether the target may be made equal to this source for it. */
  public boolean isFor(long clusterId) {
    return source == 0 || source == clusterId;
  }

  public Bytes toJson(Instant now) {
    ObjectNode record = Json.record().put("at", now.toString()).put("accept", accept);
    if (source != 0) {
      record.put("sourceClusterId", Long.toHexString(source));
    }
    return Json.write(record);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static ResyncRequest fromJson(Bytes json) {
    Json.Fields fields = Json.read("resync", json);
    return new ResyncRequest(
        fields.has("accept") ? fields.number("accept") : 0,
        fields.has("sourceClusterId") ? fields.clusterId("sourceClusterId") : 0);
  }
}
