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
   * @param folder that exists, for logs
   */
  PlantedRun(Path folder) {
    this.folder = folder;
  }

  /**
   * @return of each plant, the violation by which it was caught
   * @throws IllegalStateException if something is wrong before anything is planted
   */
  Map<Plant, Optional<String>> run(long seed) throws InterruptedException {
    ChaosPlan plan = ChaosPlan.quiet(seed);
    try (ChaosSites sites = ChaosSites.start(folder, plan.tls());
        ChaosTraffic traffic = new ChaosTraffic(sites, plan);
        PlantedFaults planted = new PlantedFaults(sites, traffic)) {
      traffic.begin();
      List<String> before = new AfterTheHeal(sites).lag();
      if (before.isEmpty()) {
        before =
            ChaosVerdict.of(ChaosRunner.record(plan.ending(), sites, traffic, Map.of()))
                .violations();
      }
      if (!before.isEmpty()) {
        throw new IllegalStateException("wrong before anything is planted: " + before);
      }
      for (Plant plant : Plant.values()) {
        planted.plant(plant);
      }
      return caught(ChaosVerdict.of(ChaosRunner.record(plan.ending(), sites, traffic, Map.of())));
    }
  }

  private static Map<Plant, Optional<String>> caught(ChaosVerdict verdict) {
    Map<Plant, Optional<String>> caught = new EnumMap<>(Plant.class);
    for (Plant plant : Plant.values()) {
      caught.put(plant, verdict.violations().stream().filter(plant::explains).findFirst());
    }
    return caught;
  }
}
