package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.mirror.Fence;
import io.understudy.core.mirror.Leadership;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Every run of a leader has a term of its own, if it still leads. */
class LeadershipTermsTest extends LeadershipCase {

  @Test
  void aNewTermIsRefusedOnceTheSiteIsPromoted() {
    Fence fence = leading(first.attempt());
    assertThat(first.beginRun()).isTrue();

    promote();

    assertThat(lets(fence)).isFalse();
    assertThat(first.beginRun()).isFalse();
    assertThat(first.fence()).isNull();
    assertThat(term().role()).isEqualTo(Role.PROMOTED);
  }

  @Test
  void everyRunOfOneLeaderHasATermOfItsOwn() {
    Fence one = leading(first.attempt());

    assertThat(first.beginRun()).isTrue();
    assertThat(first.fence()).as("the first run takes the term of the leader").isEqualTo(one);
    assertThat(first.beginRun()).isTrue();

    Fence two = Objects.requireNonNull(first.fence());
    assertThat(two.term()).isEqualTo(2);
    assertThat(two.leaderRevision()).isEqualTo(one.leaderRevision());
    assertThat(term().term()).isEqualTo(2);
    assertThat(term().holder()).isEqualTo("sync-0");
    assertThat(lets(one)).isFalse();
    assertThat(lets(two)).isTrue();
  }

  @Test
  void aNewTermIsRefusedOnceAnotherLeads() {
    leading(first.attempt());
    assertThat(first.beginRun()).isTrue();
    target.advance(BEYOND_TTL);
    Fence taken = leading(second.attempt());

    assertThat(first.beginRun()).isFalse();

    assertThat(first.fence()).isNull();
    assertThat(term().holder()).isEqualTo("sync-1");
    assertThat(lets(taken)).isTrue();
  }

  @Test
  void aRunWithoutLeadershipWritesNothing() {
    leading(first.attempt());
    long revision = target.status().revision();

    assertThat(second.beginRun()).isFalse();

    assertThat(target.status().revision()).isEqualTo(revision);
  }

  @Test
  void aNewTermWhoseAnswerWasLostIsFoundAgain() {
    Proxies.LosesAnswers lossy = new Proxies.LosesAnswers(target);
    Leadership leadership = leadership(lossy.etcd(), "sync-0");
    leading(leadership.attempt());
    assertThat(leadership.beginRun()).isTrue();
    lossy.loseNext();

    assertThat(leadership.beginRun()).isTrue();

    Fence fence = Objects.requireNonNull(leadership.fence());
    assertThat(fence.term()).isEqualTo(2);
    assertThat(fence.termRevision()).isEqualTo(stored(KEYS.term()).modRevision());
    assertThat(lets(fence)).isTrue();
  }
}
