package io.understudy.core.explain;

import io.understudy.core.port.Etcd;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class ExplainerOnRealEtcdsTest extends ExplainerCase {

  private static EtcdProcess sourceProcess;
  private static EtcdProcess targetProcess;
  private static IndependentClient sourceClient;
  private static IndependentClient targetClient;
  private static GrpcEtcd source;
  private static GrpcEtcd target;

  @BeforeAll
  static void start() {
    sourceProcess = EtcdProcess.start();
    targetProcess = EtcdProcess.start();
    sourceClient = sourceProcess.client();
    targetClient = targetProcess.client();
    source = GrpcEtcd.connect(EtcdEndpoint.of("source", List.of(sourceProcess.endpoint())));
    target = GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(targetProcess.endpoint())));
  }

  @AfterAll
  static void stop() {
    source.close();
    target.close();
    sourceClient.close();
    targetClient.close();
    sourceProcess.close();
    targetProcess.close();
  }

  /** And without a history, in which a test would find what the one before it did. */
  @BeforeEach
  void empty() {
    for (IndependentClient client : List.of(sourceClient, targetClient)) {
      client.all(0).keySet().forEach(client::delete);
      client.put("/other", "makes a revision");
      client.compact(client.revision());
    }
  }

  @Override
  Etcd source() {
    return source;
  }

  @Override
  Etcd target() {
    return target;
  }

  @Override
  void compactTarget(long revision) {
    targetClient.compact(revision);
  }
}
