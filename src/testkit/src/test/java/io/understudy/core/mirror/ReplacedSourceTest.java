package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Etcd;
import io.understudy.testkit.ModelStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/**
 * Another etcd answers for the source from some moment of a run on, and no watch tells: it is
 * refused all the same.
 */
class ReplacedSourceTest extends MirrorRunCase {

  private static final String KEPT = "/registry/configmaps/team/kept";
  private static final String OTHERS = "/registry/configmaps/team/others";

  private final ModelStore first = source.store();
  private final ModelStore other = new ModelStore(3);

  /** Asked of the target by the run that is looked at. */
  private int openings;

  @Test
  void betweenTheVerdictAndTheRunThatResumes() {
    mirrored();
    write(other, 20);
    connection = replacedAt("get", 2);
    assertRefused();
  }

  @Test
  void betweenTheVerdictAndTheRunThatComparesAll() {
    mirrored();
    compactedMeanwhile();
    write(other, 20);
    connection = replacedAt("get", 2);
    assertRefused();
  }

  @Test
  void betweenTheRunsFirstLookAndItsWatch() {
    mirrored();
    compactedMeanwhile();
    write(other, 20);
    connection = replacedAt("watch", 2);
    assertRefused();
  }

  /** One whose revision is the same has the stream look idle. */
  @Test
  void whileItTailsAnIdleSource() {
    mirrored();
    long before = first.revision();
    write(other, before + 1);

    End end =
        run(
            () -> {
              if (first.revision() == before) {
                put(first, KEPT, "tailed");
              }
              if (source.store() == first && tailsAt(before + 1)) {
                answeredBy(other);
              }
              return false;
            });

    assertThat(source.store()).isSameAs(other);
    assertThat(end).isInstanceOfSatisfying(End.Refused.class, ReplacedSourceTest::assertNamesBoth);
  }

  /** Some of it may be written by then, but the target is not called equal to anything. */
  @Test
  void whileAllIsCompared() {
    mirrored();
    compactedMeanwhile();
    write(other, 20);

    End end =
        run(
            () -> {
              if (isResyncing() && source.store() == first) {
                answeredBy(other);
              }
              return !isResyncing() && source.store() == other;
            });

    assertThat(end).isInstanceOfSatisfying(End.Refused.class, ReplacedSourceTest::assertNamesBoth);
    assertThat(isResyncing()).isTrue();
  }

  private boolean isResyncing() {
    return checkpoint().phase() == Checkpoint.Phase.RESYNC;
  }

  private void mirrored() {
    put(first, KEPT, "1");
    assertThat(run(() -> tailsAt(first.revision()))).isInstanceOf(End.Stopped.class);
  }

  private void compactedMeanwhile() {
    put(first, KEPT, "2");
    put(first, KEPT, "3");
    first.compact(first.revision());
  }

  private static void write(ModelStore store, long upTo) {
    while (store.revision() < upTo) {
      put(store, OTHERS, "at " + store.revision());
    }
  }

  private void assertRefused() {
    assertThat(run(() -> has(OTHERS)))
        .isInstanceOfSatisfying(End.Refused.class, ReplacedSourceTest::assertNamesBoth);
    assertThat(has(OTHERS)).isFalse();
    assertThat(has(KEPT)).isTrue();
    assertThat(source.store()).isSameAs(other);
  }

  private static void assertNamesBoth(End.Refused refused) {
    assertThat(refused.why()).contains("the source's cluster id is 3", "was mirrored from 1");
  }

  /** The target, at whose first such call after the nth look at the control records it happens. */
  private Etcd replacedAt(String call, int nth) {
    Etcd behind = connection;
    return (Etcd)
        Proxy.newProxyInstance(
            Etcd.class.getClassLoader(),
            new Class<?>[] {Etcd.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("get")
                  && ((Collection<?>) arguments[0]).contains(KEYS.checkpoint())) {
                openings++;
              }
              if (openings >= nth && method.getName().equals(call) && source.store() == first) {
                replaceSource(other);
              }
              try {
                return method.invoke(behind, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
