package io.understudy.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The alert rules, their tests, the dashboard and the pages that speak of them. */
final class AlertFiles {

  static final Path ROOT = Sources.root();
  static final Path DASHBOARD = ROOT.resolve("k8s/etcd-sync/dashboards/understudy.json");

  /** A metric's name, with what a histogram's series have behind it. */
  private static final Pattern METRIC =
      Pattern.compile("\\b(understudy_\\w+|(?:local|remote)_target_keys_count)\\b");

  private static final Pattern DOCUMENTED =
      Pattern.compile("^\\| `(\\w+)(?:\\{[^}]*\\})?` ", Pattern.MULTILINE);

  private AlertFiles() {}

  /**
   * @param expr PromQL
   */
  record Alert(
      String name, String expr, Map<String, String> labels, Map<String, String> annotations) {}

  /**
   * One unit test of an alert.
   *
   * @param fires whether the alert is expected
   */
  record Case(String alert, boolean fires) {}

  static List<Path> ruleFiles() throws IOException {
    return yamlFiles(ROOT.resolve("k8s/etcd-sync/alerts"));
  }

  static List<Path> testFiles() throws IOException {
    return yamlFiles(ROOT.resolve("k8s/alert-tests"));
  }

  private static List<Path> yamlFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  static List<Alert> alerts(Path ruleFile) throws IOException {
    List<Alert> alerts = new ArrayList<>();
    for (Map<String, Object> group : maps(yaml(ruleFile).get("groups"))) {
      for (Map<String, Object> rule : maps(group.get("rules"))) {
        alerts.add(
            new Alert(
                String.valueOf(rule.get("alert")),
                String.valueOf(rule.get("expr")),
                texts(rule.get("labels")),
                texts(rule.get("annotations"))));
      }
    }
    return alerts;
  }

  static List<Alert> alerts() throws IOException {
    List<Alert> alerts = new ArrayList<>();
    for (Path file : ruleFiles()) {
      alerts.addAll(alerts(file));
    }
    return alerts;
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Path file : testFiles()) {
      for (Map<String, Object> test : maps(yaml(file).get("tests"))) {
        for (Map<String, Object> expected : maps(test.get("alert_rule_test"))) {
          boolean fires = !maps(expected.get("exp_alerts")).isEmpty();
          cases.add(new Case(String.valueOf(expected.get("alertname")), fires));
        }
      }
    }
    return cases;
  }

  static TreeSet<String> metricsIn(String promql) {
    TreeSet<String> names = new TreeSet<>();
    METRIC.matcher(promql).results().forEach(found -> names.add(found.group(1)));
    return names;
  }

  /** Names that docs/metrics.md has. */
  static TreeSet<String> documentedMetrics() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    DOCUMENTED
        .matcher(Files.readString(ROOT.resolve("docs/metrics.md")))
        .results()
        .forEach(found -> names.add(found.group(1)));
    return names;
  }

  private static Map<String, Object> yaml(Path file) throws IOException {
    return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
  }

  private static Map<String, Object> map(Object node) {
    if (!(node instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("not a map: " + node);
    }
    Map<String, Object> typed = new LinkedHashMap<>();
    map.forEach((key, value) -> typed.put(String.valueOf(key), value));
    return typed;
  }

  private static List<Map<String, Object>> maps(Object node) {
    if (!(node instanceof List<?> list)) {
      throw new IllegalArgumentException("not a list: " + node);
    }
    return list.stream().map(AlertFiles::map).toList();
  }

  private static Map<String, String> texts(Object node) {
    Map<String, String> texts = new LinkedHashMap<>();
    map(node).forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }
}
