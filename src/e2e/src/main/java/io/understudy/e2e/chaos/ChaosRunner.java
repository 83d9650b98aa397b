package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.e2e.chaos.ChaosPlan.Ending;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Carries out one plan from its beginning to its verdict. */
final class ChaosRunner {

  private final ChaosFolder files;
  private final Timeline timeline = new Timeline();

  /**
   * @param folder that exists, for the logs of all processes and for what is known of a failure
   */
  ChaosRunner(Path folder) {
    this.files = new ChaosFolder(folder);
  }

  /** What is done with sites that have just been started. */
  interface Course {
    ChaosOutcome run(ChaosSites sites, ChaosTraffic traffic) throws InterruptedException;
  }

  /** Does what is planned. */
  ChaosOutcome run(ChaosPlan plan) throws InterruptedException {
    return run(plan, (sites, traffic) -> run(plan, sites, traffic));
  }

  /**
   * What was planned and done is kept, and the histories of a run that does not pass.
   *
   * @param course instead of what is planned
   */
  ChaosOutcome run(ChaosPlan plan, Course course) throws InterruptedException {
    files.write("plan.txt", plan.text());
    try (ChaosSites sites = ChaosSites.start(files.path(), plan.tls());
        ChaosTraffic traffic = new ChaosTraffic(sites, plan)) {
      boolean passed = false;
      try {
        ChaosOutcome outcome = course.run(sites, traffic);
        passed = outcome.passed();
        files.write("violations.txt", String.join("\n", outcome.violations()) + "\n");
        return outcome;
      } finally {
        files.write("timeline.txt", timeline.text());
        if (!passed) {
          sites.keepEtcdLogs();
          sites.keepHistories();
        }
      }
    }
  }

  private ChaosOutcome run(ChaosPlan plan, ChaosSites sites, ChaosTraffic traffic)
      throws InterruptedException {
    AfterTheHeal after = new AfterTheHeal(sites);
    traffic.begin();
    List<String> violations = new ArrayList<>(after.lag());
    violations.addAll(after.firstCheck());
    timeline.say("equal for the first time");
    traffic.start();
    List<String> ofOperator = new ChaosFaults(sites, traffic, timeline).carryOut(plan);
    violations.addAll(ofOperator);
    if (plan.ending().promotes()) {
      traffic.fencedOff();
    }
    traffic.stop();
    timeline.say("healed");
    violations.addAll(
        plan.ending().promotes() ? after.promoted() : after.stays(traffic.standbyOwn().size()));
    timeline.say("checked by the services");
    ChaosVerdict verdict =
        ChaosVerdict.of(record(plan.ending(), sites, traffic, traffic.standbyOwn()));
    violations.addAll(verdict.violations());
    timeline.say("%d writes checked".formatted(verdict.writesChecked()));
    if (!plan.faults().isEmpty() && timeline.faults() == 0) {
      violations.add("NOTHING WRONG: not one fault could be done, so this proves nothing");
    }
    return new ChaosOutcome(plan, timeline.faults(), verdict.writesChecked(), violations);
  }

  static ChaosRecord record(
      Ending ending, ChaosSites sites, ChaosTraffic traffic, Map<Bytes, Bytes> standbyOwn) {
    return new ChaosRecord(
        ending,
        ChaosSites.RULES,
        ChaosSites.KEYS,
        sites
            .source()
            .formerLife()
            .map(history -> new ChaosRecord.FormerLife(history, traffic.formerly())),
        sites.source().history(),
        sites.target().history(),
        traffic.acknowledged(),
        standbyOwn);
  }
}
