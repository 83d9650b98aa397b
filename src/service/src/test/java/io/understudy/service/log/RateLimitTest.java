package io.understudy.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  @Test
  void oneInAWhilePassesAndSaysHowManyDidNot() {
    RateLimit limit = new RateLimit(Duration.ofSeconds(10));
    Instant now = Instant.EPOCH;

    assertThat(limit.pass(now)).isZero();
    assertThat(limit.pass(now.plusSeconds(1))).isNegative();
    assertThat(limit.pass(now.plusSeconds(9))).isNegative();
    assertThat(limit.pass(now.plusSeconds(10))).isEqualTo(2);
    assertThat(limit.pass(now.plusSeconds(30))).isZero();
  }
}
