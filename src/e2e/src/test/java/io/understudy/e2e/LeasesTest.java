package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that hang on a lease of the source. */
class LeasesTest {

  private static final Bytes EVENT = Bytes.utf8("/registry/events/team-a/something.1");
  private static final long TTL_SECONDS = 600;

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void aColdStandbyGetsThemWithALeaseOfTheTimeThatRemains() {
    putWithLease();
    try (RunningMirror mirror = etcds.mirror(TwoEtcds.profile("everything"));
        GrpcEtcd target = connect(etcds.targetProcess().endpoint())) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
      KeyValue copy = target.get(List.of(EVENT), 0).await().keys().get(EVENT);

      assertThat(copy).isNotNull();
      assertThat(copy.lease()).isNotZero();
      assertThat(target.leaseSecondsLeft(copy.lease())).isBetween(1L, TTL_SECONDS + 2);
    }
  }

  @Test
  void aLiveStandbyGetsNone() {
    putWithLease();
    try (RunningMirror mirror = etcds.mirror(TwoEtcds.profile("acp-global"))) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();

      assertThat(etcds.targetHas(EVENT)).isFalse();
    }
  }

  private void putWithLease() {
    try (GrpcEtcd source = connect(etcds.sourceProcess().endpoint())) {
      Txn.Write put =
          new Txn.Write.Put(EVENT, Bytes.utf8("an event"), source.grantLease(TTL_SECONDS));
      source.txn(new Txn(List.of(), List.of(put))).await();
    }
  }

  private static GrpcEtcd connect(String endpoint) {
    return GrpcEtcd.connect(EtcdEndpoint.of("test", List.of(endpoint)));
  }
}
