package io.understudy.e2e.chaos;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the verdict sees what it is there to see: plants every {@link Plant} and looks. */
final class PlantedRun {

  private final Path folder;

  /**
   * @param folder that exists, for what is known of it
   */
  PlantedRun(Path folder) {
    this.folder = folder;
  }

  /**
   * @return does not pass: its violations are what the verdict says of the plants
   * @throws IllegalStateException if something is wrong before anything is planted
   */
  ChaosOutcome run(long seed) throws InterruptedException {
    ChaosPlan plan = ChaosPlan.quiet(seed);
    return new ChaosRunner(folder).run(plan, (sites, traffic) -> run(plan, sites, traffic));
  }

  private static ChaosOutcome run(ChaosPlan plan, ChaosSites sites, ChaosTraffic traffic)
      throws InterruptedException {
    try (PlantedFaults planted = new PlantedFaults(sites, traffic)) {
      traffic.begin();
      List<String> before = new AfterTheHeal(sites).lag();
      if (before.isEmpty()) {
        before = verdict(plan, sites, traffic).violations();
      }
      if (!before.isEmpty()) {
        throw new IllegalStateException("wrong before anything is planted: " + before);
      }
      for (Plant plant : Plant.values()) {
        planted.plant(plant);
      }
      ChaosVerdict verdict = verdict(plan, sites, traffic);
      return new ChaosOutcome(
          plan, Plant.values().length, verdict.writesChecked(), verdict.violations());
    }
  }

  private static ChaosVerdict verdict(ChaosPlan plan, ChaosSites sites, ChaosTraffic traffic) {
    return ChaosVerdict.of(ChaosRunner.record(plan.ending(), sites, traffic, Map.of()));
  }

  /** Of each plant, the violation by which it was caught. */
  static Map<Plant, Optional<String>> caught(ChaosOutcome outcome) {
    Map<Plant, Optional<String>> caught = new EnumMap<>(Plant.class);
    for (Plant plant : Plant.values()) {
      caught.put(plant, outcome.violations().stream().filter(plant::explains).findFirst());
    }
    return caught;
  }
}
