package io.understudy.core.readiness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An {@link Outcome} in the making: the worst that was found is the result, gives the summary, and
 * comes first in the evidence.
 */
final class Draft {

  /** Lines of evidence of one precheck; more are counted. */
  static final int EVIDENCE_MAX = 20;

  private final Precheck check;
  private final Map<Result, List<String>> evidence = new EnumMap<>(Result.class);
  private final Set<String> remedies = new LinkedHashSet<>();
  private Result worst = Result.PASS;
  private int seenLines;

  Draft(Precheck check) {
    this.check = check;
  }

  Draft pass(String seen) {
    return add(Result.PASS, seen, "");
  }

  Draft warn(String seen, String remedy) {
    return add(Result.WARN, seen, remedy);
  }

  Draft fail(String seen, String remedy) {
    return add(Result.FAIL, seen, remedy);
  }

  Draft unknown(String why, String remedy) {
    return add(Result.UNKNOWN, why, remedy);
  }

  private Draft add(Result result, String seen, String remedy) {
    seenLines++;
    List<String> alike = evidence.computeIfAbsent(result, kind -> new ArrayList<>());
    if (alike.size() < EVIDENCE_MAX) {
      alike.add(seen);
    }
    if (!remedy.isEmpty()) {
      remedies.add(remedy);
    }
    if (result.compareTo(worst) > 0) {
      worst = result;
    }
    return this;
  }

  /** With the first line of the worst kind as the summary. */
  Outcome done() {
    return done(first());
  }

  /**
   * @param passed the summary if all is well
   */
  Outcome done(String passed) {
    List<String> lines = new ArrayList<>();
    evidence.keySet().stream()
        .sorted(Comparator.reverseOrder())
        .forEach(result -> lines.addAll(evidence.getOrDefault(result, List.of())));
    List<String> shown = new ArrayList<>(lines.subList(0, Math.min(lines.size(), EVIDENCE_MAX)));
    if (seenLines > shown.size()) {
      shown.add("and " + (seenLines - shown.size()) + " more");
    }
    String summary = worst == Result.PASS ? passed : first();
    return new Outcome(check, worst, summary, shown, String.join(" ", remedies));
  }

  private String first() {
    List<String> lines = evidence.getOrDefault(worst, List.of());
    return lines.isEmpty() ? "" : lines.getFirst();
  }
}
