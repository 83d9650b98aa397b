package io.understudy.testkit.sim;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.RepairResult;
import io.understudy.core.mirror.Drift;
import io.understudy.core.mirror.Finding;
import io.understudy.core.mirror.MirrorObserver;
import io.understudy.core.ownership.RuleCount;
import io.understudy.core.port.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What happened in a simulated life. */
final class Tally implements MirrorObserver {

  int crashes;
  int freezes;
  int cuts;
  int ruleChanges;
  int compactions;
  int targetCompactions;
  int terms;
  int failedCalls;
  int soundRuns;
  int commits;
  int fenced;
  int holes;
  int provenRuns;
  int drift;
  int retries;
  int repairs;
  final Map<String, Integer> repaired = new TreeMap<>();
  final Map<String, Integer> phases = new TreeMap<>();
  final Map<String, Integer> ends = new TreeMap<>();

  @Override
  public void phase(Checkpoint checkpoint, String why) {
    phases.merge(checkpoint.phase().name(), 1, Integer::sum);
  }

  @Override
  public void warnings(List<Finding.Warning> warnings) {}

  @Override
  public void preflight(long keys, long ofAbout) {}

  @Override
  public void progress(long keys, long ofAbout) {}

  @Override
  public void committed(
      Checkpoint checkpoint, long targetRevision, int revisions, int writes, long bytes) {
    commits++;
  }

  @Override
  public void fenced(String why) {
    fenced++;
  }

  @Override
  public void retried(String what, String why) {
    retries++;
  }

  @Override
  public void hole(long expected, long got) {
    holes++;
  }

  @Override
  public void continuity(boolean proven) {
    provenRuns += proven ? 1 : 0;
  }

  @Override
  public void foreign(long count, List<Bytes> examples) {}

  @Override
  public void drift(Drift write) {
    drift++;
  }

  @Override
  public void sound(long repaired) {
    soundRuns++;
  }

  @Override
  public void repaired(String id, RepairResult result) {
    repairs++;
    result.counts().forEach((outcome, keys) -> repaired.merge(outcome.text(), keys, Integer::sum));
  }

  @Override
  public void applied(Duration latency) {}

  @Override
  public void objects(List<RuleCount> byRule) {}

  @Override
  public void placements(long mirrored, long parked, long leftOut, long unparsable) {}

  @Override
  public void encrypted(long orderUnproven, long undecryptable) {}

  @Override
  public String toString() {
    return "crashes "
        + crashes
        + ", freezes "
        + freezes
        + ", cuts "
        + cuts
        + ", rule changes "
        + ruleChanges
        + ", compactions "
        + compactions
        + ", terms "
        + terms
        + ", commits "
        + commits
        + ", fenced "
        + fenced
        + ", holes "
        + holes
        + ", drift "
        + drift
        + ", retries "
        + retries
        + ", repairs "
        + repairs
        + " "
        + repaired
        + ", sound "
        + soundRuns
        + ", phases "
        + phases
        + ", ends "
        + ends;
  }
}
