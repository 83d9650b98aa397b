package io.understudy.testkit;

import io.understudy.core.port.Etcd;
import java.time.Duration;

class ModelEtcdContractTest extends EtcdContract {

  private final ModelEtcd etcd = new ModelEtcd(new ModelStore(1));

  @Override
  public Etcd etcd() {
    return etcd;
  }

  @Override
  public void compact(long revision) {
    etcd.compact(revision);
  }

  @Override
  public void passTime() {
    etcd.advance(Duration.ofMillis(500));
  }
}
