package io.understudy.failover.reprotect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that list, export and confirm, against two real etcds. */
class OrphanStepsTest {

  private static final PlanContext NOW = new PlanContext(Verb.REPROTECT, Instant.EPOCH);

  @TempDir Path directory;

  private final TwoSites sites = new TwoSites();
  private OrphanDesk desk;

  @BeforeEach
  void handOver() {
    desk = sites.desk(directory);
    sites.replicated("changed", "in time");
    sites.replicated("deleted", "in time");
    sites.handOver();
  }

  @AfterEach
  void close() {
    sites.close();
  }

  private void late() {
    sites.old().put(TwoSites.key("changed"), TwoSites.value("changed", "secret thing"));
    sites.old().put(TwoSites.key("created"), TwoSites.value("created", "secret thing"));
    sites.old().delete(TwoSites.key("deleted"));
  }

  @Test
  void aListIsEvidenceByCountsAndDigestWithoutAnyValue() {
    late();

    Evidence evidence = run(new ListOrphansKind(desk), Map.of());

    assertThat(evidence.summary()).startsWith("2 late writes and 1 late deletes");
    assertThat(evidence.lines())
        .contains("2 written: configmaps in team", "1 deleted: configmaps in team");
    assertThat(evidence.outputs()).containsEntry("orphans-digest", digest());
    assertThat(evidence.toString()).doesNotContain("secret thing");
  }

  @Test
  void anExportHoldsKeysAndValuesForItsOwnerAloneAndIsReadBack() throws IOException {
    late();

    Evidence evidence = run(new ExportOrphansKind(desk), Map.of());

    Path file = directory.resolve("orphans.jsonl");
    List<String> lines = Files.readAllLines(file);
    String value =
        Base64.getEncoder().encodeToString(TwoSites.value("changed", "secret thing").array());
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(lines).hasSize(4);
    assertThat(lines.getFirst())
        .contains("\"digest\":\"" + digest() + "\"", "\"watermark\":", "\"sourceClusterId\":");
    assertThat(lines.get(1)).contains("\"kind\":\"written\"", "/changed\"", value);
    assertThat(lines.get(3)).contains("\"kind\":\"deleted\"", "/deleted\"").doesNotContain("value");
    assertThat(evidence.outputs()).containsEntry("orphans-digest", digest());
    assertThat(evidence.toString()).doesNotContain("secret thing").doesNotContain(value);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void anExportThatWasChangedProvesNothing() throws IOException {
    late();
    Path file = desk.export().file();
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, lines.size() - 1));

    assertThatThrownBy(() -> OrphanExport.prove(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its first line says " + digest());
  }

  @Test
  void withoutOrphansNothingHasToBeConfirmed() {
    assertThat(run(new ConfirmOrphansKind(desk), Map.of()).summary())
        .isEqualTo("the old primary has no orphans");
  }

  @Test
  void orphansThatNobodyHasSeenAreNotOverwritten() {
    late();
    String seen = digest();
    ConfirmOrphansKind kind = new ConfirmOrphansKind(desk);

    assertThatThrownBy(() -> run(kind, Map.of()))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("\"confirm\": \"" + seen + "\"");
    assertThat(run(kind, Map.of("confirmed-orphans", seen)).summary()).endsWith("are confirmed");
    sites.old().put(TwoSites.key("created"), TwoSites.value("created", "later still"));
    assertThatThrownBy(() -> run(kind, Map.of("confirmed-orphans", seen)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("now they are others")
        .hasMessageContaining(digest());
  }

  @Test
  void aPlanShowsTheDigestOrWhyThereIsNone() {
    late();
    Forecast exact = plan(new ConfirmOrphansKind(desk));
    sites.present().delete(TwoSites.KEYS.scope());
    Forecast none = plan(new ListOrphansKind(desk));

    assertThat(exact.problems()).isEmpty();
    assertThat(exact.warnings()).singleElement().asString().contains("confirm their digest: ");
    assertThat(none.problems()).singleElement().asString().contains("record 'scope'");
  }

  @Test
  void whatHasNoPlaceAmongTheCountsIsCountedTogether() {
    for (int i = 0; i < 6; i++) {
      sites.old().put("/registry/configmaps/team-" + i + "/a", TwoSites.value("a", "x").utf8());
    }

    assertThat(desk.list(2).tally().counts().values()).hasSize(4).contains(3L);
    assertThat(desk.list(2).tally().first()).hasSize(2);
  }

  private String digest() {
    return desk.list(0).list().digest();
  }

  private static Forecast plan(StepKind kind) {
    return kind.make(OneStep.spec(kind, "{}")).plan(NOW);
  }

  private static Evidence run(StepKind kind, Map<String, String> outputs) {
    try {
      return kind.make(OneStep.spec(kind, "{}"))
          .run(new OneStep(Verb.REPROTECT, Duration.ofSeconds(60), outputs));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }
}
