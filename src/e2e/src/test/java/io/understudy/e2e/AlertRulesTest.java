package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.e2e.AlertFiles.Alert;
import io.understudy.e2e.AlertFiles.Case;
import io.understudy.e2e.Promtool.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alert rules and the dashboard that ship: well-formed, tested, and about metrics that exist.
 */
class AlertRulesTest {

  @Test
  void prometheusTakesTheRules() throws Exception {
    Answer answer = Promtool.run(List.of("check", "rules"), AlertFiles.ruleFiles());

    assertThat(answer.exitCode()).as(answer.said()).isZero();
  }

  @Test
  void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
    Answer answer = Promtool.run(List.of("test", "rules"), AlertFiles.testFiles());

    assertThat(answer.exitCode()).as(answer.said()).isZero();
  }

  @Test
  void everyAlertHasACaseThatFiresItAndOneThatDoesNot() throws IOException {
    List<Case> cases = AlertFiles.cases();

    assertThat(AlertFiles.alerts()).hasSizeGreaterThan(20);
    for (Alert alert : AlertFiles.alerts()) {
      assertThat(cases).contains(new Case(alert.name(), true), new Case(alert.name(), false));
    }
  }

  @Test
  void theTestsNoticeAnAlertThatIsGone(@TempDir Path copy) throws Exception {
    Path tests = Files.createDirectory(copy.resolve("tests"));
    for (Path file : AlertFiles.testFiles()) {
      Files.copy(file, tests.resolve(file.getFileName()));
    }
    for (Path file : AlertFiles.ruleFiles()) {
      String rules = Files.readString(file);
      for (Alert alert : AlertFiles.alerts(file)) {
        String line = "alert: " + alert.name() + "\n";
        assertThat(rules).containsOnlyOnce(line);
        Files.writeString(
            copy.resolve(file.getFileName()), rules.replace(line, "alert: Another\n"));

        Answer answer =
            Promtool.run(List.of("test", "rules"), List.of(tests.resolve(file.getFileName())));

        assertThat(answer.exitCode()).as("without %s", alert.name()).isNotZero();
        assertThat(answer.said()).contains("alertname: " + alert.name());
      }
    }
  }

  @Test
  void everyAlertSaysHowBadItIsWhatItIsAndWhatToDo() throws IOException {
    TreeSet<String> sections = sectionsOf("docs/alerts.md");

    for (Alert alert : AlertFiles.alerts()) {
      assertThat(alert.labels().get("severity")).as(alert.name()).isIn("critical", "warning");
      assertThat(alert.annotations())
          .as(alert.name())
          .containsOnlyKeys("summary", "description", "runbook")
          .allSatisfy((name, text) -> assertThat(text).isNotBlank());
      assertThat(alert.annotations().get("runbook"))
          .startsWith("docs/alerts.md#")
          .satisfies(
              runbook ->
                  assertThat(sections).contains(runbook.substring("docs/alerts.md#".length())));
      assertThat(Files.readString(AlertFiles.ROOT.resolve("docs/alerts.md")))
          .contains(alert.name());
    }
  }

  private static TreeSet<String> sectionsOf(String page) throws IOException {
    TreeSet<String> sections = new TreeSet<>();
    Files.readAllLines(AlertFiles.ROOT.resolve(page)).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
        .forEach(sections::add);
    return sections;
  }

  @Test
  void everyMetricOfAnAlertIsDocumented() throws IOException {
    for (Alert alert : AlertFiles.alerts()) {
      assertThat(AlertFiles.metricsIn(alert.expr())).as(alert.name()).isNotEmpty();
      assertThat(AlertFiles.documentedMetrics())
          .as(alert.name())
          .containsAll(AlertFiles.metricsIn(alert.expr()));
    }
  }

  @Test
  void everyPanelAsksForMetricsThatAreDocumented() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(AlertFiles.DASHBOARD));
    int asked = 0;
    for (JsonNode panel : dashboard.path("panels")) {
      String title = panel.path("title").asText();
      assertThat(title).isNotBlank();
      for (JsonNode target : panel.path("targets")) {
        TreeSet<String> metrics = AlertFiles.metricsIn(target.path("expr").asText());
        assertThat(metrics).as(title).isNotEmpty();
        metrics.forEach(
            metric -> assertThat(isDocumented(metric)).as("%s of %s", metric, title).isTrue());
        asked++;
      }
    }
    assertThat(asked).isGreaterThan(20);
  }

  /** A histogram's and a timer's series have their metric's name and a suffix. */
  private static boolean isDocumented(String metric) {
    try {
      TreeSet<String> documented = AlertFiles.documentedMetrics();
      return documented.contains(metric)
          || documented.contains(metric.replaceFirst("_(bucket|count|sum)$", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thePanelsOfTheDashboardDoNotOverlap() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(AlertFiles.DASHBOARD));
    TreeSet<String> taken = new TreeSet<>();
    TreeSet<Integer> ids = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      JsonNode at = panel.path("gridPos");
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      assertThat(at.path("x").asInt() + at.path("w").asInt()).isBetween(1, 24);
      for (int x = 0; x < at.path("w").asInt(); x++) {
        for (int y = 0; y < at.path("h").asInt(); y++) {
          String cell = (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
          assertThat(taken.add(cell)).as("%s of %s", cell, panel.path("title")).isTrue();
        }
      }
    }
  }
}
