package io.understudy.failover.dns;

import java.time.Duration;
import java.time.Instant;

/**
 * Until when a resolver that nobody asked may still remember where a name led before.
 *
 * @param since when the zone's servers no longer said so
 */
record TtlWait(Instant since, Duration ttl) {

  Instant end() {
    return since.plus(ttl);
  }

  boolean isOver(Instant now) {
    return !now.isBefore(end());
  }

  String text() {
    return "the old TTL of " + ttl.toSeconds() + " s, which ends at " + end();
  }
}
