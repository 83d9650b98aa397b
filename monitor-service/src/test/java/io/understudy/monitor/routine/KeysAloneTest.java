package io.understudy.monitor.routine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.understudy.core.check.CheckBook;
import io.understudy.core.check.CheckDesk;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.ControlKeys;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdProcess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A check of keys alone tells of keys; what one of values found, or proved, stands beside it. */
class KeysAloneTest {

  private static EtcdProcess etcd;
  private static GrpcEtcd target;

  @BeforeAll
  static void startEtcd() {
    etcd = EtcdProcess.start();
    target = GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(etcd.endpoint())));
  }

  @AfterAll
  static void stopEtcd() {
    target.close();
    etcd.close();
  }

  /** What the metrics say after these checks, the oldest first. */
  private static SimpleMeterRegistry after(String link, CheckRecord... checks) {
    ControlKeys keys = new ControlKeys(link);
    CheckDesk desk = new CheckDesk(target, keys, InstantSource.system());
    for (CheckRecord check : checks) {
      desk.keep(check);
    }
    Board board = new Board(new CheckBook(target, keys));
    board.refresh();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new CheckMetrics(link, board, new CheckMeters(), Duration.ofMinutes(30)).bindTo(registry);
    return registry;
  }

  private static double value(SimpleMeterRegistry registry, String name) {
    return registry.get("understudy.check." + name).gauge().value();
  }

  private static CheckRecord found(long missed, long different) {
    return Records.inconsistent(new Counts(missed, 0, different, 0, 0, 0, 0, 0), CheckLists.NONE);
  }

  @Test
  void differentValuesStayDifferentAfterEqualKeys() {
    var metrics = after("equal-keys", found(2, 7), Records.ofKeysAlone(Records.consistent()));

    assertThat(value(metrics, "different.keys")).isEqualTo(7);
    assertThat(value(metrics, "missed.keys")).as("that is what it can tell").isZero();
    assertThat(value(metrics, "consistent")).isZero();
    assertThat(value(metrics, "last.success.timestamp.seconds")).isZero();
  }

  @Test
  void differentValuesStayDifferentAfterMissedKeys() {
    var metrics = after("missed-keys", found(0, 7), Records.ofKeysAlone(found(3, 0)));

    assertThat(value(metrics, "different.keys")).isEqualTo(7);
    assertThat(value(metrics, "missed.keys")).isEqualTo(3);
  }

  @Test
  void missedKeysEndWhatWasProven() {
    var metrics = after("proven", Records.consistent(), Records.ofKeysAlone(found(3, 0)));

    assertThat(value(metrics, "consistent")).isZero();
    assertThat(value(metrics, "last.success.timestamp.seconds"))
        .isEqualTo(Records.consistent().finishedAt().getEpochSecond());
  }

  @Test
  void equalKeysAloneProveNothing() {
    var metrics = after("nothing", Records.ofKeysAlone(Records.consistent()));

    assertThat(value(metrics, "consistent")).isNaN();
    assertThat(value(metrics, "different.keys")).isNaN();
    assertThat(value(metrics, "last.success.timestamp.seconds")).isZero();
  }
}
