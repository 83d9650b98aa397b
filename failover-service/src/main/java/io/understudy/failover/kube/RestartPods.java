package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.failover.kube.Rights.Right;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Deletes the pods that a selector matches, and waits for those that come in their place. */
final class RestartPods implements Step {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int PODS_MAX = 200;
  private static final String NOTED = "pods";
  private static final String OVER = "over";

  private final Clusters clusters;
  private final Which which;

  /**
   * @param cluster name of the cluster they run in
   * @param selector label selector, as for {@code kubectl -l}
   * @param mayBeNone whether it is right that there are none
   */
  record Which(String cluster, String namespace, String selector, boolean mayBeNone) {

    private String text() {
      return "pods " + selector + " in " + namespace + " (cluster " + cluster + ")";
    }
  }

  RestartPods(Clusters clusters, Which which) {
    this.clusters = clusters;
    this.which = which;
  }

  @Override
  public Forecast plan(PlanContext context) {
    String will = "restarts the " + which.text();
    try {
      KubernetesClient client = clusters.client(which.cluster());
      List<String> problems =
          new ArrayList<>(
              Rights.missing(
                  client,
                  "cluster " + which.cluster(),
                  List.of(
                      new Right("list", "", "pods", which.namespace(), ""),
                      new Right("delete", "", "pods", which.namespace(), ""))));
      if (!problems.isEmpty()) {
        return new Forecast(will, List.of(), problems, List.of());
      }
      return forecast(will, pods(client));
    } catch (KubernetesClientException failure) {
      return Forecast.problem(will, "cluster " + which.cluster() + ": " + Said.by(failure));
    }
  }

  private Forecast forecast(String will, List<PodSeen> pods) {
    List<PodSeen> live = pods.stream().filter(pod -> !pod.isGoing()).toList();
    if (live.isEmpty()) {
      return which.mayBeNone()
          ? Forecast.will(will + ", if there are any", "there are none now")
          : Forecast.problem(will, none());
    }
    List<String> problems = new ArrayList<>();
    if (live.size() > PODS_MAX) {
      problems.add(live.size() + " pods match, more than " + PODS_MAX + "; select fewer");
    }
    live.stream()
        .filter(pod -> !pod.isManaged())
        .map(pod -> "pod " + pod.name() + " has no controller that would make it anew")
        .map(problem -> problem + "; restart it by hand, or select others")
        .forEach(problems::add);
    String names = String.join(", ", live.stream().map(PodSeen::name).sorted().toList());
    return new Forecast(
        which.mayBeNone() ? will + ", if there are any" : will,
        List.of(live.size() + " pods now: " + names),
        problems,
        List.of());
  }

  private String none() {
    return "there are no "
        + which.text()
        + "; correct namespace or selector, or say 'if-none: skip' if they need not be installed";
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    try {
      KubernetesClient client = clusters.client(which.cluster());
      Optional<PodsBefore> before = before(context, client);
      if (before.isEmpty()) {
        return Evidence.of("nothing to restart: there are no " + which.text());
      }
      before.get().uids().forEach((name, uid) -> delete(client, name, uid));
      List<PodSeen> after = await(context, client, before.get());
      context.note(OVER, before.get().text());
      return new Evidence(
          "restarted " + before.get().uids().size() + " " + which.text(),
          after.stream()
              .filter(PodSeen::isReady)
              .map(pod -> "ready: " + pod.name() + " (UID " + pod.uid() + ")")
              .toList(),
          Map.of());
    } catch (KubernetesClientException failure) {
      throw new StepFailedException(
          "cluster " + which.cluster() + ": " + Said.by(failure), failure);
    }
  }

  /** Those that were noted and may not all be replaced yet; else those that are there now. */
  private Optional<PodsBefore> before(StepContext context, KubernetesClient client) {
    Optional<String> noted = context.noted(NOTED);
    boolean isOver = noted.isPresent() && noted.equals(context.noted(OVER));
    if (noted.isPresent() && (!isOver || context.isResumed())) {
      return noted.map(PodsBefore::parse);
    }
    PodsBefore now = PodsBefore.of(pods(client));
    if (now.uids().isEmpty()) {
      if (which.mayBeNone()) {
        return Optional.empty();
      }
      throw new StepFailedException(none());
    }
    if (now.uids().size() > PODS_MAX) {
      throw new StepFailedException(
          now.uids().size() + " pods match, more than " + PODS_MAX + "; select fewer");
    }
    context.note(NOTED, now.text());
    return Optional.of(now);
  }

  private List<PodSeen> await(StepContext context, KubernetesClient client, PodsBefore before)
      throws InterruptedException {
    AtomicReference<String> missing = new AtomicReference<>("");
    try {
      return context.await(
          "as many ready new pods as before",
          EVERY,
          () -> {
            List<PodSeen> now = pods(client);
            Optional<String> still = before.missing(now);
            missing.set(still.orElse(""));
            return still.isEmpty() ? Optional.of(now) : Optional.empty();
          });
    } catch (StepFailedException over) {
      throw new StepFailedException(
          over.getMessage()
              + "; "
              + missing.get()
              + "; see why the "
              + which.text()
              + " do not come",
          over);
    }
  }

  private List<PodSeen> pods(KubernetesClient client) {
    return client
        .pods()
        .inNamespace(which.namespace())
        .withLabelSelector(which.selector())
        .list()
        .getItems()
        .stream()
        .map(PodSeen::of)
        .toList();
  }

  /** Only the pod that was noted: under the same name there may be its successor by now. */
  private void delete(KubernetesClient client, String name, String uid) {
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withNewPreconditions()
            .withUid(uid)
            .endPreconditions()
            .build();
    try {
      client.raw("/api/v1/namespaces/" + which.namespace() + "/pods/" + name, "DELETE", options);
    } catch (KubernetesClientException failure) {
      if (!Said.isMissing(failure) && !Said.isConflict(failure)) {
        throw failure;
      }
    }
  }
}
