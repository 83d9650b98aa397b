package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.util.List;
import org.junit.jupiter.api.Test;

class Ipv6EndpointTest {

  private static final Bytes KEY = Bytes.utf8("/registry/a");

  @Test
  void anEtcdIsReachedByItsIpv6Address() {
    String endpoint = "http://[::1]:" + FreePorts.find(1).getFirst();
    EtcdOptions options = EtcdOptions.standard().argument("--listen-client-urls=" + endpoint);
    try (EtcdProcess process = EtcdProcess.start(options);
        GrpcEtcd etcd = GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(endpoint)))) {
      assertThat(process.isRunning()).isTrue();
      Txn put = new Txn(List.of(), List.of(Txn.put(KEY, Bytes.utf8("a"))));

      assertThat(etcd.txn(put).await()).isInstanceOf(TxnOutcome.Committed.class);
      assertThat(etcd.get(List.of(KEY), 0).await().keys()).containsOnlyKeys(KEY);
    }
  }
}
