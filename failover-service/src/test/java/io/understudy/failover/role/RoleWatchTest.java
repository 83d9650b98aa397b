package io.understudy.failover.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.understudy.core.failover.truth.Claim;
import io.understudy.core.failover.truth.Freeze;
import io.understudy.core.failover.truth.Leads;
import io.understudy.core.failover.truth.RoleVerdict;
import io.understudy.service.kubernetes.Notice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RoleWatchTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final List<Notice> notices = new ArrayList<>();
  private final AtomicBoolean isBroken = new AtomicBoolean();
  private final RoleWatch watch =
      new RoleWatch(this::found, notices::add, InstantSource.fixed(NOW));

  private RoleState found() {
    if (isBroken.get()) {
      throw new IllegalStateException("of the test");
    }
    return RoleState.of(
        NOW, new Claim.Standby(3), new Claim.Primary(0, Freeze.NONE), new Leads.There(), List.of());
  }

  private double splitBrain() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new RoleMetrics(watch, "global").bindTo(registry);
    return registry.get("understudy.split.brain").gauge().value();
  }

  /** A plan asks it: it must not break with it. */
  @Test
  void whatBreaksOffIsUnknownAndForbidsNothingUntilItIsFoundOutAgain() {
    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.Agrees.class);
    assertThat(splitBrain()).isZero();

    isBroken.set(true);
    RoleState broken = watch.look();

    assertThat(broken.at()).isEqualTo(NOW);
    assertThat(broken.verdict()).isInstanceOf(RoleVerdict.Unknown.class);
    assertThat(broken.verdict().says()).contains("broke off (IllegalStateException)", "the log of");
    assertThat(broken.verdict().forbids()).isEmpty();
    assertThat(watch.last()).contains(broken);
    assertThat(splitBrain()).isNaN();

    isBroken.set(false);
    assertThat(watch.look().verdict()).isInstanceOf(RoleVerdict.Agrees.class);
    assertThat(notices).isEmpty();
  }

  @Test
  void whatBreaksOffIsLoggedWithItsCause() {
    List<Throwable> causes = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getThrown() != null) {
              causes.add(line.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(RoleWatch.class.getName());
    logger.addHandler(handler);
    try {
      isBroken.set(true);
      watch.look();
    } finally {
      logger.removeHandler(handler);
    }

    assertThat(causes).singleElement().isInstanceOf(IllegalStateException.class);
  }
}
