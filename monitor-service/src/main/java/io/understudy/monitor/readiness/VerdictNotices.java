package io.understudy.monitor.readiness;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.EtcdException;
import io.understudy.core.readiness.Outcome;
import io.understudy.core.readiness.Readiness;
import io.understudy.core.readiness.Verb;
import io.understudy.core.readiness.Verdict;
import io.understudy.core.readiness.told.VerdictTurns;
import io.understudy.service.kubernetes.Notice;
import io.understudy.service.log.RateLimit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells when a verdict is another than the one told last, if it is this replica's turn to tell; the
 * first one is no change. Each replica logs what it comes to itself.
 */
final class VerdictNotices implements Consumer<Readiness> {

  private static final Logger LOG = Logger.getLogger(VerdictNotices.class);

  private final String link;
  private final VerdictTurns turns;
  private final Consumer<Notice> events;
  private final InstantSource time;
  private final Map<Verb, String> before = new EnumMap<>(Verb.class);
  private final RateLimit complaints = new RateLimit(Duration.ofMinutes(1));

  VerdictNotices(String link, VerdictTurns turns, Consumer<Notice> events, InstantSource time) {
    this.link = link;
    this.turns = turns;
    this.events = events;
    this.time = time;
  }

  @Override
  public synchronized void accept(Readiness readiness) {
    Map<String, String> verdicts = new HashMap<>();
    for (Verb verb : Verb.values()) {
      Verdict verdict = readiness.verdict(verb);
      verdicts.put(verb.text(), verdict.text());
      if (!verdict.text().equals(before.put(verb, verdict.text()))) {
        LOG.infof(
            "Readiness verdict link=%s verb=%s verdict=%s blockers=%s warnings=%s",
            link,
            verb.text(),
            verdict.text(),
            names(verdict.blockers()),
            names(verdict.warnings()));
      }
    }
    Optional<Map<String, String>> told = replaced(verdicts);
    for (Verb verb : told.isEmpty() ? new Verb[0] : Verb.values()) {
      String last = told.get().get(verb.text());
      if (last != null && !last.equals(verdicts.get(verb.text()))) {
        events.accept(notice(readiness.verdict(verb)));
      }
    }
  }

  /** Empty if another replica tells, or nobody can know: what changed is told later then. */
  private Optional<Map<String, String>> replaced(Map<String, String> verdicts) {
    try {
      return turns.replace(verdicts);
    } catch (EtcdException | CorruptRecordException failure) {
      long held = complaints.pass(time.instant());
      if (held >= 0) {
        LOG.warnf(
            "Whose turn it is to tell of readiness is not known link=%s reason=\"%s\""
                + " alsoSince=%d",
            link, failure.getMessage(), held);
      }
      return Optional.empty();
    }
  }

  private Notice notice(Verdict verdict) {
    String what = "link " + link + ", " + verdict.verb().text() + ": " + verdict.text();
    if (!verdict.isReady()) {
      return Notice.warning(
          "NotReadyTo" + title(verdict.verb()), what + "; " + names(verdict.blockers()));
    }
    return verdict.warnings().isEmpty()
        ? Notice.normal("ReadyTo" + title(verdict.verb()), what)
        : Notice.normal("ReadyTo" + title(verdict.verb()), what + "; " + names(verdict.warnings()));
  }

  private static String title(Verb verb) {
    return switch (verb) {
      case SWITCHOVER -> "SwitchOver";
      case FAILOVER -> "FailOver";
    };
  }

  private static String names(List<Outcome> outcomes) {
    return outcomes.stream()
        .map(outcome -> outcome.check().text())
        .collect(Collectors.joining(","));
  }
}
