package io.understudy.failover.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.EntryJson;
import io.understudy.core.failover.RunBook;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.ForwardingEtcd;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.service.api.Turnstile;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who lists all operations while this site's etcd takes its time. */
class ListersTest {

  private static final int SECONDS_MAX = 60;

  private final CountDownLatch inside = new CountDownLatch(Turnstile.LISTING);
  private final CountDownLatch answered = new CountDownLatch(1);

  /** Answers nobody until it is told to. */
  private final class TakesItsTime extends ForwardingEtcd {

    TakesItsTime() {
      super(new ModelEtcd(new ModelStore(1)));
    }

    @Override
    public Etcd pinnedTo(long clusterId) {
      throw new UnsupportedOperationException("this site's own is not pinned");
    }

    @Override
    public Pending<Page> range(RangeQuery query) {
      inside.countDown();
      awaited(answered);
      return behind().range(query);
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interruption);
    }
  }

  @Test
  void aFewMayWaitAndTheOthersAreTurnedAwayAtOnce() throws Exception {
    EntryJson json = new EntryJson(type -> Optional.empty());
    RunBook book =
        new RunBook(
            new TakesItsTime(),
            new ControlKeys("global"),
            json,
            new ServiceTiming(InstantSource.system(), new Random(1)));
    OperationsResource resource = new OperationsResource(null, book, null, InstantSource.system());
    List<Future<OperationsResource.Operations>> lists = new ArrayList<>();
    try (ExecutorService callers = Executors.newCachedThreadPool()) {
      for (int i = 0; i < Turnstile.LISTING; i++) {
        lists.add(callers.submit(resource::list));
      }
      awaited(inside);

      assertThatThrownBy(resource::list).isInstanceOf(Turnstile.FullException.class);

      answered.countDown();
    }
    for (Future<OperationsResource.Operations> list : lists) {
      assertThat(list.get().operations()).isEmpty();
    }
    assertThat(resource.list().operations()).as("there is room again").isEmpty();
  }
}
