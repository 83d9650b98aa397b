package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verdict that calls everything well proves nothing: here it has to find what was planted. */
class PlantedRunTest {

  private static final long SEED = 5;
  private static final int SECONDS = 12;

  @TempDir private Path folder;
  private Path kept;

  @BeforeEach
  void nameFolders() {
    kept = folder.resolve("seed-" + SEED);
  }

  /** What is planted is found, and told and kept as a seed's run that does not pass. */
  @Test
  void everyPlantedFaultIsCaughtAndARunThatFailsLeavesWhatIsKnownOfIt() throws Exception {
    PretendedRuns runs = new PretendedRuns((files, plan) -> new PlantedRun(files).run(plan.seed()));
    ToldRun told =
        ToldRun.of(
            runs, "--seed", "" + SEED, "--seconds", "" + SECONDS, "--folder", folder.toString());

    ChaosOutcome outcome = runs.outcome();
    Map<Plant, Optional<String>> caught = PlantedRun.caught(outcome);
    assertThat(caught).containsOnlyKeys(Plant.values());
    assertThat(caught).allSatisfy((plant, violation) -> assertThat(violation).isPresent());

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.lines()).contains("  kept:   " + kept);
    outcome.violations().forEach(each -> assertThat(told.lines()).contains("  " + each));
    assertThat(told.lines().getLast())
        .isEqualTo(
            "chaos: 1 seeds, %d faults, %d writes checked, %d violations"
                .formatted(outcome.faults(), outcome.writesChecked(), outcome.violations().size()));
    ChaosOptions replay = told.replay();
    assertThat(replay.mode()).isEqualTo(ChaosOptions.Mode.SEEDS);
    assertThat(replay.seeds()).isEqualTo(1);
    assertThat(replay.firstSeed()).hasValue(SEED);
    assertThat(replay.length()).hasSeconds(SECONDS);
    assertThat(replay.folder()).isNotEqualTo(folder);

    assertThat(kept.resolve("plan.txt")).content().startsWith("seed " + SEED + ", ");
    assertThat(kept.resolve("timeline.txt")).exists();
    assertThat(Files.readAllLines(kept.resolve("violations.txt"))).isEqualTo(outcome.violations());
    assertHistoriesAreKept();
    assertLogsAreKept();
  }

  private void assertHistoriesAreKept() throws Exception {
    String deleted = ChaosTraffic.key("chaos", Plant.DELETED_BEHIND.victim()).utf8();
    List<String> source = Files.readAllLines(kept.resolve(Fault.Side.SOURCE + "-history.txt"));
    List<String> target = Files.readAllLines(kept.resolve(Fault.Side.TARGET + "-history.txt"));
    assertThat(source)
        .allMatch(line -> line.matches("\\d+ (put \\S+ \\d+ \\p{XDigit}+|delete \\S+)"));
    assertThat(source).anyMatch(line -> line.contains(" put " + deleted + " "));
    assertThat(target).anyMatch(line -> line.contains(" put " + deleted + " "));
    assertThat(target).anyMatch(line -> line.endsWith(" delete " + deleted));
    assertThat(target).anyMatch(line -> line.contains(ChaosSites.KEYS.checkpoint().utf8()));
  }

  private void assertLogsAreKept() {
    for (Fault.Side side : Fault.Side.values()) {
      for (int member = 0; member < ChaosPlan.MEMBERS; member++) {
        assertThat(kept.resolve("etcd-" + side + "-" + member + ".log")).isNotEmptyFile();
      }
    }
    for (String service : List.of("mirror-0", "mirror-1", "monitor", "failover")) {
      assertThat(kept.resolve(service + ".log")).isNotEmptyFile();
    }
  }
}
