package io.understudy.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.mirror.Leadership;
import io.understudy.core.port.Etcd;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest extends LoopCase {

  @Test
  void aDefectCostsOneRenewalAndIsTold() {
    AtomicInteger renewals = new AtomicInteger();
    Etcd first =
        proxy(
            Etcd.class,
            (proxy, method, arguments) -> {
              if (method.getName().equals("keepLeaseAlive") && renewals.incrementAndGet() == 1) {
                throw new IllegalStateException("a defect");
              }
              return call(target, method, arguments);
            });
    Leadership leadership = new Leadership(first, KEYS, "one", 60, stop);
    assertThat(leadership.attempt()).isInstanceOf(Leadership.Attempt.Leading.class);

    Thread.ofPlatform()
        .daemon()
        .start(new LeaseKeeper(leadership, Duration.ofMillis(4), stop, observer()));

    Awaitility.await().until(() -> renewals.get() > 2);
    awaitTold("retried [renewal of the leader lease, a defect", 1);
  }
}
