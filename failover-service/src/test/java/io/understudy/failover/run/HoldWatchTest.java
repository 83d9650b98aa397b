package io.understudy.failover.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.failover.Event;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.RunBook;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A run whose process loses its etcd, which is a real one behind a link, while it holds a freeze.
 */
class HoldWatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final HeldRun run = new HeldRun();

  @AfterEach
  void stop() {
    run.close();
  }

  @Test
  void aProcessThatLostItsEtcdLiftsTheFreezeInTime() throws InterruptedException {
    run.refusals.set(2);
    run.watch.start();
    Thread process = run.process(run.behindTheLink, "one");
    await().atMost(PATIENCE).until(run.hangs::get);
    assertThat(run.frozen).isTrue();
    run.link.stall();

    await().atMost(PATIENCE).untilFalse(run.frozen);

    assertThat(run.letGo).as("tried again until it succeeded").hasValue(1);
    assertThat(
            HeldRun.book(run.direct).load("1").orElseThrow().state().step("freeze").phase().name())
        .as("nothing could be put on record")
        .isEqualTo("DONE");
    process.interrupt();
    run.link.cut();
    assertThat(process.join(PATIENCE)).isTrue();
    assertThat(run.promoted).isFalse();
  }

  @Test
  void whatIsNotOverTimeIsHeld() {
    HoldWatch slow = new HoldWatch(() -> NOON, Duration.ofSeconds(1));
    run.frozen.set(true);
    slow.holds("1", "freeze", run.new Freeze(), NOON);

    slow.look();

    assertThat(run.frozen).as("a run that is well lets go by itself").isTrue();
  }

  @Test
  void onceThePromotionMayBeOnRecordNothingIsLetGo() {
    HoldWatch late = new HoldWatch(() -> NOON.plusSeconds(60), Duration.ofSeconds(1));
    run.frozen.set(true);
    late.holds("1", "freeze", run.new Freeze(), NOON);
    assertThat(late.mayCommit()).isTrue();

    late.look();
    assertThat(run.frozen).isTrue();

    late.isNotCommitted();
    late.look();
    assertThat(run.frozen).isFalse();
  }

  @Test
  void whatThisProcessAddsLaterProvesThatThePromotionIsNotOnRecord() {
    // Long after all that the journal says.
    HoldWatch late = new HoldWatch(() -> Instant.now().plusSeconds(600), Duration.ofSeconds(1));
    run.frozen.set(true);
    run.turn = HeldRun.turns(run.direct, "one").take().orElseThrow();
    RunBook.Kept kept = HeldRun.book(run.direct).load("1").orElseThrow();
    kept = HeldRun.book(run.direct).append(kept, new Event.StepBegan("freeze", 1), run.turn);
    late.holds("1", "freeze", run.new Freeze(), NOON);
    assertThat(late.mayCommit()).isTrue();
    late.look();
    assertThat(run.frozen).as("its answer may be lost").isTrue();

    late.added(HeldRun.book(run.direct).append(kept, new Event.TakenOver("one"), run.turn));
    late.look();

    assertThat(run.frozen).isFalse();
  }

  /** It failed for good and is taken back: then the freeze is all that is left of the run. */
  @Test
  void whatAWithdrawnPromotionReliedOnIsLetGo() {
    HoldWatch late = new HoldWatch(() -> Instant.now().plusSeconds(600), Duration.ofSeconds(1));
    run.frozen.set(true);
    run.turn = HeldRun.turns(run.direct, "one").take().orElseThrow();
    RunBook book = HeldRun.book(run.direct);
    RunBook.Kept kept = book.load("1").orElseThrow();
    kept = book.append(kept, new Event.StepBegan("freeze", 1), run.turn);
    late.holds("1", "freeze", run.new Freeze(), NOON);
    kept = book.append(kept, new Event.StepDone("freeze", Evidence.of("frozen")), run.turn);
    kept = book.append(kept, new Event.StepBegan("promote", 1), run.turn);
    late.added(kept);
    late.look();
    assertThat(run.frozen).as("the promotion may be made").isTrue();

    kept = book.append(kept, new Event.UndoBegan("promote", "it failed"), run.turn);
    kept = book.append(kept, new Event.UndoDone("promote", Evidence.of("withdrawn")), run.turn);
    late.added(kept);
    late.look();

    assertThat(run.frozen).isFalse();
  }

  @Test
  void onceItIsLetGoNoPromotionIsBegunUnderIt() {
    HoldWatch late = new HoldWatch(() -> NOON.plusSeconds(60), Duration.ofSeconds(1));
    late.holds("1", "freeze", run.new Freeze(), NOON);
    run.refusals.set(1);

    late.look();

    assertThat(late.mayCommit()).as("although it did not succeed yet").isFalse();
    late.look();
    assertThat(late.mayCommit()).isFalse();
    assertThat(run.letGo).hasValue(1);
    late.look();
    assertThat(run.letGo).as("once").hasValue(1);
    late.holds("1", "freeze", run.new Freeze(), NOON.plusSeconds(600));
    assertThat(late.mayCommit()).as("under a new one").isTrue();
  }

  @Test
  void anotherProcessThatGoesOnFindsItsOwnWay() throws InterruptedException {
    run.watch.start();
    Thread process = run.process(run.behindTheLink, "one");
    await().atMost(PATIENCE).until(run.hangs::get);
    run.link.stall();
    await().atMost(PATIENCE).untilFalse(run.frozen);
    process.interrupt();
    run.link.cut();
    assertThat(process.join(PATIENCE)).isTrue();
    HeldRun.turns(run.direct, "one").giveUp(run.turn);
    Thread next = run.process(run.direct, "two");

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                HeldRun.book(run.direct).load("1").orElseThrow().journal().entries().stream()
                    .anyMatch(entry -> entry.event() instanceof Event.UndoDone));
    next.interrupt();
    assertThat(next.join(PATIENCE)).isTrue();
    assertThat(run.promoted).isFalse();
  }
}
