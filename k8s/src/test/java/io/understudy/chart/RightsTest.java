package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.understudy.testkit.GrantedRights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the Roles grant is what the services' tests go by, right by right ({@link GrantedRights}):
 * they are refused everything else, and each right has a test that needs it.
 */
class RightsTest {

  private static final String REVIEWS = "system:auth-delegator";
  private static final String ALL = "*";
  private static final String PRIMARY_ACCOUNT = "understudy-bootstrap";
  private static final Set<String> TESTS = testClasses();
  private static final Pattern YAML_BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

  /** Whatever brings a right. */
  private static final String EVERYTHING =
      """
      source: {vip: 192.0.2.10}
      monitor: {listSecrets: true}
      bootstrap:
        tokenSecret: etcd-sync-active-cluster-token
        primary: {caConfigMap: primary-ca, caSecret: primary-ca}
        localEtcdCa: {namespace: kube-system, secret: own-ca}
      failover:
        clusters: {east: cpaas-system/east/value}
        retirePlugin: true
        lookupFrom: sentry
        runJobs: true
        portServices: [{namespace: kube-system, name: etcd}]
        variables: {dns.via: external-dns, dns.endpoint-namespace: dns, dns.endpoint: platform}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-sync",
        "etcd-sync-monitor",
        "etcd-sync-failover",
        "etcd-sync-bootstrap",
        "etcd-sync-uninstall-guard",
        "etcd-sync-uninstall-sweep"
      })
  void theTestsGoByTheChart(String account) {
    Map<String, String> tested = GrantedRights.read(account);

    assertThat(granted(Chart.render(EVERYTHING), account))
        .isEqualTo(new TreeSet<>(tested.keySet()));
    assertThat(tested.values()).allMatch(TESTS::contains, "is a test class");
  }

  private static Set<String> testClasses() {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Test.java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void theRenewalMayWhatTheBootstrapMay() {
    assertThat(granted(Chart.render(EVERYTHING), "etcd-sync-bootstrap-renewal"))
        .isEqualTo(new TreeSet<>(GrantedRights.read("etcd-sync-bootstrap").keySet()));
  }

  /** What administrators of the primary are told to grant is what the bootstrap was tested with. */
  @Test
  void theDocumentGrantsWhatTheBootstrapNeedsOfThePrimary() throws IOException {
    String document = Files.readString(Path.of("../docs/bootstrap.md"));
    List<HasMetadata> objects = new ArrayList<>();
    Matcher block = YAML_BLOCK.matcher(document);
    while (block.find()) {
      objects.addAll(Chart.objects(block.group(1)));
    }

    assertThat(Chart.one(objects, ServiceAccount.class, PRIMARY_ACCOUNT).getMetadata())
        .returns(Chart.NAMESPACE, ObjectMeta::getNamespace);
    assertThat(granted(objects, PRIMARY_ACCOUNT))
        .isEqualTo(new TreeSet<>(GrantedRights.read(PRIMARY_ACCOUNT).keySet()));
  }

  @Test
  void withoutMoreValuesThereAreFewerRights() {
    List<HasMetadata> objects = Chart.render(Chart.VIP);

    assertThat(granted(objects, "etcd-sync-monitor")).noneMatch(line -> line.contains("secrets"));
    assertThat(granted(objects, "etcd-sync-failover"))
        .noneMatch(line -> line.contains("secrets") || line.contains("dnsendpoints"))
        .noneMatch(line -> line.contains("moduleinfoes") || line.contains("jobs"))
        .noneMatch(line -> line.contains("configmaps") || line.contains(" services "))
        .noneMatch(line -> line.contains("exec") || line.startsWith("kube-system"));
  }

  @Test
  void thePluginLooksTheNameUpFromSentry() {
    List<HasMetadata> objects =
        Chart.render(PluginTest.values(Map.of("active_cluster_vip", "192.0.2.10")));

    assertThat(granted(objects, "etcd-sync-failover"))
        .contains("$release get deployments.apps sentry", "$release get pods/exec *");
    assertThat(told(objects)).isEqualTo("sentry");
  }

  /** What the runbook is told and what is granted are the same. */
  @Test
  void thePlaceOfTheLookupIsTheOneThatIsGranted() {
    String other = Chart.VIP + "failover: {variables: {dns.lookup-from: dns-probe}}\n";
    String sentry = Chart.VIP + "failover: {lookupFrom: sentry}\n";

    assertThat(granted(Chart.render(other), "etcd-sync-failover"))
        .contains("$release get deployments.apps dns-probe")
        .doesNotContain("$release get deployments.apps sentry");
    assertThat(told(Chart.render(other))).isEqualTo("dns-probe");
    assertThat(told(Chart.render(sentry))).isEqualTo("sentry");
    assertThat(told(Chart.render(Chart.VIP))).isEmpty();
  }

  private static String told(List<HasMetadata> objects) {
    String name = "understudy.runbook.variables.\"dns.lookup-from\"=";
    return Chart.one(objects, ConfigMap.class, "etcd-sync-failover")
        .getData()
        .get("application.properties")
        .lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow()
        .substring(name.length());
  }

  private static Set<String> granted(List<HasMetadata> objects, String account) {
    Set<String> lines = new TreeSet<>();
    for (RoleBinding binding : Chart.of(objects, RoleBinding.class)) {
      if (isFor(binding.getSubjects(), account)) {
        String namespace = namespace(binding);
        Chart.of(objects, Role.class).stream()
            .filter(role -> role.getMetadata().getName().equals(binding.getRoleRef().getName()))
            .filter(role -> namespace(role).equals(namespace))
            .forEach(role -> role.getRules().forEach(rule -> add(lines, namespace, rule)));
      }
    }
    for (ClusterRoleBinding binding : Chart.of(objects, ClusterRoleBinding.class)) {
      String name = binding.getRoleRef().getName();
      if (isFor(binding.getSubjects(), account) && !name.equals(REVIEWS)) {
        Chart.one(objects, ClusterRole.class, name)
            .getRules()
            .forEach(rule -> add(lines, ALL, rule));
      }
    }
    return lines;
  }

  private static boolean isFor(List<Subject> subjects, String account) {
    return subjects.stream().anyMatch(subject -> subject.getName().equals(account));
  }

  private static String namespace(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return namespace == null || namespace.equals(Chart.NAMESPACE) ? "$release" : namespace;
  }

  private static void add(Set<String> lines, String namespace, PolicyRule rule) {
    String group = rule.getApiGroups().getFirst();
    List<String> names =
        rule.getResourceNames() == null || rule.getResourceNames().isEmpty()
            ? List.of(ALL)
            : rule.getResourceNames();
    for (String resource : rule.getResources()) {
      String full = resource + (group.isEmpty() ? "" : "." + group);
      for (String verb : rule.getVerbs()) {
        names.forEach(name -> lines.add(namespace + " " + verb + " " + full + " " + name));
      }
    }
  }
}
