package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.mirror.End;
import io.understudy.core.mirror.Fence;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.port.Bytes;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Every run of a leader has a term of its own, if it still leads. */
class LeadershipTermsTest extends LeadershipCase {

  @Test
  void aNewTermIsRefusedOnceTheSiteIsPromoted() {
    Fence fence = leading(first.attempt());
    run(first, target);

    promote();

    assertThat(lets(fence)).isFalse();
    assertThat(run(first, target)).isInstanceOf(End.Deposed.class);
    assertThat(first.fence()).isNull();
    assertThat(term().role()).isEqualTo(Role.PROMOTED);
  }

  @Test
  void everyRunOfOneLeaderHasATermOfItsOwn() {
    Fence one = leading(first.attempt());

    assertThat(run(first, target)).isEqualTo(new End.Paused());
    assertThat(first.fence()).as("the first run takes the term of the leader").isEqualTo(one);
    assertThat(run(first, target)).isEqualTo(new End.Paused());

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
    run(first, target);
    target.advance(BEYOND_TTL);
    Fence taken = leading(second.attempt());

    assertThat(run(first, target)).isInstanceOf(End.Deposed.class);

    assertThat(first.fence()).isNull();
    assertThat(term().holder()).isEqualTo("sync-1");
    assertThat(lets(taken)).isTrue();
  }

  @Test
  void aRunWithoutLeadershipWritesNothing() {
    leading(first.attempt());
    put(KEYS.paused(), Bytes.EMPTY);
    long revision = target.status().revision();

    assertThat(run(second, target)).isInstanceOf(End.Deposed.class);

    assertThat(target.status().revision()).as("but for the pause").isEqualTo(revision + 1);
  }

  @Test
  void aNewTermWhoseAnswerWasLostIsFoundAgain() {
    Proxies.LosesAnswers lossy = new Proxies.LosesAnswers(target);
    Leadership leadership = leadership(lossy.etcd(), "sync-0");
    leading(leadership.attempt());
    run(leadership, lossy.etcd());
    lossy.loseNext();

    assertThat(run(leadership, lossy.etcd())).isEqualTo(new End.Paused());

    Fence fence = Objects.requireNonNull(leadership.fence());
    assertThat(fence.term()).isEqualTo(2);
    assertThat(fence.termRevision()).isEqualTo(stored(KEYS.term()).modRevision());
    assertThat(lets(fence)).isTrue();
  }
}
