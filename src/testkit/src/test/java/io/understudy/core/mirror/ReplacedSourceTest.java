package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Revision;
import io.understudy.testkit.ModelStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Nothing of it is written, whether it holds more than the first or lacks what that held. */
  @Test
  void whileAllIsCompared() {
    mirrored();
    compactedMeanwhile();
    write(other, 20);
    beforeSource =
        call -> {
          if (call.equals("range") && isResyncing() && source.store() == first) {
            answeredBy(other);
          }
        };

    assertRefused();

    assertThat(isResyncing()).isTrue();
  }

  /**
   * Its name flips to the other and back while the watch of the first lives on.
   *
   * @param read that is answered by the other while all is compared
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void forAMomentWhileAllIsCompared(int read) {
    mirrored();
    compactedMeanwhile();
    write(other, 20);
    int[] reads = {0};
    beforeSource =
        call -> {
          if (call.equals("range") && isResyncing() && ++reads[0] == read) {
            answeredBy(other);
          } else if (source.store() == other) {
            answeredBy(first);
          }
        };

    assertThat(run(() -> has(OTHERS) || tailsAt(first.revision()))).isInstanceOf(End.Stopped.class);

    assertThat(reads[0]).isGreaterThanOrEqualTo(read);
    assertThat(target.history().stream().flatMap(revision -> revision.changes().stream()))
        .noneMatch(change -> change.key().equals(Bytes.utf8(OTHERS)))
        .noneMatch(
            change ->
                change instanceof Revision.Change.Delete && change.key().equals(Bytes.utf8(KEPT)));
    assertThat(has(KEPT)).isTrue();
  }

  @Test
  void aResyncThatWasAskedForOfAnotherIsNotRunWithThis() {
    mirrored();
    int[] looks = {0};

    End end =
        run(
            () -> {
              if (looks[0]++ == 5) {
                put(target, KEYS.resyncRequest().utf8(), askedOf(3));
              }
              return looks[0] > 5 && !has(KEYS.resyncRequest().utf8()) || isResyncing();
            });

    assertThat(end).isInstanceOf(End.Stopped.class);
    assertThat(isResyncing()).isFalse();
    assertThat(has(KEYS.resyncRequest().utf8())).isFalse();
  }

  @Test
  void aResyncThatWasAskedForOfTheFirstIsNotRunWithTheOther() {
    mirrored();
    write(other, 20);
    put(target, KEYS.resyncRequest().utf8(), askedOf(1));
    answeredBy(other);

    assertRefused();
  }

  @Test
  void aResyncThatWasAskedForOfTheOtherIsRun() {
    mirrored();
    write(other, 20);
    put(target, KEYS.resyncRequest().utf8(), askedOf(3));
    answeredBy(other);

    assertThat(run(() -> has(OTHERS) && tailsAt(other.revision()))).isInstanceOf(End.Stopped.class);
    assertThat(has(KEPT)).isFalse();
  }

  private static String askedOf(long clusterId) {
    return new ResyncRequest(0, clusterId).toJson(Instant.EPOCH).utf8();
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
