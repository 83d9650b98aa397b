package io.understudy.testkit;

import io.understudy.core.port.Etcd;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The results of checks in a real etcd. */
class ChecksEtcdTest extends CheckTurnsContract {

  private static EtcdProcess process;
  private static GrpcEtcd etcd;

  @BeforeAll
  static void start() {
    process = EtcdProcess.start();
    etcd = GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(process.endpoint())));
  }

  @AfterAll
  static void stop() {
    etcd.close();
    process.close();
  }

  @Override
  Etcd etcd() {
    return etcd;
  }

  /** Passes by itself. */
  @Override
  void passTime() {}
}
