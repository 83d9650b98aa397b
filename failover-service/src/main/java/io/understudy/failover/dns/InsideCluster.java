package io.understudy.failover.dns;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.understudy.failover.kube.Rights;
import io.understudy.failover.kube.Rights.Right;
import io.understudy.service.kubernetes.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks a name up as a pod sees it, and restarts the cluster's DNS.
 *
 * @param namespace of the Deployment
 * @param deployment in one of whose pods {@code nslookup} is run
 */
record InsideCluster(ClusterAccess access, String namespace, String deployment, PodExec exec) {

  private static final String DNS_NAMESPACE = "kube-system";
  private static final String DNS_LABEL = "k8s-app";
  private static final String DNS_VALUE = "kube-dns";
  private static final String RUNNING = "Running";

  String text() {
    return "deployments/" + deployment + " in " + namespace + " of " + access.text();
  }

  /** What would stand against a lookup or a restart. */
  List<String> obstacles(boolean restarts) {
    try {
      return access.with(client -> obstacles(client, restarts));
    } catch (KubernetesClientException failure) {
      return List.of(why(failure));
    }
  }

  private List<String> obstacles(KubernetesClient client, boolean restarts) {
    if (pod(client).isEmpty()) {
      return List.of(
          "no pod of "
              + text()
              + " runs, in which the name could be looked up; correct 'deployment' and 'namespace',"
              + " or start it");
    }
    List<String> missing = Rights.missing(client, access.text(), needed(restarts));
    if (!missing.isEmpty()) {
      return missing;
    }
    return restarts && dnsPods(client).isEmpty()
        ? List.of(
            "no pod with label "
                + DNS_LABEL
                + "="
                + DNS_VALUE
                + " in namespace "
                + DNS_NAMESPACE
                + " of "
                + access.text()
                + ": its DNS could not be restarted; set 'restart-coredns' to false if it has"
                + " another")
        : List.of();
  }

  /**
   * What was read by then is granted. The client looks at a pod before it runs something there, by
   * a WebSocket, which is asked for by GET; newer API servers want {@code create} besides.
   */
  private List<Right> needed(boolean restarts) {
    List<Right> needed = new ArrayList<>();
    needed.add(new Right("get", "", "pods", namespace, ""));
    needed.add(new Right("get", "", "pods/exec", namespace, ""));
    needed.add(new Right("create", "", "pods/exec", namespace, ""));
    if (restarts) {
      needed.add(new Right("list", "", "pods", DNS_NAMESPACE, ""));
      needed.add(new Right("delete", "", "pods", DNS_NAMESPACE, ""));
    }
    return needed;
  }

  private Optional<Pod> pod(KubernetesClient client) {
    Deployment found =
        client.apps().deployments().inNamespace(namespace).withName(deployment).get();
    if (found == null) {
      return Optional.empty();
    }
    return client
        .pods()
        .inNamespace(namespace)
        .withLabelSelector(found.getSpec().getSelector())
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> pod.getStatus() != null && RUNNING.equals(pod.getStatus().getPhase()))
        .findFirst();
  }

  /** What a pod is told. */
  Lookup lookup(String name) {
    try {
      return access.with(
          client ->
              pod(client)
                  .map(pod -> lookup(client, pod, name))
                  .orElseGet(() -> new Lookup.Failed("no pod of " + text() + " runs")));
    } catch (KubernetesClientException failure) {
      return new Lookup.Failed(why(failure));
    }
  }

  private Lookup lookup(KubernetesClient client, Pod pod, String name) {
    String printed =
        exec.run(client, namespace, pod.getMetadata().getName(), List.of("nslookup", name));
    Optional<Lookup.Found> found = NslookupOutput.read(printed);
    return found.isPresent()
        ? found.get()
        : new Lookup.Failed("nslookup in " + text() + " got no answer");
  }

  /** The pods of the cluster's DNS, but for those that end. */
  List<Pod> dnsPods() {
    return access.with(InsideCluster::dnsPods);
  }

  private static List<Pod> dnsPods(KubernetesClient client) {
    return client
        .pods()
        .inNamespace(DNS_NAMESPACE)
        .withLabel(DNS_LABEL, DNS_VALUE)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** Exactly this pod: one that has its name by now is left alone. */
  void delete(Pod pod) {
    String path = "/api/v1/namespaces/" + DNS_NAMESPACE + "/pods/" + pod.getMetadata().getName();
    Object options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withNewPreconditions()
            .withUid(pod.getMetadata().getUid())
            .endPreconditions()
            .build();
    access.with(
        client -> {
          ApiClient.unlessOthersDid(() -> client.raw(path, "DELETE", options));
          return path;
        });
  }

  static boolean isReady(Pod pod) {
    return Readiness.isPodReady(pod);
  }

  private String why(KubernetesClientException failure) {
    return "the name cannot be looked up in "
        + text()
        + " ("
        + KubernetesFailure.text(failure)
        + "); check that the cluster can be reached and that get deployments, list pods and create"
        + " pods/exec are allowed there";
  }
}
