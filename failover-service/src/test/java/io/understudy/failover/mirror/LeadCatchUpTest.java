package io.understudy.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.LeadCatchUp;
import io.understudy.core.mirror.LeadCatchUp.Round;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Revisions that are made after a promotion, by a clock of the test's own. */
class LeadCatchUpTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final int PER_SECOND = 1_000;

  private final ModelEtcd target = new ModelEtcd(new ModelStore(1));
  private final StillClock clock = new StillClock();

  private long put(Bytes key) {
    target.txn(new Txn(List.of(), List.of(Txn.put(key, Bytes.utf8("{}"))))).await();
    return target.status().revision();
  }

  @Test
  void itMakesAsManyAsTheRateAllowsAndStopsAtTheGoal() {
    long term = put(KEYS.term());
    LeadCatchUp lead = new LeadCatchUp(target, KEYS, term, clock, PER_SECOND);
    long goal = term + 100;

    assertThat(lead.round(term, goal)).isEqualTo(new Round.Made(term));
    clock.pause(Duration.ofMillis(10));
    assertThat(lead.round(term, goal)).isEqualTo(new Round.Made(term + 10));
    clock.pause(Duration.ofSeconds(10));
    assertThat(lead.round(term + 10, goal)).isEqualTo(new Round.Made(term + 74));
    clock.pause(Duration.ofSeconds(10));
    assertThat(lead.round(term + 74, goal)).isEqualTo(new Round.Made(goal));
    assertThat(target.status().revision()).isEqualTo(goal);
  }

  @Test
  void underAnotherTermItMakesNone() {
    long term = put(KEYS.term());
    LeadCatchUp lead = new LeadCatchUp(target, KEYS, term, clock, PER_SECOND);
    long later = put(KEYS.term());
    clock.pause(Duration.ofSeconds(1));

    assertThat(lead.round(later, later + 50)).isInstanceOf(Round.Deposed.class);
    assertThat(target.status().revision()).isEqualTo(later);
  }

  @Test
  void aTargetThatDoesNotAnswerIsTrouble() {
    long term = put(KEYS.term());
    LeadCatchUp lead = new LeadCatchUp(target, KEYS, term, clock, PER_SECOND);
    target.close();
    clock.pause(Duration.ofSeconds(1));

    assertThat(lead.round(term, term + 50)).isInstanceOf(Round.Trouble.class);
  }

  /** Moves only when it is told to. */
  private static final class StillClock implements Timing {

    private long nanos = 1;

    @Override
    public Instant now() {
      return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
    }

    @Override
    public double chance() {
      return 0;
    }
  }
}
