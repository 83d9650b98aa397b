package io.understudy.sync.replica;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double up to a limit, each shortened by chance so that replicas do not march in step.
 */
final class Backoff {

  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private Duration next;

  Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
    this.next = first;
  }

  /** Between half of the present pause and all of it; the one after is twice as long. */
  Duration next() {
    long nanos = next.toNanos();
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(most) < 0 ? doubled : most;
    return Duration.ofNanos(nanos - (long) (nanos / 2.0 * random.nextDouble()));
  }

  /** Things went well: begin with short pauses again. */
  void reset() {
    next = first;
  }
}
