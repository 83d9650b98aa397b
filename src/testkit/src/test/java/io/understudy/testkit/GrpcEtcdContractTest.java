package io.understudy.testkit;

import io.understudy.core.port.Etcd;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The adapter against a real etcd. */
class GrpcEtcdContractTest extends EtcdContract {

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
  public Etcd etcd() {
    return etcd;
  }

  @Override
  public void compact(long revision) {
    client.compact(revision);
  }

  /** Passes by itself. */
  @Override
  public void passTime() {}
}
