package io.understudy.monitor.check;

import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.explain.Cause;
import io.understudy.core.explain.CauseCounts;
import io.understudy.core.explain.Difference;
import io.understudy.core.explain.Explainer;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.monitor.Ends;
import io.understudy.monitor.check.Explanations.Explained;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Looks for the causes of differences that make the sides inconsistent, the first of each kind, as
 * long as there is time: a cause may take many small reads. Each kind gets its share.
 */
final class Explaining {

  private static final int MAX_GROUPS = 200;

  private final Ends ends;
  private final ControlKeys keys;
  private final Classifier classifier;
  private final long targetMaxRequestBytes;
  private final int most;
  private final Duration patience;
  private final LongSupplier nanos;

  /**
   * @param most differences whose cause is looked for
   * @param patience after which no further one is
   * @param nanos a clock that never jumps
   */
  Explaining(
      Ends ends,
      ControlKeys keys,
      Classifier classifier,
      long targetMaxRequestBytes,
      int most,
      Duration patience,
      LongSupplier nanos) {
    this.ends = ends;
    this.keys = keys;
    this.classifier = classifier;
    this.targetMaxRequestBytes = targetMaxRequestBytes;
    this.most = most;
    this.patience = patience;
    this.nanos = nanos;
  }

  /** Never throws for an etcd that does not answer: what is not known then says so. */
  Explanations explain(CheckResult result, Spool spool) {
    Looking looking = new Looking(result);
    try {
      List<DifferenceKind> kinds = kinds(result);
      for (int i = 0; i < kinds.size(); i++) {
        looking.nextShare(kinds.size() - i);
        spool.read(kinds.get(i), looking::look);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("differences cannot be read back", failure);
    }
    return new Explanations(
        looking.explained,
        looking.counts.groups(),
        looking.counts.ungrouped(),
        looking.notLookedFor);
  }

  /** Those that count; also what is usually no fault, where rules make it one. */
  private static List<DifferenceKind> kinds(CheckResult result) {
    return Arrays.stream(DifferenceKind.values()).filter(kind -> result.failing(kind) > 0).toList();
  }

  private final class Looking {

    private final CheckResult result;
    private final TargetLimit limit = new TargetLimit(targetMaxRequestBytes);
    private final Explainer explainer =
        new Explainer(ends.source(), ends.target(), keys, classifier, limit);
    private final List<Explained> explained = new ArrayList<>();
    private final CauseCounts counts = new CauseCounts(MAX_GROUPS);
    private final long end = nanos.getAsLong() + patience.toNanos();
    private long notLookedFor;
    private int mayLookAt;
    private long mayLookUntil;

    Looking(CheckResult result) {
      this.result = result;
    }

    /** What is left is shared among so many kinds. */
    void nextShare(int kinds) {
      mayLookAt = explained.size() + (most - explained.size() + kinds - 1) / kinds;
      long now = nanos.getAsLong();
      mayLookUntil = now + Math.max(0, end - now) / kinds;
    }

    void look(CheckDifference difference) {
      if (!difference.fails()) {
        return;
      }
      if (explained.size() >= mayLookAt || nanos.getAsLong() - mayLookUntil > 0) {
        notLookedFor++;
        return;
      }
      Cause cause = cause(difference);
      explained.add(new Explained(difference, cause));
      counts.add(difference.key(), cause);
    }

    /** The mirror may have learnt that the target takes less than it is configured to. */
    private Cause blocked(Difference read) {
      KeyValue wanted = read.source();
      long bytes = wanted == null ? 0 : wanted.value().length();
      return new Cause.Blocked(bytes, Math.min(limit.objectMaxBytes(), Math.max(0, bytes - 1)));
    }

    private Cause cause(CheckDifference difference) {
      try {
        Difference read =
            explainer.read(
                difference.key(),
                kind(difference.kind()),
                difference.parked(),
                result.watermark(),
                result.targetRevision());
        return difference.kind() == DifferenceKind.BLOCKED
            ? blocked(read)
            : explainer.explain(read);
      } catch (EtcdException e) {
        return new Cause.Unknown(
            List.of("its values cannot be read any more (" + e.kind() + "): " + e.getMessage()));
      }
    }
  }

  private static Difference.Kind kind(DifferenceKind kind) {
    return switch (kind) {
      case MISSED, BLOCKED -> Difference.Kind.MISSED;
      case SURPLUS -> Difference.Kind.SURPLUS;
      default -> Difference.Kind.DIFFERENT;
    };
  }
}
