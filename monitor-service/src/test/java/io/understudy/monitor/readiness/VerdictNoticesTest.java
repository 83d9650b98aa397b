package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Readiness;
import io.understudy.core.readiness.told.VerdictTurns;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.monitor.settings.TestSettings;
import io.understudy.service.kubernetes.Notice;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two replicas over one etcd: each change of a verdict is told once, whoever is there. */
class VerdictNoticesTest {

  private static final long LONG_SECONDS = 600;
  private static final long SHORT_SECONDS = 2;
  private static final Facts NOT_READY = NothingKnown.facts();
  private static final Facts READY = NothingKnown.butTheStandby();

  private static EtcdProcess etcd;
  private static GrpcEtcd target;

  private final ControlKeys keys = new ControlKeys("link-" + UUID.randomUUID());
  private final List<String> told = new ArrayList<>();
  private final Replica one = new Replica("one", LONG_SECONDS);
  private final Replica other = new Replica("other", LONG_SECONDS);

  @BeforeAll
  static void start() {
    etcd = EtcdProcess.start();
    target = GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(etcd.endpoint())));
  }

  @AfterAll
  static void stop() {
    target.close();
    etcd.close();
  }

  /** What one replica comes to, and what it tells. */
  private final class Replica {
    private final VerdictTurns turns;
    private final VerdictNotices notices;
    private final List<Notice> own = new ArrayList<>();

    Replica(String name, long ttlSeconds) {
      turns = new VerdictTurns(target, keys, name, ttlSeconds, InstantSource.system());
      notices = new VerdictNotices("global", turns, this::tell, InstantSource.system());
    }

    private void tell(Notice notice) {
      own.add(notice);
      told.add(notice.reason());
    }

    void finds(Facts facts) {
      notices.accept(Readiness.of(facts, TestSettings.readiness().thresholds()));
    }
  }

  private void bothFind(Facts facts) {
    one.finds(facts);
    other.finds(facts);
  }

  @Test
  void aChangedVerdictIsToldOnceAndTheFirstIsNoChange() {
    bothFind(NOT_READY);
    assertThat(told).isEmpty();

    bothFind(READY);
    bothFind(READY);
    assertThat(one.own)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.severity()).isEqualTo(Notice.Severity.NORMAL);
              assertThat(notice.reason()).isEqualTo("ReadyToFailOver");
              assertThat(notice.text())
                  .startsWith("link global, failover: ready-with-warnings; last-check,");
            });

    bothFind(NOT_READY);
    assertThat(one.own.getLast())
        .isEqualTo(
            Notice.warning(
                "NotReadyToFailOver",
                "link global, failover: not-ready; mirror,gc-safety,standby-etcd"));
    assertThat(told).containsExactly("ReadyToFailOver", "NotReadyToFailOver");
    assertThat(other.own).isEmpty();
  }

  @Test
  void whoeverComesNextSaysNothingAgainAndMissesNothing() {
    bothFind(NOT_READY);
    bothFind(READY);
    one.turns.giveUp();

    other.finds(READY);
    assertThat(told).containsExactly("ReadyToFailOver");
    other.finds(NOT_READY);
    one.finds(NOT_READY);
    assertThat(told).containsExactly("ReadyToFailOver", "NotReadyToFailOver");
    assertThat(other.own).hasSize(1);

    other.turns.giveUp();
    Replica restarted = new Replica("restarted", LONG_SECONDS);
    restarted.finds(READY);
    assertThat(told).hasSize(3);
    assertThat(restarted.own).hasSize(1);
  }

  @Test
  void aReplicaThatVanishedLeavesItsTurnWhenItsLeaseHasRunOut() {
    Replica vanishing = new Replica("vanishing", SHORT_SECONDS);
    vanishing.finds(NOT_READY);

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              one.finds(READY);
              return !one.own.isEmpty();
            });
    vanishing.finds(NOT_READY);
    assertThat(told).containsExactly("ReadyToFailOver");
  }

  @Test
  void aRecordThatCannotBeReadIsNotTalkedAbout() {
    try (IndependentClient client = etcd.client()) {
      client.put(keys.verdicts(), Bytes.utf8("not JSON"));
      bothFind(READY);
      assertThat(told).isEmpty();

      client.delete(keys.verdicts());
    }
    bothFind(NOT_READY);
    bothFind(READY);
    assertThat(told).containsExactly("ReadyToFailOver");
  }

  /** As an operator's etcdctl leaves it: it would be there for ever, and nobody would tell. */
  @Test
  void aTurnWithoutALeaseEndsAsIfItsHolderHadVanished() {
    one.finds(NOT_READY);
    putByHand();
    Replica next = new Replica("next", SHORT_SECONDS);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              next.finds(READY);
              return told.contains("ReadyToFailOver");
            });

    assertThat(next.own).hasSize(1);
    one.finds(READY);
    next.turns.giveUp();
    one.finds(NOT_READY);
    assertThat(one.own).as("it takes the turn again").hasSize(1);
  }

  private void putByHand() {
    target.txn(new Txn(List.of(), List.of(Txn.put(keys.herald(), Bytes.utf8("{"))))).await();
  }
}
