package io.understudy.core.control;

import io.understudy.core.port.Bytes;
import java.time.Instant;

/**
 * Who tells of changed verdicts: {@code /understudy/<link>/herald}, tied to a lease. Only people
 * read it; what counts is who created it.
 *
 * @param holder the replica that does
 */
public record HeraldRecord(String holder, Instant since) {

  public Bytes toJson() {
    return Json.write(Json.record().put("holder", holder).put("since", since.toString()));
  }
}
