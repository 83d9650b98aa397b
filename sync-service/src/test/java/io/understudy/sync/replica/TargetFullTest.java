package io.understudy.sync.replica;

import static io.understudy.sync.replica.TestLink.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.sync.status.Phase;
import io.understudy.sync.status.Status;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A target whose quota is used up on the way, and one that is too small from the start. */
class TargetFullTest {

  private static final int MIB = 1 << 20;
  private static final long QUOTA_BYTES = 16L * MIB;
  private static final int OBJECT_BYTES = 64 * 1024;

  /** More than the quota leaves free once it is {@link #fill filled}. */
  private static final int TOO_MANY = 100;

  private static final Rules RULES = Rules.profile("acp-global", Rules.Options.DEFAULT);

  /** Outside of what is mirrored. */
  private static final Bytes BALLAST = Bytes.utf8("/understudy/ballast");

  /**
   * An etcd holds its quota against what it had counted when it last wrote its database to disk, by
   * default a tenth of a second ago; what comes in between passes unseen. This one writes, and
   * counts, after every operation, so that when it is full does not depend on the machine.
   */
  private final TestLink link =
      new TestLink(
          EtcdOptions.standard().quotaBytes(QUOTA_BYTES).argument("--backend-batch-limit=1"));

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void inTheMiddleOfACopyItIsRefusedAndTheCopyGoesOnOnceThereIsSpace() {
    fill();
    objects("copied", TOO_MANY);
    try (Replica replica = link.start("one", Map.of())) {
      assertFullIsRefused(replica);
      makeSpace();
      await(replica, Status::sound);
      link.awaitEqual(RULES);
    }
  }

  @Test
  void whileTailingItIsRefusedAndTheTailGoesOnOnceThereIsSpace() {
    objects("copied", 10);
    fill();
    try (Replica replica = link.start("one", Map.of())) {
      await(replica, Status::sound);
      objects("tailed", TOO_MANY);
      assertFullIsRefused(replica);
      makeSpace();
      await(replica, Status::sound);
      link.awaitEqual(RULES);
      assertThat(replica.board().status().counters().resyncs().values()).containsOnly(0L);
    }
  }

  @Test
  void aNewReplicaSaysSoTooAlthoughItCannotEvenTakeTheLead() {
    objects("copied", 10);
    try (Replica replica = link.start("one", Map.of())) {
      await(replica, Status::sound);
      fill();
      objects("tailed", TOO_MANY);
      assertFullIsRefused(replica);
    }
    try (Replica replica = link.start("two", Map.of())) {
      assertFullIsRefused(replica);
      makeSpace();
      await(replica, Status::sound);
      link.awaitEqual(RULES);
    }
  }

  @Test
  void aFirstCopyThatDoesNotFitTheConfiguredQuotaIsNotBegun() {
    objects("copied", 25);
    awaitUse(link.sourceEtcd, 25L * OBJECT_BYTES);
    Map<String, String> small = Map.of("target.quota-bytes", Integer.toString(MIB));
    try (Replica replica = link.start("one", small)) {
      Status refused = await(replica, status -> status.phase() == Phase.REFUSED);

      assertThat(refused.lastRefusal().why()).contains("quota is too small for a first copy");
      assertThat(refused.lastRefusal().remedy()).contains("understudy.target.quota-bytes");
      assertThat(link.target.all(0).keySet())
          .containsExactlyInAnyOrder(TestLink.KEYS.term(), TestLink.KEYS.leader());
    }
  }

  private void assertFullIsRefused(Replica replica) {
    Status refused = await(replica, status -> status.phase() == Phase.REFUSED);

    assertThat(refused.lastRefusal().why()).contains("full");
    assertThat(refused.lastRefusal().remedy()).contains("alarm");
    assertThat(refused.sound()).isFalse();
  }

  private void objects(String name, int count) {
    for (int i = 0; i < count; i++) {
      Bytes key = Bytes.utf8("/registry/configmaps/team/" + name + "-" + i);
      link.source.put(key, Bytes.utf8("x".repeat(OBJECT_BYTES)));
    }
  }

  /** Leaves about a quarter of the quota, which {@link #TOO_MANY} objects do not fit into. */
  private void fill() {
    try (GrpcEtcd reader = reader(link.targetEtcd)) {
      while (reader.status().databaseInUseBytes() < QUOTA_BYTES * 3 / 4) {
        link.target.put(BALLAST, Bytes.utf8("b".repeat(OBJECT_BYTES)));
      }
    }
  }

  /** An etcd counts what it holds a moment later. */
  private static void awaitUse(EtcdProcess etcd, long bytes) {
    try (GrpcEtcd reader = reader(etcd)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> reader.status().databaseInUseBytes() >= bytes);
    }
  }

  private static GrpcEtcd reader(EtcdProcess etcd) {
    return GrpcEtcd.connect(EtcdEndpoint.of("use", List.of(etcd.endpoint())));
  }

  private void makeSpace() {
    link.target.delete(BALLAST);
    link.targetEtcd.makeSpace(link.target.revision());
  }
}
