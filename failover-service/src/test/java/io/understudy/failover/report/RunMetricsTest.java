package io.understudy.failover.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.understudy.core.failover.Command;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunReport;
import io.understudy.core.failover.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What journals come to, as metrics of a process that has written none of them. */
class RunMetricsTest {

  private static final String LAST = "understudy.operation.last.success.timestamp.seconds";

  private final Journals journals = new Journals();
  private final KeptRuns runs = new KeptRuns(journals.book(), journals::now);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  RunMetricsTest() {
    new RunMetrics(runs, "global").bindTo(registry);
  }

  @Test
  void beforeJournalsAreReadNothingIsKnownAndThenThatThereAreNone() {
    assertThat(value(LAST, "drill")).isNaN();
    runs.refresh();
    assertThat(value(LAST, "drill")).isZero();
    assertThat(value("understudy.operation.last.rto.seconds", "failover")).isNaN();
    assertThat(state("drill", "succeeded")).isZero();
  }

  @Test
  void theLastDrillThatSucceededIsFoundAlsoIfALaterOneWasCancelled() {
    RunBook.Kept first = journals.begin("r1", Verb.DRILL);
    journals.later(Duration.ofMinutes(1));
    journals.add(first, new Event.Ended(Event.Outcome.SUCCEEDED));
    double ended = journals.now().getEpochSecond();
    journals.later(Duration.ofMinutes(1));
    RunBook.Kept second = journals.begin("r2", Verb.DRILL);
    journals.add(second, new Event.Ended(Event.Outcome.CANCELLED));

    runs.refresh();

    assertThat(value(LAST, "drill")).isEqualTo(ended);
    assertThat(value(LAST, "switchover")).isZero();
    assertThat(state("drill", "cancelled")).isOne();
    assertThat(state("drill", "succeeded")).isZero();
  }

  @Test
  void aJournalThatIsChangedAfterItsRunEndedShows() {
    RunBook.Kept run = journals.begin("r1", Verb.DRILL);
    journals.add(run, new Event.Ended(Event.Outcome.CANCELLED));
    journals.add(journals.begin("r2", Verb.DRILL), new Event.Ended(Event.Outcome.CANCELLED));
    runs.refresh();
    assertThat(runs.unreadable()).isZero();

    journals.tamper("r1");
    runs.refresh();
    runs.refresh();

    assertThat(runs.unreadable()).as("each is read again in its turn").isOne();
  }

  @Test
  void anOperationThatWaitsAfterAFailureShows() {
    RunBook.Kept run = journals.begin("r1", Verb.FAILOVER);
    runs.refresh();
    assertThat(state("failover", "waiting")).isOne();
    assertThat(value("understudy.operation.failed.steps", "failover")).isZero();

    run = journals.add(run, new Event.Commanded(Command.APPROVE, "ask", "alice", ""));
    run = journals.add(run, new Event.StepBegan("ask", 1));
    run = journals.add(run, new Event.StepDone("ask", Evidence.of("approved")));
    run = journals.add(run, new Event.StepBegan("look", 1));
    run = journals.add(run, new Event.StepFailed("look", "dark"));
    runs.refresh();
    assertThat(value("understudy.operation.failed.steps", "failover")).isOne();

    // What this process puts on record itself shows without looking.
    Event ignored = new Event.Commanded(Command.IGNORE, "look", "alice", "light");
    run = journals.add(run, ignored);
    runs.told(run, ignored);
    assertThat(value("understudy.operation.failed.steps", "failover")).isZero();
    assertThat(state("failover", "running")).isOne();

    journals.add(run, new Event.StepBegan("promote", 1));
    journals.later(Duration.ofSeconds(9));
    run = journals.book().load("r1").orElseThrow();
    run =
        journals.add(
            run,
            new Event.StepDone(
                "promote",
                new Evidence(
                    "done",
                    List.of(),
                    Map.of(RunReport.LOSS_SECONDS, "2.5", RunReport.RESTORED, "yes"))));
    journals.add(run, new Event.Ended(Event.Outcome.SUCCEEDED));
    runs.refresh();
    assertThat(value("understudy.operation.last.rto.seconds", "failover")).isEqualTo(9);
    assertThat(value("understudy.operation.last.rpo.seconds", "failover")).isEqualTo(2.5);
  }

  private double state(String verb, String state) {
    return registry
        .get("understudy.operation.state")
        .tag("verb", verb)
        .tag("state", state)
        .gauge()
        .value();
  }

  private double value(String name, String verb) {
    return registry.get(name).tag("verb", verb).gauge().value();
  }
}
