package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.CheckContext;
import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckLimits;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.Checker;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.check.DifferenceSink;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.scope.Classifier;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Comparisons of two real etcds, over connections of their own. */
final class Checks implements AutoCloseable {

  static final CheckLimits LIMITS = limits(1_000, 5);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration FULL_EVERY = Duration.ofHours(1);

  private final GrpcEtcd source;
  private final GrpcEtcd target;
  private final Classifier classifier;

  /**
   * What one comparison told.
   *
   * @param lines of {@code differences}, see {@link #line}
   */
  record Outcome(CheckResult result, List<CheckDifference> differences, List<String> lines) {}

  Checks(TwoEtcds etcds, Classifier classifier) {
    this(etcds, classifier, RunningMirror.Access.PLAIN);
  }

  Checks(TwoEtcds etcds, Classifier classifier, RunningMirror.Access access) {
    this.source =
        GrpcEtcd.connect(
            access.toSource().apply(endpoint("source", etcds.sourceProcess().endpoint())));
    this.target =
        GrpcEtcd.connect(
            access.toTarget().apply(endpoint("target", etcds.targetProcess().endpoint())));
    this.classifier = classifier;
  }

  static CheckLimits limits(int pageMaxKeys, int attempts) {
    return new CheckLimits(
        pageMaxKeys,
        4 << 20,
        100,
        attempts,
        5,
        Duration.ofMillis(100),
        10_000,
        TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
  }

  Etcd source() {
    return source;
  }

  Etcd target() {
    return target;
  }

  /** One that knows nothing yet. */
  Checker checker() {
    return checker(source, target, LIMITS);
  }

  /** One that finds no history, and so has to list keys to learn what moved. */
  Checker listing() {
    return checker(
        BetweenReads.withoutHistory(source), BetweenReads.withoutHistory(target), LIMITS);
  }

  Checker checker(Etcd from, Etcd to, CheckLimits limits) {
    return new Checker(
        new CheckContext(
            from,
            to,
            TwoEtcds.KEYS,
            classifier,
            limits,
            new RunningMirror.RealTime(new CountDownLatch(1))),
        FULL_EVERY);
  }

  static Outcome run(Checker checker) {
    return run(checker, CheckMode.USUAL);
  }

  /** Fails if what it counts is not what it tells. */
  static Outcome run(Checker checker, CheckMode request) {
    List<CheckDifference> found = new ArrayList<>();
    CheckResult result =
        checker.check(
            request,
            new DifferenceSink() {
              @Override
              public void found(CheckDifference difference) {
                found.add(difference);
              }

              @Override
              public void startOver() {
                found.clear();
              }
            });
    for (DifferenceKind kind : DifferenceKind.values()) {
      assertThat(result.count(kind))
          .as("%s of %s", kind, found)
          .isEqualTo(found.stream().filter(each -> each.kind() == kind).count());
    }
    assertThat(result.isConsistent())
        .isEqualTo(found.stream().noneMatch(each -> each.kind().isInconsistent()));
    List<String> lines =
        found.stream().map(each -> line(each.key(), each.kind(), each.parked())).sorted().toList();
    return new Outcome(result, List.copyOf(found), lines);
  }

  /** Key, kind, and where it is about the parked copy {@code parked}. */
  static String line(Bytes key, DifferenceKind kind, boolean parked) {
    return key + " " + kind.text() + (parked ? " parked" : "");
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }

  private static EtcdEndpoint endpoint(String name, String address) {
    return EtcdEndpoint.of(name, List.of(address)).withCallTimeout(CALL_TIMEOUT);
  }
}
