package io.understudy.core.failover.mirror;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What monitor-service answers to "can I fail over now?", for one verb.
 *
 * @param at when its facts were gathered
 * @param blockers what forbids the verb
 * @param warnings what may go wrong all the same, or is not known
 */
public record Prechecks(Instant at, List<Found> blockers, List<Found> warnings) {

  public Prechecks {
    blockers = List.copyOf(blockers);
    warnings = List.copyOf(warnings);
  }

  /**
   * One precheck that is not clear.
   *
   * @param result PASS, WARN, FAIL, UNKNOWN
   * @param remedy empty if there is none
   */
  public record Found(String name, String result, String summary, String remedy) {

    public String text() {
      String said = name + " " + result + ": " + summary;
      return remedy.isEmpty() ? said : said + "; " + remedy;
    }
  }

  /**
   * @param against what forbids going on; empty if nothing does
   * @param noted what is known and let pass
   */
  public record Judgement(List<String> against, List<String> noted) {

    public Judgement {
      against = List.copyOf(against);
      noted = List.copyOf(noted);
    }
  }

  /**
   * @param ignored names of prechecks that somebody has decided not to be held up by
   * @param allowWarnings whether warnings let pass
   */
  public Judgement judge(Set<String> ignored, boolean allowWarnings) {
    List<String> against = new ArrayList<>();
    List<String> noted = new ArrayList<>();
    for (Found found : blockers) {
      if (ignored.contains(found.name())) {
        noted.add("ignored by the runbook: " + found.text());
      } else {
        against.add(found.text());
      }
    }
    for (Found found : warnings) {
      boolean passes = allowWarnings || ignored.contains(found.name());
      (passes ? noted : against).add(found.text());
    }
    return new Judgement(against, noted);
  }
}
