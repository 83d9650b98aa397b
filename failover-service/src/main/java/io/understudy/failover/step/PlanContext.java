package io.understudy.failover.step;

import io.understudy.core.failover.Verb;
import java.time.Instant;

/**
 * What a plan is made for.
 *
 * @param now when
 */
public record PlanContext(Verb verb, Instant now) {

  public boolean isDrill() {
    return verb == Verb.DRILL;
  }
}
