package io.understudy.failover.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.Verb;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WaitTest {

  private final WaitKind kind = new WaitKind();

  @Test
  void itGoesOnWithTheTimeOfItsFirstAttempt() throws InterruptedException {
    OneStep run = OneStep.of(Verb.SWITCHOVER);
    run.note("began", Instant.now().minus(Duration.ofHours(1)).toString());

    assertThat(kind.make(OneStep.spec(kind, "{seconds: 3000}")).run(run).summary())
        .startsWith("waited 3000 s");
  }

  @Test
  void aTimeoutThatIsTooShortIsFoundInThePlan() {
    StepSpec spec = OneStep.spec(kind, "{seconds: 3000}");

    assertThat(kind.make(spec).plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH)).problems())
        .containsExactly("its timeout-seconds are not longer than that; raise them");
  }
}
