package io.understudy.failover.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.Command;
import io.understudy.core.failover.Decider;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.Verb;
import io.understudy.service.kubernetes.Notice;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunNoticesTest {

  private final Journals journals = new Journals();
  private RunBook.Kept run = journals.begin("r1", Verb.FAILOVER);

  @Test
  void aRunTellsOfItsBeginningAndThatItWaitsForAPerson() {
    Event begun = run.journal().last().event();

    assertThat(notices(begun))
        .containsExactly(
            Notice.normal("OperationBegan", "failover r1 was begun by alice"),
            Notice.normal(
                "OperationWaits", "failover r1 waits at step ask: are all awake?; approve it"));
  }

  @Test
  void aFailureTheCommitAndTheEndAreTold() {
    happens(new Event.Commanded(Command.APPROVE, "ask", "alice", ""));
    happens(new Event.StepBegan("ask", 1));
    assertThat(happens(new Event.StepDone("ask", Evidence.of("approved")))).isEmpty();
    happens(new Event.StepBegan("look", 1));
    assertThat(happens(new Event.StepFailed("look", "it is dark")))
        .containsExactly(
            Notice.warning("OperationStepFailed", "failover r1, step look failed: it is dark"),
            Notice.warning(
                "OperationWaits",
                "failover r1 waits at step look: it failed: it is dark; retry it, ignore it, or"
                    + " cancel the run"));
    happens(new Event.Commanded(Command.IGNORE, "look", "alice", "never mind"));
    happens(new Event.StepBegan("promote", 1));
    assertThat(happens(new Event.StepDone("promote", Evidence.of("promoted"))))
        .containsExactly(
            Notice.warning("OperationCommitted", "failover r1 has made b the primary"));
    assertThat(happens(new Event.Ended(Event.Outcome.SUCCEEDED)))
        .containsExactly(Notice.normal("OperationEnded", "failover r1 succeeded"));
  }

  @Test
  void aCancelledRunEndsWithAWarning() {
    happens(new Event.Commanded(Command.CANCEL, "", "alice", ""));

    assertThat(happens(new Event.Ended(Event.Outcome.CANCELLED)))
        .containsExactly(Notice.warning("OperationEnded", "failover r1 was cancelled"));
  }

  private List<Notice> happens(Event event) {
    run = journals.add(run, event);
    return notices(event);
  }

  private List<Notice> notices(Event event) {
    return RunNotices.of(run.id(), run.state(), event, Decider.next(run.state(), journals.now()));
  }
}
