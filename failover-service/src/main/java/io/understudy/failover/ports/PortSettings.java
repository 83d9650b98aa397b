package io.understudy.failover.ports;

import io.understudy.core.failover.Parameters;
import java.time.Duration;

/**
 * How a port is looked at.
 *
 * @param attempts connections in a row that prove it
 * @param connectTimeout after which one counts as unanswered
 * @param apiTimeout of one call that closes or opens
 * @param every pause between two looks
 */
record PortSettings(int attempts, Duration connectTimeout, Duration apiTimeout, Duration every) {

  static PortSettings of(Parameters with) {
    return new PortSettings(
        (int) with.number("attempts", 3),
        Duration.ofMillis(with.number("connect-timeout-ms", 3_000)),
        Duration.ofMillis(with.number("api-timeout-ms", 5_000)),
        Duration.ofMillis(with.number("every-ms", 500)));
  }
}
