package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosMainTest {

  @TempDir private Path folder;

  @Test
  void whatPassesLeavesNothing() throws Exception {
    ToldRun told =
        ToldRun.of(
            new PretendedRuns((files, plan) -> outcome(plan)),
            "--seeds",
            "2",
            "--seed",
            "7",
            "--folder",
            folder.toString());

    assertThat(told.exitCode()).isZero();
    assertThat(told.lines())
        .containsExactly(
            "seed 7: 3 faults, 50 writes checked, 0 violations",
            "seed 8: 3 faults, 50 writes checked, 0 violations",
            "chaos: 2 seeds, 6 faults, 100 writes checked, 0 violations");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aRunThatBreaksOffIsKeptAndCanBeReplayedAndTheNextOneRuns() throws Exception {
    ToldRun told =
        ToldRun.of(
            new PretendedRuns(
                (files, plan) -> {
                  new ChaosFolder(files).write("plan.txt", plan.text());
                  if (plan.seed() == 8) {
                    throw new IllegalStateException("no etcd");
                  }
                  return outcome(plan);
                }),
            "--seeds",
            "3",
            "--seconds",
            "5",
            "--seed",
            "7",
            "--folder",
            folder.toString());

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.lines())
        .contains(
            "seed 8: the run broke off: java.lang.IllegalStateException: no etcd",
            "  kept:   " + folder.resolve("seed-8"),
            "seed 9: 3 faults, 50 writes checked, 0 violations")
        .endsWith("chaos: 3 seeds, 6 faults, 100 writes checked, 1 violations");
    assertThat(told.replay().firstSeed()).hasValue(8L);
    assertThat(told.replay().length()).hasSeconds(5);
    assertThat(Files.readString(folder.resolve("seed-8").resolve("plan.txt"))).startsWith("seed 8");
    assertThat(folder.resolve("seed-7")).doesNotExist();
    assertThat(folder.resolve("seed-9")).doesNotExist();
  }

  @Test
  void aSoakThatFailsIsKeptAndCanBeReplayed() throws Exception {
    ToldRun told = soak((files, plan) -> outcome(plan, "threads grows: from 1 to 2"));

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.lines())
        .startsWith("  threads grows: from 1 to 2", "  kept:   " + folder.resolve("soak-7"))
        .endsWith("soak: 3 minutes, 1 problems");
    assertThat(told.replay().mode()).isEqualTo(ChaosOptions.Mode.SOAK);
    assertThat(told.replay().soak()).hasMinutes(3);
    assertThat(told.replay().firstSeed()).hasValue(7L);
    assertThat(folder.resolve("soak-7")).isDirectory();
  }

  @Test
  void aSoakThatBreaksOffIsKeptAndCanBeReplayed() throws Exception {
    ToldRun told =
        soak(
            (files, plan) -> {
              throw new IllegalStateException("no etcd");
            });

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.lines())
        .contains(
            "  it broke off: java.lang.IllegalStateException: no etcd",
            "  kept:   " + folder.resolve("soak-7"));
    assertThat(told.replay().mode()).isEqualTo(ChaosOptions.Mode.SOAK);
    assertThat(folder.resolve("soak-7")).isDirectory();
  }

  @Test
  void aSoakThatPassesLeavesNothing() throws Exception {
    ToldRun told = soak((files, plan) -> outcome(plan));

    assertThat(told.exitCode()).isZero();
    assertThat(told.lines()).containsExactly("soak: 3 minutes, 0 problems");
    assertThat(folder).isEmptyDirectory();
  }

  private ToldRun soak(PretendedRuns.Run run) throws InterruptedException {
    return ToldRun.of(
        new PretendedRuns(run),
        "--soak",
        "--minutes",
        "3",
        "--seed",
        "7",
        "--folder",
        folder.toString());
  }

  @Test
  void aPlantThatIsMissedIsKeptAndCanBeReplayed() throws Exception {
    ToldRun told =
        ToldRun.of(
            new PretendedRuns((files, plan) -> outcome(plan)),
            "--planted",
            "--seed",
            "7",
            "--folder",
            folder.toString());

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.lines())
        .contains("planted LATE_TXN: NOT caught", "  kept:   " + folder.resolve("planted-7"))
        .endsWith("chaos: 5 planted, 0 caught");
    assertThat(told.replay().mode()).isEqualTo(ChaosOptions.Mode.PLANTED);
    assertThat(told.replay().firstSeed()).hasValue(7L);
  }

  private static ChaosOutcome outcome(ChaosPlan plan, String... violations) {
    return new ChaosOutcome(plan, 3, 50, List.of(violations));
  }
}
