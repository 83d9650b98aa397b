package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.PlannedStep.Mode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Single decisions that must never be otherwise; chance plays the rest. */
class DeciderTest {

  private static final Instant LATER = Runs.NOON.plusSeconds(101);

  private Journal journal;

  @Test
  void whatADrillRehearsesIsNotRunHoweverOftenItFails() {
    begin(Verb.DRILL, Runs.step("promote", Runs.COMMIT, 1, "", Mode.REHEARSE));
    for (int attempt = 1; attempt <= 2; attempt++) {
      assertThat(next(LATER)).isInstanceOf(Next.Rehearse.class);
      put(new Event.StepBegan("promote", attempt));
      put(new Event.StepFailed("promote", "not whole"));
    }
    assertThat(next(Runs.NOON)).isInstanceOf(Next.Wait.class);

    say(Command.RETRY, "promote");

    assertThat(next(Runs.NOON)).isInstanceOf(Next.Rehearse.class);
  }

  @Test
  void aPromotionThatFailedIsWithdrawnBeforeAFreezeOutlivesItsTime() {
    begin(Verb.SWITCHOVER, Runs.step("freeze", Runs.FREEZE), Runs.step("promote", Runs.COMMIT));
    done("freeze");
    put(new Event.StepBegan("promote", 1));
    put(new Event.StepFailed("promote", "refused"));
    assertThat(next(Runs.NOON)).isInstanceOf(Next.Wait.class);

    assertThat(undone(LATER)).isEqualTo("promote");
    put(new Event.UndoBegan("promote", RunState.LAPSE));
    put(new Event.UndoDone("promote", Evidence.of("withdrawn")));

    assertThat(undone(LATER)).isEqualTo("freeze");
    put(new Event.UndoBegan("freeze", RunState.LAPSE));
    put(new Event.UndoDone("freeze", Evidence.of("lifted")));
    assertThat(Decider.refusal(journal.state(), Command.CANCEL, ""))
        .as("nothing is promoted, nor can be")
        .isEmpty();

    say(Command.RETRY, "freeze");
    done("freeze");

    assertThat(Decider.heldUntil(journal.state())).contains(Runs.NOON.plusSeconds(100));
    assertThat(run(Runs.NOON)).isEqualTo("promote");
  }

  @Test
  void norWhileARunIsPausedBetweenTwoAttemptsOfThePromotion() {
    begin(
        Verb.SWITCHOVER,
        Runs.step("freeze", Runs.FREEZE),
        Runs.step("promote", Runs.COMMIT, 3, "", Mode.RUN));
    done("freeze");
    put(new Event.StepBegan("promote", 1));
    put(new Event.StepFailed("promote", "no answer"));
    assertThat(run(LATER)).as("it is tried again").isEqualTo("promote");

    say(Command.PAUSE, "");

    assertThat(next(Runs.NOON)).isInstanceOf(Next.Wait.class);
    assertThat(undone(LATER)).isEqualTo("promote");
  }

  @Test
  void norInOneThatIsPausedAndWhoseProcessDiedAmidThePromotion() {
    begin(
        Verb.SWITCHOVER,
        Runs.step("freeze", Runs.FREEZE),
        Runs.step("promote", Runs.COMMIT, 3, "", Mode.RUN));
    done("freeze");
    put(new Event.StepBegan("promote", 1));
    say(Command.PAUSE, "");
    assertThat(next(LATER)).as("it goes on at this moment").isInstanceOf(Next.Wait.class);

    put(new Event.TakenOver("another"));

    assertThat(next(Runs.NOON)).isInstanceOf(Next.Wait.class);
    assertThat(undone(LATER)).isEqualTo("promote");
  }

  /** From the first attempt on users may be refused. */
  @Test
  void aFurtherAttemptOfAFreezeDoesNotHoldItForLonger() {
    begin(Verb.SWITCHOVER, Runs.step("freeze", Runs.FREEZE, 1, "", Mode.RUN));
    put(new Event.StepBegan("freeze", 1));
    put(new Event.StepFailed("freeze", "one API server does not answer"));
    Instant until = Decider.heldUntil(journal.state()).orElseThrow();

    journal = Runs.with(journal, new Event.StepBegan("freeze", 2), Runs.NOON.plusSeconds(60));

    assertThat(Decider.heldUntil(journal.state())).contains(until);
  }

  @Test
  void underANewFreezeAllIsProvedAndApprovedAgain() {
    begin(
        Verb.SWITCHOVER,
        Runs.step("freeze", Runs.FREEZE),
        Runs.step("verify", Runs.LOOK),
        Runs.step("ask", StepType.APPROVE),
        Runs.step("promote", Runs.COMMIT));
    done("freeze");
    done("verify");
    say(Command.APPROVE, "ask");
    put(new Event.StepDone("ask", Evidence.of("approved")));
    put(new Event.TakenOver("another"));
    assertThat(undone(Runs.NOON)).isEqualTo("freeze");
    put(new Event.UndoBegan("freeze", "another process"));
    put(new Event.UndoFailed("freeze", "no answer"));

    put(new Event.Commanded(Command.IGNORE, "freeze", "somebody", "lifted by hand"));

    assertThat(run(Runs.NOON)).isEqualTo("freeze");
    done("freeze");
    assertThat(run(Runs.NOON)).isEqualTo("verify");
    done("verify");
    assertThat(next(Runs.NOON)).isInstanceOf(Next.Wait.class);
  }

  @Test
  void anApprovalIsGivenWhenItIsAskedFor() {
    begin(Verb.SETTLE, Runs.step("look", Runs.LOOK), Runs.step("ask", StepType.APPROVE));
    assertThat(Decider.refusal(journal.state(), Command.APPROVE, "ask")).isPresent();

    done("look");

    assertThat(Decider.refusal(journal.state(), Command.APPROVE, "ask")).isEmpty();
  }

  @Test
  void aCancelledPromotionThatCannotBeWithdrawnYetIsTriedAgain() {
    begin(Verb.SWITCHOVER, Runs.step("promote", Runs.COMMIT));
    put(new Event.StepBegan("promote", 1));
    put(new Event.StepFailed("promote", "no answer"));
    say(Command.CANCEL, "");
    put(new Event.UndoBegan("promote", "cancelled"));
    put(new Event.UndoFailed("promote", "no answer"));
    assertThat(next(Runs.NOON)).isInstanceOf(Next.Wait.class);

    assertThat(undone(Runs.NOON.plusSeconds(6))).isEqualTo("promote");
  }

  @Test
  void whatFailedIsTriedAgainAfterItsPauseAndAtOnceIfAPersonSaysSo() {
    begin(Verb.SWITCHOVER, Runs.step("drain", Runs.LOOK, 2, "", Mode.RUN));
    put(new Event.StepBegan("drain", 1));
    put(new Event.StepFailed("drain", "not yet"));
    Instant due = Runs.NOON.plus(StepSpec.RETRY_PAUSE);

    assertThat(next(due.minusMillis(1)))
        .isEqualTo(new Next.Pause(journal.state().step("drain"), due));
    assertThat(run(due)).isEqualTo("drain");
    put(new Event.TakenOver("another"));
    assertThat(next(due.minusMillis(1))).as("after a crash, too").isInstanceOf(Next.Pause.class);

    say(Command.RETRY, "drain");

    assertThat(run(Runs.NOON)).isEqualTo("drain");
  }

  @Test
  void whatNeedsAPersonIsNotTriedAgainUnaskedNeitherByRetriesNorAfterItsRemedy() {
    begin(
        Verb.SWITCHOVER,
        Runs.step("job", Runs.LOOK, 5, "restart", Mode.RUN),
        Runs.step("restart", Runs.LOOK, 0, "", Mode.REMEDY));
    put(new Event.StepBegan("job", 1));
    put(new Event.StepFailed("job", "it may have run", true));

    assertThat(next(LATER))
        .isInstanceOfSatisfying(
            Next.Wait.class,
            wait -> {
              assertThat(wait.step()).isEqualTo("job");
              assertThat(wait.what()).contains("it may have run", "retry it, ignore it");
            });
    put(new Event.TakenOver("another"));
    assertThat(next(LATER)).as("after a crash, too").isInstanceOf(Next.Wait.class);

    say(Command.RETRY, "job");

    assertThat(run(Runs.NOON)).isEqualTo("job");
    put(new Event.StepBegan("job", 2));
    put(new Event.StepFailed("job", "401"));
    assertThat(run(LATER)).as("a failure of the usual kind").isEqualTo("restart");
  }

  @Test
  void aFreezeIsLiftedInTimeAlthoughAStepPauses() {
    begin(
        Verb.SWITCHOVER,
        Runs.step("freeze", Runs.FREEZE),
        Runs.step("drain", Runs.LOOK, 9, "", Mode.RUN));
    done("freeze");
    put(new Event.StepBegan("drain", 1));
    journal = Runs.with(journal, new Event.StepFailed("drain", "no"), LATER.minusSeconds(1));

    assertThat(undone(LATER)).isEqualTo("freeze");
  }

  @Test
  void whatComesAfterTheEndIsRunWhenTheEndIsOnRecord() {
    begin(
        Verb.SWITCHOVER,
        Runs.step("retire", Runs.RETIRE, 1, "", Mode.RUN),
        Runs.step("look", Runs.LOOK));
    assertThat(run(Runs.NOON)).isEqualTo("look");
    done("look");
    assertThat(next(Runs.NOON)).isEqualTo(new Next.End(Event.Outcome.SUCCEEDED));
    put(new Event.Ended(Event.Outcome.SUCCEEDED));

    assertThat(run(Runs.NOON)).isEqualTo("retire");
    assertThat(Decider.isClosed(journal.state())).isFalse();
    put(new Event.StepBegan("retire", 1));
    put(new Event.TakenOver("another"));
    assertThat(run(Runs.NOON)).as("after a crash amid it").isEqualTo("retire");
    put(new Event.StepFailed("retire", "no"));
    assertThat(next(Runs.NOON)).isInstanceOf(Next.Pause.class);
    assertThat(run(LATER)).isEqualTo("retire");
    put(new Event.StepFailed("retire", "no"));

    assertThat(next(LATER)).as("nobody can say anything to it").isEqualTo(new Next.Over());
    assertThat(Decider.isClosed(journal.state())).isTrue();
  }

  @Test
  void whatIsCancelledRetiresNothing() {
    begin(Verb.SWITCHOVER, Runs.step("look", Runs.LOOK), Runs.step("retire", Runs.RETIRE));
    say(Command.CANCEL, "");
    put(new Event.Ended(Event.Outcome.CANCELLED));

    assertThat(next(Runs.NOON)).isEqualTo(new Next.Over());
  }

  @Test
  void aDrillRehearsesWhatComesAfterTheEnd() {
    begin(Verb.DRILL, Runs.step("retire", Runs.RETIRE, 0, "", Mode.REHEARSE));
    assertThat(next(Runs.NOON)).isInstanceOf(Next.Rehearse.class);
    done("retire");

    assertThat(next(Runs.NOON)).isEqualTo(new Next.End(Event.Outcome.SUCCEEDED));
  }

  private void begin(Verb verb, PlannedStep... steps) {
    journal = Runs.journal(verb, List.of(steps));
    put(new Event.TakenOver("one"));
  }

  private void done(String step) {
    put(new Event.StepBegan(step, journal.state().step(step).attempts() + 1));
    put(new Event.StepDone(step, Evidence.of("done")));
  }

  private void say(Command command, String step) {
    assertThat(Decider.refusal(journal.state(), command, step)).isEmpty();
    put(new Event.Commanded(command, step, "somebody", "so be it"));
  }

  private void put(Event event) {
    journal = Runs.with(journal, event, Runs.NOON);
  }

  private Next next(Instant now) {
    return Decider.next(journal.state(), now);
  }

  private String run(Instant now) {
    return ((Next.Run) next(now)).step().name();
  }

  private String undone(Instant now) {
    return ((Next.Undo) next(now)).step().name();
  }
}
