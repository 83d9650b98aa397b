package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verdict that calls everything well proves nothing: here it has to find what was planted. */
class PlantedRunTest {

  private static final long SEED = 5;

  @TempDir private Path folder;

  @Test
  void everyPlantedFaultIsCaught() throws Exception {
    Map<Plant, Optional<String>> caught = new PlantedRun(folder).run(SEED);

    assertThat(caught).containsOnlyKeys(Plant.values());
    assertThat(caught).allSatisfy((plant, violation) -> assertThat(violation).isPresent());
  }
}
