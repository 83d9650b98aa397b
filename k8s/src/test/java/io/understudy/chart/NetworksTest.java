package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is let in to the services, and that docs/security.md has just that. */
class NetworksTest {

  private static final Path DOCUMENT = Path.of("../docs/security.md");

  /** A service's name in the document, and that of its objects. */
  private static final Map<String, String> SERVICES =
      Map.of("sync", "etcd-sync", "monitor", "etcd-sync-monitor", "failover", "etcd-sync-failover");

  private static final Pattern NUMBER = Pattern.compile("\\b\\d+\\b");

  private static List<HasMetadata> objects;

  @BeforeAll
  static void render() {
    objects =
        Chart.render(
            Chart.VIP
                + "networkPolicy: {from: [{namespaceSelector: {matchLabels: {team: ops}}}]}\n");
  }

  private static NetworkPolicyIngressRule letIn(String name) {
    NetworkPolicy policy = Chart.one(objects, NetworkPolicy.class, name);
    assertThat(policy.getSpec().getPodSelector().getMatchLabels())
        .isEqualTo(
            Chart.one(objects, Deployment.class, name)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels()
                .entrySet()
                .stream()
                .filter(label -> label.getKey().equals("app"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    assertThat(policy.getSpec().getIngress()).hasSize(1);
    return policy.getSpec().getIngress().getFirst();
  }

  /** Of the pods, as the NetworkPolicy opens them. */
  private static Set<Integer> open(String name) {
    return letIn(name).getPorts().stream()
        .map(port -> port.getPort().getIntVal())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<ContainerPort> listening(String name) {
    return Chart.one(objects, Deployment.class, name)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getPorts();
  }

  @Test
  void eachPortThatListensIsOpenAndNoOther() {
    for (String name : SERVICES.values()) {
      assertThat(listening(name))
          .extracting(ContainerPort::getContainerPort)
          .as("ports of %s", name)
          .containsExactlyInAnyOrderElementsOf(open(name));
      assertThat(Chart.one(objects, Service.class, name).getSpec().getPorts())
          .extracting(port -> port.getTargetPort().getStrVal())
          .isSubsetOf(listening(name).stream().map(ContainerPort::getName).toList());
    }
  }

  @Test
  void whoChangesSomethingIsOfTheReleaseOrNamed() {
    for (String name : List.of("etcd-sync", "etcd-sync-failover")) {
      List<NetworkPolicyPeer> peers = letIn(name).getFrom();
      assertThat(peers).hasSize(2);
      assertThat(peers.getFirst().getPodSelector()).isNotNull();
      assertThat(peers.getFirst().getNamespaceSelector()).isNull();
      assertThat(peers.getLast().getNamespaceSelector().getMatchLabels())
          .containsExactly(Map.entry("team", "ops"));
    }
    assertThat(letIn("etcd-sync-monitor").getFrom()).isEmpty();
  }

  @Test
  void theDocumentHasThePortsOfEachService() throws IOException {
    Set<String> called = new TreeSet<>();
    List<String[]> rows =
        Files.readAllLines(DOCUMENT).stream()
            .dropWhile(line -> !line.equals("## Networks"))
            .filter(line -> line.startsWith("|"))
            .skip(2)
            .map(line -> line.split("\\s*\\|\\s*"))
            .toList();
    for (String[] row : rows) {
      Set<String> to = services(row[2]);
      Set<Integer> said =
          NUMBER
              .matcher(row[3])
              .results()
              .map(found -> Integer.valueOf(found.group()))
              .collect(Collectors.toCollection(TreeSet::new));
      if (!to.isEmpty()) {
        called.addAll(to);
        assertThat(said).as("ports of the row to %s", row[2]).containsAll(ports(to));
        assertThat(allPorts(to)).as("ports of the row to %s", row[2]).containsAll(said);
      }
    }
    assertThat(called).isEqualTo(new TreeSet<>(SERVICES.values()));
  }

  private static Set<String> services(String cell) {
    if (!cell.contains("service")) {
      return Set.of();
    }
    Set<String> found = new TreeSet<>();
    SERVICES.forEach(
        (word, name) -> {
          if (cell.contains(word + "-") || cell.equals("each service")) {
            found.add(name);
          }
        });
    return found;
  }

  private static Set<Integer> ports(Set<String> names) {
    Set<Integer> ports = new TreeSet<>();
    names.forEach(name -> ports.addAll(open(name)));
    return ports;
  }

  /** Those of the Services too. */
  private static Set<Integer> allPorts(Set<String> names) {
    Set<Integer> ports = ports(names);
    for (String name : names) {
      Chart.one(objects, Service.class, name).getSpec().getPorts().stream()
          .map(ServicePort::getPort)
          .forEach(ports::add);
    }
    return ports;
  }
}
