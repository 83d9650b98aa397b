package io.understudy.monitor.readiness;

import io.understudy.core.readiness.Outcome;
import io.understudy.core.readiness.Readiness;
import io.understudy.core.readiness.Verb;
import io.understudy.core.readiness.Verdict;
import io.understudy.service.kubernetes.Notice;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells when a verdict is another than before; the first one is no change. Called by one thread at
 * a time.
 */
final class VerdictNotices implements Consumer<Readiness> {

  private static final Logger LOG = Logger.getLogger(VerdictNotices.class);

  private final String link;
  private final Consumer<Notice> events;
  private final Map<Verb, String> before = new EnumMap<>(Verb.class);

  VerdictNotices(String link, Consumer<Notice> events) {
    this.link = link;
    this.events = events;
  }

  @Override
  public synchronized void accept(Readiness readiness) {
    for (Verb verb : Verb.values()) {
      Verdict verdict = readiness.verdict(verb);
      String last = before.put(verb, verdict.text());
      if (!verdict.text().equals(last)) {
        LOG.infof(
            "Readiness verdict link=%s verb=%s verdict=%s blockers=%s warnings=%s",
            link,
            verb.text(),
            verdict.text(),
            names(verdict.blockers()),
            names(verdict.warnings()));
        if (last != null) {
          events.accept(notice(verdict));
        }
      }
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
