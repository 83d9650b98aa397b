package io.understudy.sync.replica;

import static io.understudy.sync.replica.TestLink.KEYS;
import static io.understudy.sync.replica.TestLink.await;
import static io.understudy.sync.replica.TestLink.sampled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.sync.status.Phase;
import io.understudy.sync.status.Status;
import io.understudy.testkit.Captures;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaTest {

  private static final Map<String, String> EVERYTHING = Map.of("scope.profile", "everything");
  private static final Bytes KEY = Bytes.utf8("/registry/configmaps/default/one");

  private final TestLink link = new TestLink();

  @AfterEach
  void close() {
    link.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"everything", "acp-global", "live-standby"})
  void aRealRegistryIsMirroredByItsProfileAndKeptSo(String profile) {
    link.source.load(Captures.registry(Captures.REGISTRY));
    Rules rules = Rules.profile(profile, Rules.Options.DEFAULT);

    try (Replica replica = link.start("one", Map.of("scope.profile", profile))) {
      Status sound = await(replica, Status::sound);
      assertThat(sound.phase()).isEqualTo(Phase.TAIL);
      assertThat(sound.role()).isEqualTo("leader");
      assertThat(sound.leader()).isEqualTo("one");
      assertThat(sound.counters().committedTxns()).isPositive();
      link.awaitEqual(rules);

      link.source.put(KEY, Bytes.utf8("changed"));
      link.source.delete(Captures.registry(Captures.REGISTRY).getFirst().key());
      link.awaitEqual(rules);
      assertThat(replica.board().status().counters().holes()).isZero();
    }
  }

  @Test
  void onAnIdleSourceTheLagStaysSmall() {
    link.source.put(KEY, Bytes.utf8("a"));

    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, Status::sound);
      Instant began = Instant.now();
      Awaitility.await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(60))
          .until(() -> sampled(replica), status -> status.lagSeconds() < 1);
      assertThat(replica.board().status().replicatedTime()).isAfter(began);
      assertThat(replica.board().status().lagRevisions()).isZero();
    }
  }

  @Test
  void aPauseSurvivesARestart() {
    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, Status::sound);
      replica.requests().pause();
      await(replica, status -> status.phase() == Phase.PAUSED);
    }
    link.source.put(KEY, Bytes.utf8("while paused"));

    try (Replica replica = link.start("two", EVERYTHING)) {
      await(replica, status -> status.phase() == Phase.PAUSED);
      assertThat(link.target.get(KEY)).isEmpty();

      replica.requests().resume();
      link.awaitEqual(Rules.profile("everything", Rules.Options.DEFAULT));
      await(replica, Status::sound);
      assertThat(replica.board().status().counters().resyncs()).containsEntry("operator", 0L);
    }
  }

  @Test
  void aResyncPutsRightWhatSomebodyElseChanged() {
    link.source.put(KEY, Bytes.utf8("ours"));
    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, Status::sound);
      link.target.put(KEY, Bytes.utf8("theirs"));

      replica.requests().resync(0);
      await(replica, status -> status.counters().resyncs().get("operator") == 1);
      await(replica, Status::sound);
      assertThat(link.target.get(KEY).orElseThrow().value()).isEqualTo(Bytes.utf8("ours"));
      assertThat(link.target.get(KEYS.resyncRequest())).isEmpty();
    }
  }

  @Test
  void aFollowerTakesOverFromACleanStopLongBeforeTheLeaseWouldRunOut() {
    Map<String, String> longLease =
        Map.of("scope.profile", "everything", "leader.ttl-seconds", "300");
    Replica first = link.start("one", longLease);
    try (first) {
      await(first, Status::sound);
      try (Replica second = link.start("two", longLease)) {
        Status following =
            await(second, s -> s.phase() == Phase.FOLLOWING && "one".equals(s.leader()));
        assertThat(following.role()).isEqualTo("follower");
        assertThat(following.watermark()).isPositive();
        assertThat(second.board().isReady()).isTrue();
        long term = following.term();

        first.close();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(10))
            .until(() -> link.target.get(KEYS.leader()).isPresent());
        Status leading = await(second, Status::sound);
        assertThat(leading.leader()).isEqualTo("two");
        assertThat(leading.term()).isGreaterThan(term);
      }
    }
  }

  @Test
  void aPromotedSiteIsWrittenNoMore() {
    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, Status::sound);
      long term = replica.board().status().term();
      TermRecord promoted =
          new TermRecord(
              TermRecord.Role.PROMOTED, term + 1, "failover", Instant.now(), "primary lost");
      link.target.put(KEYS.term(), promoted.toJson());
      link.source.put(KEY, Bytes.utf8("too late"));

      await(replica, status -> status.phase() == Phase.PROMOTED);
      assertThat(link.target.get(KEY)).isEmpty();
      assertThat(link.target.get(KEYS.leader())).isEmpty();
      assertThat(replica.board().isReady()).isTrue();
    }
  }

  @Test
  void anIdleMirrorNoticesAPromotionToo() {
    try (Replica replica = link.start("one", EVERYTHING)) {
      long term = await(replica, Status::sound).term();
      TermRecord promoted =
          new TermRecord(TermRecord.Role.PROMOTED, term + 1, "failover", Instant.now(), "drill");
      link.target.put(KEYS.term(), promoted.toJson());

      Status status = await(replica, s -> s.phase() == Phase.PROMOTED);
      assertThat(status.reason()).contains("drill");
    }
  }

  @Test
  void aSourceThatIsTheTargetIsRefusedWithARemedy() {
    Map<String, String> same =
        Map.of("scope.profile", "everything", "target.endpoints", link.sourceEtcd.endpoint());
    try (Replica replica = link.start("one", same)) {
      Status status = await(replica, s -> s.phase() == Phase.REFUSED);

      assertThat(status.lastRefusal().why()).contains("same etcd");
      assertThat(status.lastRefusal().remedy()).contains("understudy.source.endpoints");
      assertThat(replica.board().isReady()).isFalse();
    }
  }

  @Test
  void aTargetThatIsDownForAWhileIsWaitedFor() {
    link.source.put(KEY, Bytes.utf8("a"));
    try (Replica replica =
        link.start("one", Map.of("scope.profile", "everything", "call.timeout-ms", "500"))) {
      await(replica, Status::sound);
      link.targetEtcd.stop();
      link.source.put(KEY, Bytes.utf8("b"));
      await(replica, status -> status.targetError() != null);
      assertThat(replica.isAlive()).isTrue();

      link.targetEtcd.restart();
      await(replica, Status::sound);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> link.target.get(KEY).orElseThrow().value().equals(Bytes.utf8("b")));
    }
  }

  @Test
  void stopsWithinSecondsWhateverItWaitsFor() {
    Replica replica =
        link.start("one", Map.of("scope.profile", "everything", "leader.ttl-seconds", "300"));
    await(replica, Status::sound);
    link.sourceEtcd.stop();

    assertTimeoutPreemptively(Duration.ofSeconds(60), replica::close);
    assertThat(link.target.get(KEYS.leader())).isEmpty();
  }
}
