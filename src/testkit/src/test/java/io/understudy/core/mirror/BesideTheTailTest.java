package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Pending;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the tail does with the target beside its data must not hold the data up. */
class BesideTheTailTest {

  private static final ControlKeys KEYS = new ControlKeys("global");

  private final HandClock clock = new HandClock();
  private final List<String> retried = new ArrayList<>();

  @Test
  void aWatchOfTheTargetThatBreaksIsOpenedAnewAfterGrowingPauses() {
    ModelEtcd target = new ModelEtcd(new ModelStore(2));
    target.close();
    Rules rules = Rules.profile("everything", Rules.Options.DEFAULT);
    DriftLog log = new DriftLog(Classifier.of(rules), KEYS, 0, Set.of(), 1);
    DriftReader reader = new DriftReader(context(target), log);
    long pause = Limits.defaults().retryPause().toNanos();

    pollOften(reader);
    assertThat(retried).hasSize(1);
    clock.nanos += pause;
    pollOften(reader);
    assertThat(retried).hasSize(2);
    clock.nanos += pause;
    pollOften(reader);
    assertThat(retried).hasSize(2);
    clock.nanos += pause;
    pollOften(reader);
    assertThat(retried).hasSize(3);
    assertThat(clock.paused).isZero();
  }

  @Test
  void theStatusOfTheTargetIsNotWaitedForAndNothingIsSentWithoutIt() {
    List<String> calls = new ArrayList<>();
    Etcd target =
        (Etcd)
            Proxy.newProxyInstance(
                Etcd.class.getClassLoader(),
                new Class<?>[] {Etcd.class},
                (proxy, method, arguments) -> {
                  calls.add(method.getName());
                  return new NeverDone();
                });
    RevisionLead lead = new RevisionLead(context(target), () -> 0);

    for (int i = 0; i < 100; i++) {
      clock.nanos += Duration.ofSeconds(1).toNanos();
      lead.makeSome(1_000, 1);
    }

    assertThat(calls).containsExactly("askStatus");
  }

  private void pollOften(DriftReader reader) {
    for (int i = 0; i < 100; i++) {
      reader.poll(new RegistryIndex(true), 0);
    }
  }

  private RunContext context(Etcd target) {
    MirrorObserver observer =
        (MirrorObserver)
            Proxy.newProxyInstance(
                MirrorObserver.class.getClassLoader(),
                new Class<?>[] {MirrorObserver.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("retried")) {
                    retried.add(String.valueOf(arguments[0]));
                  }
                  return null;
                });
    Limits limits = Limits.defaults().lead(new LeadLimits(1_000, 50));
    return new RunContext(
        null, target, KEYS, null, Prune.NONE, limits, null, clock, observer, null);
  }

  private static final class NeverDone implements Pending<Object> {
    @Override
    public Object await() {
      throw new AssertionError("waited for");
    }

    @Override
    public boolean isDone() {
      return false;
    }
  }

  private static final class HandClock implements Timing {
    private long nanos;
    private long paused;

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {
      paused += duration.toNanos();
    }
  }
}
