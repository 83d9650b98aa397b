package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Carries out one plan from its beginning to its verdict. */
final class ChaosRunner {

  private final Path folder;
  private final Timeline timeline = new Timeline();

  /**
   * @param folder that exists, for the logs of all processes and for what is known of a failure
   */
  ChaosRunner(Path folder) {
    this.folder = folder;
  }

  ChaosOutcome run(ChaosPlan plan) throws InterruptedException {
    try (ChaosSites sites = ChaosSites.start(folder);
        ChaosTraffic traffic = new ChaosTraffic(sites, plan)) {
      AfterTheHeal after = new AfterTheHeal(sites);
      traffic.begin();
      List<String> violations = new ArrayList<>(after.lag());
      timeline.say("equal for the first time");
      traffic.start();
      new ChaosFaults(sites, timeline).carryOut(plan);
      traffic.stop();
      timeline.say("healed");
      violations.addAll(after.lag());
      timeline.say("caught up");
      violations.addAll(after.services(traffic.standbyOwn().size()));
      timeline.say("checked by the services");
      ChaosRecord run = record(sites, traffic, traffic.standbyOwn());
      ChaosVerdict verdict = ChaosVerdict.of(run);
      violations.addAll(verdict.violations());
      timeline.say("%d writes checked".formatted(verdict.writesChecked()));
      ChaosOutcome outcome =
          new ChaosOutcome(plan, timeline.faults(), verdict.writesChecked(), violations);
      keep(sites, run, outcome);
      return outcome;
    }
  }

  static ChaosRecord record(ChaosSites sites, ChaosTraffic traffic, Map<Bytes, Bytes> standbyOwn) {
    return new ChaosRecord(
        ChaosSites.RULES,
        ChaosSites.KEYS,
        sites.source().history(),
        sites.target().history(),
        traffic.acknowledged(),
        standbyOwn);
  }

  private void keep(ChaosSites sites, ChaosRecord run, ChaosOutcome outcome) {
    ChaosFolder files = new ChaosFolder(folder);
    files.write("plan.txt", outcome.plan().text());
    files.write("timeline.txt", timeline.text());
    if (!outcome.passed()) {
      files.write("violations.txt", String.join("\n", outcome.violations()) + "\n");
      files.write("source-history.txt", run.source());
      files.write("target-history.txt", run.target());
      sites.keepEtcdLogs();
    }
  }
}
