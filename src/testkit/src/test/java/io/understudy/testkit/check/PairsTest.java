package io.understudy.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckContext;
import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckLimits;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.Checker;
import io.understudy.core.check.DifferenceSink;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which revisions of the two sides belong together, and when a comparison waits for them. */
class PairsTest {

  private static final CheckLimits LIMITS =
      new CheckLimits(100, 100_000, 100, 3, 3, Duration.ofMillis(1), 100, 1_572_864);

  private static final DifferenceSink ANY =
      new DifferenceSink() {
        @Override
        public void found(CheckDifference difference) {}

        @Override
        public void startOver() {}
      };

  private final CheckWorld world = new CheckWorld(new SplittableRandom(1));

  @Test
  void whatAMemberSaysOfItselfMayBeBehindTheWatermark() {
    Checker checker = checker(late(world.sourceEtcd()));

    assertThat(checker.check(CheckMode.USUAL, ANY).watermark()).isEqualTo(world.source.revision());
  }

  @Test
  void whatIsBetweenTheTwoPartsOfARevisionIsWaitedOut() {
    beBetweenParts();
    StillTime time = new StillTime();
    int[] pauses = {0};
    Timing waiting =
        timing(
            time,
            () -> {
              if (++pauses[0] == 2) {
                world.claim();
              }
            });

    Checker checker = checker(world.sourceEtcd(), waiting);

    assertThat(checker.check(CheckMode.USUAL, ANY).watermark()).isEqualTo(world.source.revision());
    assertThat(pauses[0]).isEqualTo(2);
  }

  @Test
  void whatStaysBetweenTheTwoPartsOfARevisionIsNotWaitedForForever() {
    beBetweenParts();

    assertThatExceptionOfType(CannotTellException.class)
        .isThrownBy(() -> checker(world.sourceEtcd()).check(CheckMode.USUAL, ANY))
        .withMessageContaining("between the parts")
        .matches(CannotTellException::passes, "passes");
  }

  @Test
  void aSourceWhoseNewestRevisionIsBehindTheWatermarkWasRestored() {
    CheckWorld earlier = new CheckWorld(new SplittableRandom(2));
    while (world.source.revision() <= earlier.source.revision()) {
      world.change();
    }
    world.claim();

    assertThatExceptionOfType(CannotTellException.class)
        .isThrownBy(() -> checker(earlier.sourceEtcd()).check(CheckMode.USUAL, ANY))
        .withMessageContaining("restored");
  }

  private void beBetweenParts() {
    KeyValue stored =
        world.target.snapshot(world.target.revision()).get(CheckWorld.KEYS.checkpoint());
    Checkpoint between = Checkpoint.fromJson(stored.value()).inParts(true);
    world.target.apply(
        new Txn(List.of(), List.of(Txn.put(CheckWorld.KEYS.checkpoint(), between.toJson()))));
  }

  private Checker checker(Etcd source) {
    return checker(source, new StillTime());
  }

  private Checker checker(Etcd source, Timing timing) {
    return new Checker(
        new CheckContext(
            source,
            world.targetEtcd(),
            CheckWorld.KEYS,
            Classifier.of(CheckWorld.RULES),
            LIMITS,
            timing),
        Duration.ofHours(1));
  }

  /** A clock at whose every pause something happens. */
  private static Timing timing(StillTime time, Runnable atPause) {
    return new Timing() {
      @Override
      public Instant now() {
        return time.now();
      }

      @Override
      public long nanos() {
        return time.nanos();
      }

      @Override
      public void pause(Duration duration) {
        time.pause(duration);
        atPause.run();
      }

      @Override
      public double chance() {
        return time.chance();
      }
    };
  }

  /** Its reads wait for the newest revision, its status does not. */
  private static Etcd late(Etcd etcd) {
    return (Etcd)
        Proxy.newProxyInstance(
            Etcd.class.getClassLoader(),
            new Class<?>[] {Etcd.class},
            (proxy, method, arguments) ->
                method.getName().equals("askStatus")
                    ? new Late(etcd.status())
                    : call(etcd, method, arguments));
  }

  private static Object call(Etcd etcd, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(etcd, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private record Late(EtcdStatus newest) implements Pending<EtcdStatus> {

    @Override
    public EtcdStatus await() {
      return newest.at(newest.revision() - 1);
    }

    @Override
    public boolean isDone() {
      return true;
    }
  }
}
