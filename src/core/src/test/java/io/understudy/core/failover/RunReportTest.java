package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.PlannedStep.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RTO and RPO, and what they are counted from. */
class RunReportTest {

  private static final List<PlannedStep> STEPS =
      List.of(
          Runs.step("fence", Runs.LOOK),
          Runs.step("freeze", Runs.FREEZE, 3, "", Mode.RUN),
          Runs.step("promote", Runs.COMMIT, 3, "", Mode.RUN),
          Runs.step("close", Runs.CLOSE),
          Runs.step("probe", Runs.LOOK));

  private Journal journal = Runs.journal(Verb.SWITCHOVER, STEPS);

  private static Instant at(long seconds) {
    return Runs.NOON.plusSeconds(seconds);
  }

  private void put(long second, Event event) {
    journal = Runs.with(journal, event, at(second));
  }

  private void began(long second, String step) {
    put(second, new Event.StepBegan(step, journal.state().step(step).attempts() + 1));
  }

  private void done(long second, String step, Map<String, String> outputs) {
    put(second, new Event.StepDone(step, new Evidence("done", List.of(), outputs)));
  }

  private void promotedAndAnswers(long promoted, long answers, Map<String, String> outputs) {
    began(promoted, "promote");
    done(promoted + 1, "promote", outputs);
    began(answers - 1, "probe");
    done(answers, "probe", Map.of(RunReport.RESTORED, at(answers).toString()));
  }

  private void assertRto(long seconds, String from) {
    assertThat(RunReport.rto(journal.state())).contains(Duration.ofSeconds(seconds));
    assertThat(RunReport.rtoFrom(journal.state()).orElseThrow()).contains(from);
  }

  @Test
  void aSwitchoverCountsFromTheFreezeUntilThePlatformAnswers() {
    began(10, "freeze");
    done(15, "freeze", Map.of());
    promotedAndAnswers(20, 40, Map.of(RunReport.LOSS_SECONDS, "0"));

    assertRto(30, "freeze");
    assertThat(RunReport.rpoSeconds(journal.state())).contains(0.0);
    assertThat(RunReport.rpoFrom(journal.state()))
        .contains("the primary was fenced and drained before the promotion");
  }

  @Test
  void aFreezeThatNeededMoreThanOneAttemptCountsFromTheFirst() {
    began(10, "freeze");
    put(20, new Event.StepFailed("freeze", "one API server did not answer"));
    began(25, "freeze");
    done(30, "freeze", Map.of());
    promotedAndAnswers(35, 50, Map.of());

    assertRto(40, "freeze");
  }

  @Test
  void aFreezeThatWasLiftedInBetweenDoesNotCount() {
    began(10, "freeze");
    done(15, "freeze", Map.of());
    put(20, new Event.UndoBegan("freeze", "another process goes on with the run"));
    put(21, new Event.UndoDone("freeze", Evidence.of("lifted")));
    began(30, "freeze");
    done(31, "freeze", Map.of());
    promotedAndAnswers(35, 50, Map.of());

    assertRto(20, "freeze");
  }

  @Test
  void portsThatWereClosedBeforeThePromotionCountAsAFreezeAndLaterOnesDoNot() {
    began(5, "fence");
    done(6, "fence", Map.of(RunReport.FENCED, at(6).toString()));
    promotedAndAnswers(20, 40, Map.of());
    assertRto(35, "ports");

    journal = Runs.journal(Verb.SWITCHOVER, STEPS);
    promotedAndAnswers(20, 40, Map.of());
    began(41, "close");
    done(42, "close", Map.of(RunReport.FENCED, at(42).toString()));
    assertRto(40, "beginning of the operation");
  }

  @Test
  void aFailoverCountsFromTheLastContactAndLosesWhatCameAfter() {
    journal = Runs.journal(Verb.FAILOVER, STEPS);
    promotedAndAnswers(
        20, 40, Map.of(RunReport.HELD_UNTIL, at(-90).toString(), RunReport.LOSS_SECONDS, "111.0"));

    assertRto(130, "last contact");
    assertThat(RunReport.rpoSeconds(journal.state())).contains(111.0);
    assertThat(RunReport.rpoFrom(journal.state()).orElseThrow()).contains(at(-90).toString());
  }

  @Test
  void aFailoverWithoutAContactCountsFromItsBeginningAndCannotTellTheLoss() {
    journal = Runs.journal(Verb.FAILOVER, STEPS);
    promotedAndAnswers(20, 40, Map.of());

    assertRto(40, "beginning of the operation");
    assertThat(RunReport.rpoSeconds(journal.state())).isEmpty();
  }

  @Test
  void nothingIsToldBeforeThePromotionAndThePlatformsAnswer() {
    began(10, "freeze");
    done(15, "freeze", Map.of());
    assertThat(RunReport.rto(journal.state())).isEmpty();
    assertThat(RunReport.rtoFrom(journal.state())).isEmpty();

    began(20, "promote");
    done(21, "promote", Map.of());
    assertThat(RunReport.rto(journal.state())).isEmpty();
  }
}
