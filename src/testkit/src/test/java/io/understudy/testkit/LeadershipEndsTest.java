package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Leadership.Attempt;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A leader that is cut off stops by itself; a follower sees a leader go. */
class LeadershipEndsTest extends LeadershipCase {

  private final Clock clock = new Clock();
  private final Leadership leader = leadership(target, "sync-0", clock);

  private static final class Clock implements Timing {
    private long nanos = Long.MAX_VALUE - 5;

    void pass(Duration duration) {
      nanos += duration.toNanos();
    }

    @Override
    public Instant now() {
      return NOON;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {}
  }

  @Test
  void whoCannotRenewStopsWhenTheTimeToLiveHasPassed() {
    leading(leader.attempt());

    clock.pass(Duration.ofSeconds(TTL_SECONDS).minusNanos(1));
    assertThat(leader.fence()).isNotNull();
    clock.pass(Duration.ofNanos(1));

    assertThat(leader.fence()).isNull();
    assertThat(leader.beginRun()).isFalse();
  }

  @Test
  void aRenewalCountsFromWhenItWasAskedFor() {
    leading(leader.attempt());

    clock.pass(Duration.ofSeconds(6));
    leader.keepAlive();
    clock.pass(Duration.ofSeconds(TTL_SECONDS - 1));
    assertThat(leader.fence()).isNotNull();
    clock.pass(Duration.ofSeconds(1));

    assertThat(leader.fence()).isNull();
  }

  @Test
  void aRenewalThatFailsProlongsNothing() {
    leading(leader.attempt());
    target.close();

    clock.pass(Duration.ofSeconds(6));
    assertThatExceptionOfType(EtcdException.class).isThrownBy(leader::keepAlive);
    assertThat(leader.fence()).as("the lease has not run out yet").isNotNull();
    clock.pass(Duration.ofSeconds(4));

    assertThat(leader.fence()).isNull();
  }

  @Test
  void whoStoppedByItselfMayLeadAgainOnceItsOldLeaseIsGone() {
    leading(leader.attempt());
    clock.pass(Duration.ofSeconds(TTL_SECONDS));

    assertThat(leader.attempt()).isInstanceOf(Attempt.Following.class);
    leader.resign();

    assertThat(leading(leader.attempt()).term()).isEqualTo(2);
    assertThat(leader.fence()).isNotNull();
  }

  @Test
  void aFollowerSeesTheLeaderResign() {
    leading(leader.attempt());
    Attempt.Following following = (Attempt.Following) second.attempt();

    try (WatchStream gone = second.watchLeader(following.revision())) {
      assertThat(gone.next(Duration.ZERO)).isInstanceOf(Message.Idle.class);
      leader.resign();
      assertThat(gone.next(Duration.ofSeconds(10))).isInstanceOf(Message.Changed.class);
    }
  }
}
