package io.understudy.monitor.readiness;

import io.understudy.core.gc.GcReport;
import io.understudy.core.gc.GcReport.Answer;
import io.understudy.core.gc.GcReport.Finding;
import io.understudy.core.gc.GcVerdict;
import io.understudy.core.readiness.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Of a GC-safety proof, what readiness judges: the worse of now and after an unpark. */
final class GcFacts {

  private static final int EXAMPLES = 10;

  private GcFacts() {}

  static Facts.GcSafety of(GcReport report, Instant at) {
    return new Facts.GcSafety(
        at,
        most(report, GcVerdict.DELETED),
        most(report, GcVerdict.PATCHED),
        most(report, GcVerdict.STAYS_PARKED),
        Math.max(report.now().otherUid(), report.afterUnpark().otherUid()),
        Math.max(open(report.now()), open(report.afterUnpark())),
        examples(report));
  }

  private static long most(GcReport report, GcVerdict verdict) {
    return Math.max(report.now().count(verdict), report.afterUnpark().count(verdict));
  }

  private static long open(Answer answer) {
    long open = 0;
    for (GcVerdict verdict : GcVerdict.values()) {
      open += verdict.isOpen() ? answer.count(verdict) : 0;
    }
    return open;
  }

  private static List<String> examples(GcReport report) {
    Set<String> examples = new LinkedHashSet<>();
    for (Answer answer : List.of(report.now(), report.afterUnpark())) {
      for (Finding finding : answer.findings()) {
        if (examples.size() < EXAMPLES && finding.verdict().isUnsafe()) {
          examples.add(finding.verdict().text() + ": " + finding.key().utf8());
        }
      }
    }
    return new ArrayList<>(examples);
  }
}
