package io.understudy.failover.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.Command;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step finds that the run must not go on: a late write of a primary that was to stand still. */
class AbortTest {

  private final HeldRun run = new HeldRun();

  @AfterEach
  void stop() {
    run.close();
  }

  @Test
  void theRunIsCancelledByItselfAndLetsGoOfTheFreeze() throws InterruptedException {
    run.aborts.set(true);

    Thread process = run.process(run.direct, "one");

    assertThat(process.join(Duration.ofSeconds(120))).as("without a word of anybody").isTrue();
    RunBook.Kept kept = HeldRun.book(run.direct).load("1").orElseThrow();
    List<Event> events = kept.journal().entries().stream().map(entry -> entry.event()).toList();
    assertThat(events)
        .contains(new Event.StepFailed("hang", "somebody wrote to the primary"))
        .contains(
            new Event.Commanded(
                Command.CANCEL, "", "failover-service", "somebody wrote to the primary"))
        .endsWith(new Event.Ended(Event.Outcome.CANCELLED));
    assertThat(run.frozen).isFalse();
    assertThat(run.promoted).isFalse();
  }
}
