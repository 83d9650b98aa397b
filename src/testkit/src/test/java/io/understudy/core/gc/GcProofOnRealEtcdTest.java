package io.understudy.core.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Txn;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.sample.SampleRegistry;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GcProofOnRealEtcdTest extends GcProofCase {

  private static EtcdProcess process;
  private static IndependentClient client;
  private static GrpcEtcd etcd;

  @BeforeAll
  static void start() {
    process = EtcdProcess.start();
    client = process.client();
    etcd = GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(process.endpoint())));
  }

  @AfterAll
  static void stop() {
    etcd.close();
    client.close();
    process.close();
  }

  @Override
  Etcd etcd() {
    return etcd;
  }

  @Override
  void compact(long revision) {
    client.compact(revision);
  }

  /** Every owner of it goes, so that all that names one must be found, and nothing else. */
  @Test
  void ofASampleRegistryWithoutTheCustomResourcesAllThatHungOnThemIsFound() {
    List<Txn.Write.Put> objects = SampleRegistry.of(11, 4).objects();
    for (Txn.Write.Put put : objects) {
      client.put(put.key(), put.value());
    }
    assertThat(prove().now().isSafe()).isTrue();
    Set<String> gone =
        objects.stream()
            .filter(put -> put.key().utf8().startsWith("/registry/apps.example.io/"))
            .peek(put -> client.delete(put.key()))
            .map(put -> header(put.value()).uid())
            .collect(Collectors.toSet());
    Set<Bytes> orphans =
        objects.stream()
            .filter(put -> !put.key().utf8().startsWith("/registry/apps.example.io/"))
            .filter(
                put ->
                    header(put.value()).owners().stream()
                        .anyMatch(owner -> gone.contains(owner.uid())))
            .map(Txn.Write.Put::key)
            .collect(Collectors.toSet());
    GcReport report = prove(etcd, LIMITS.withMaxFindings(10_000));
    assertThat(orphans).isNotEmpty();
    assertThat(report.now().findings())
        .extracting(GcReport.Finding::key)
        .containsExactlyInAnyOrderElementsOf(orphans);
  }
}
