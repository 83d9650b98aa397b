package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.mirror.Fence;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Leadership.Attempt;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LeadershipTest extends LeadershipCase {

  @Test
  void whoComesFirstLeadsInTheFirstTerm() {
    Fence fence = leading(first.attempt());

    // Leading gives no role: nobody has made this site a standby yet.
    assertThat(term())
        .isEqualTo(
            new TermRecord(Role.STANDBY, 1, "sync-0", NOON, "leader changed", null, null, true));
    assertThat(stored(KEYS.leader()).value()).isEqualTo(Bytes.utf8("sync-0"));
    assertThat(fence)
        .isEqualTo(
            new Fence(
                1, stored(KEYS.term()).modRevision(), stored(KEYS.leader()).createRevision()));
    assertThat(first.fence()).isEqualTo(fence);
    assertThat(lets(fence)).isTrue();
  }

  @Test
  void termAndLeaderAreOneRevision() {
    leading(first.attempt());

    assertThat(stored(KEYS.term()).modRevision()).isEqualTo(stored(KEYS.leader()).modRevision());
  }

  @Test
  void whoComesSecondFollowsAndKnowsWhom() {
    leading(first.attempt());
    long revision = target.status().revision();

    assertThat(second.attempt()).isEqualTo(new Attempt.Following("sync-0", revision));

    assertThat(second.fence()).isNull();
    assertThat(target.status().revision()).as("nothing was written").isEqualTo(revision);
  }

  @Test
  void ofTwoWhoTryAtOnceOneLeads() {
    Leadership late = leadership(Proxies.beforeTxn(target, second::attempt), "sync-0");

    assertThat(late.attempt()).isInstanceOf(Attempt.Following.class);

    assertThat(late.fence()).isNull();
    assertThat(lets(Objects.requireNonNull(second.fence()))).isTrue();
    assertThat(term().holder()).isEqualTo("sync-1");
  }

  @Test
  void aPromotedSiteIsLedByNobody() {
    promote();
    long revision = target.status().revision();

    assertThat(first.attempt()).isEqualTo(new Attempt.Promoted(term()));

    assertThat(first.fence()).isNull();
    assertThat(target.status().revision()).as("nothing was written").isEqualTo(revision);
  }

  @Test
  void whoResignsLetsTheNextLeadAtOnceInAHigherTerm() {
    Fence old = leading(first.attempt());

    first.resign();
    Fence fence = leading(second.attempt());

    assertThat(first.fence()).isNull();
    assertThat(fence.term()).isEqualTo(2);
    assertThat(lets(old)).isFalse();
    assertThat(lets(fence)).isTrue();
  }

  @Test
  void whoDoesNotLeadHasNothingToResign() {
    Fence fence = leading(first.attempt());

    second.resign();

    assertThat(lets(fence)).isTrue();
  }

  @Test
  void aLeaseThatIsKeptKeepsTheLeadership() {
    leading(first.attempt());
    for (int i = 0; i < 5; i++) {
      target.advance(Duration.ofSeconds(TTL_SECONDS / 2));
      first.keepAlive();
    }

    assertThat(first.fence()).isNotNull();
    assertThat(second.attempt()).isInstanceOf(Attempt.Following.class);
  }

  @Test
  void aLeaseThatRanOutEndsTheLeadership() {
    Fence lost = leading(first.attempt());

    target.advance(BEYOND_TTL);

    assertThat(lets(lost)).as("even before anybody else leads").isFalse();
    first.keepAlive();
    assertThat(first.fence()).isNull();
    assertThat(leading(second.attempt()).term()).isEqualTo(2);
    assertThat(lets(lost)).isFalse();
  }

  @Test
  void whoLostTheLeaseMayLeadAgainInANewTerm() {
    Fence lost = leading(first.attempt());
    target.advance(BEYOND_TTL);
    first.keepAlive();

    Fence fence = leading(first.attempt());

    assertThat(fence.term()).isEqualTo(2);
    assertThat(lets(lost)).isFalse();
    assertThat(lets(fence)).isTrue();
  }

  @Test
  void aCampaignWhoseAnswerWasLostFreesWhatItMayHaveTaken() {
    Proxies.LosesAnswers lossy = new Proxies.LosesAnswers(target);
    Leadership leadership = leadership(lossy.etcd(), "sync-0");
    lossy.loseNext();

    assertThat(leadership.attempt()).isInstanceOf(Attempt.Following.class);

    assertThat(leadership.fence()).isNull();
    assertThat(leading(second.attempt()).term()).isEqualTo(2);
  }

  @Test
  void aCampaignWhoseAnswerWasLostIsFollowedFromWhereItBegan() {
    put(Bytes.utf8("/x"), Bytes.utf8("1"));
    long before = target.status().revision();
    Proxies.LosesAnswers lossy = new Proxies.LosesAnswers(target);
    lossy.loseNext();

    assertThat(leadership(lossy.etcd(), "sync-0").attempt())
        .isEqualTo(new Attempt.Following("unknown", before));
  }

  @Test
  void aCampaignThatIsRefusedSaysWhyAndLeavesNoLease() {
    EtcdException denied =
        new EtcdException(EtcdException.Kind.DENIED, "target: txn failed: permission denied");
    Leadership leadership = leadership(Proxies.rejecting(target, denied), "sync-0");
    long before = target.grantLease(TTL_SECONDS);

    assertThatExceptionOfType(EtcdException.class).isThrownBy(leadership::attempt).isSameAs(denied);

    assertThat(leadership.fence()).isNull();
    assertThat(target.leaseSecondsLeft(before)).isPositive();
    assertThat(target.leaseSecondsLeft(before + 1)).as("the campaign's").isNotPositive();
  }

  @Test
  void aTermThatCannotBeReadIsLeftAsItIs() {
    put(KEYS.term(), Bytes.utf8("{}"));
    long revision = target.status().revision();

    assertThatExceptionOfType(CorruptRecordException.class)
        .isThrownBy(first::attempt)
        .withMessageContaining("'term'");
    assertThat(target.status().revision()).as("nothing was written").isEqualTo(revision);
  }

  /** As an operator's etcdctl leaves it: it would be there for ever. */
  @Test
  void aLeaderWithoutALeaseIsFollowedForATimeToLive() {
    put(KEYS.leader(), Bytes.utf8("somebody"));
    assertThat(second.attempt()).isInstanceOf(Attempt.Following.class);
    assertThat(stored(KEYS.leader()).value()).isEqualTo(Bytes.utf8("somebody"));
    target.advance(BEYOND_TTL);

    Fence fence = leading(second.attempt());

    assertThat(lets(fence)).isTrue();
    assertThat(stored(KEYS.leader()).value()).isEqualTo(Bytes.utf8("sync-1"));
  }

  @Test
  void whoseKeyWasReplacedByOneWithoutALeaseWritesNoMoreOnceAnotherLeads() {
    Fence old = leading(first.attempt());
    put(KEYS.leader(), Bytes.utf8("somebody"));
    second.attempt();
    assertThat(lets(old)).isTrue();
    target.advance(BEYOND_TTL);

    Fence fence = leading(second.attempt());

    assertThat(lets(old)).isFalse();
    assertThat(lets(fence)).isTrue();
    assertThat(fence.term()).isEqualTo(2);
  }
}
