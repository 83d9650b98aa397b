package io.understudy.monitor.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckLists.SurplusKey;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.ControlKeys;
import io.understudy.monitor.routine.Records;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairPlanTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final SurplusKey VISIBLE = new SurplusKey("/registry/pods/a/s", 5);
  private static final SurplusKey PARKED =
      new SurplusKey("/understudy/global/parked/registry/pods/a/p", 6);

  private static CheckRecord check(List<String> missed, List<SurplusKey> surplus) {
    CheckLists lists =
        new CheckLists(
            missed,
            List.of("/registry/pods/a/d"),
            List.of("/registry/pods/a/b"),
            surplus,
            true,
            CheckLists.digest(surplus),
            List.of());
    return Records.inconsistent(new Counts(9, 2, 1, 1, 0, 0, 0, 0), lists);
  }

  @Test
  void missedAndDifferentKeysAreRecopiedAndBlockedOnesAreNot() {
    RepairPlan plan =
        RepairPlan.of(check(List.of("/registry/pods/a/m"), List.of(VISIBLE)), KEYS, false);

    assertThat(plan.keys()).containsExactly("/registry/pods/a/m", "/registry/pods/a/d");
    assertThat(plan.surplus()).isEmpty();
  }

  @Test
  void surplusKeysAreDeletedOnceTheyAreConfirmed() {
    RepairPlan plan =
        RepairPlan.of(check(List.of("/registry/pods/a/m"), List.of(VISIBLE)), KEYS, true);

    assertThat(plan.surplus()).containsExactly(VISIBLE);
  }

  @Test
  void aParkedCopyInTheWayIsSettledByRecopyingItsKey() {
    RepairPlan plan = RepairPlan.of(check(List.of(), List.of(PARKED, VISIBLE)), KEYS, true);

    assertThat(plan.keys()).containsExactly("/registry/pods/a/d", "/registry/pods/a/p");
    assertThat(plan.surplus()).containsExactly(VISIBLE);
  }

  @Test
  void aKeyThatIsRecopiedIsNotDeletedToo() {
    RepairPlan plan = RepairPlan.of(check(List.of(VISIBLE.key()), List.of(VISIBLE)), KEYS, true);

    assertThat(plan.keys()).contains(VISIBLE.key());
    assertThat(plan.surplus()).isEmpty();
  }

  @Test
  void whatTheCheckCouldNotListIsCounted() {
    assertThat(
            RepairPlan.of(check(List.of("/registry/pods/a/m"), List.of()), KEYS, true).unlisted())
        .isEqualTo(8);
  }
}
