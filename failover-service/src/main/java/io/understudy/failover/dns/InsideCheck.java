package io.understudy.failover.dns;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Proves where a name leads inside one cluster, and restarts that cluster's DNS, once an attempt,
 * if it remembers what is no longer so, or answers nothing.
 *
 * @param restarts whether it may
 */
record InsideCheck(InsideCluster cluster, boolean restarts) {

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Lookups without an answer after which the cluster's DNS counts as one that leads nowhere. */
  private static final int UNANSWERED = 5;

  void plan(Findings findings) {
    cluster.obstacles(restarts).forEach(findings::problem);
  }

  /**
   * @return what was seen and done
   */
  List<String> run(StepContext context, String name, HostRecords wanted)
      throws InterruptedException {
    List<String> lines = new ArrayList<>();
    int[] looks = {0};
    Lookup first =
        await(
            context,
            name,
            lookup -> lookup instanceof Lookup.Found || ++looks[0] >= UNANSWERED,
            "an answer");
    if (!first.leadsWhere(wanted)) {
      lines.add(cluster.text() + " was led to " + first.text());
      // A drill leaves no trace: it does not restart what others use.
      if (restarts && !context.isDrill()) {
        restart(context, lines);
      }
    }
    Lookup last = await(context, name, lookup -> lookup.leadsWhere(wanted), "the new site");
    lines.add(cluster.text() + " is led to " + String.join(" ", addresses(last)));
    return lines;
  }

  private static Iterable<String> addresses(Lookup lookup) {
    return lookup instanceof Lookup.Found found ? found.records().addresses() : List.of();
  }

  private interface Judge {
    boolean isEnough(Lookup lookup);
  }

  private Lookup await(StepContext context, String name, Judge judge, String what)
      throws InterruptedException {
    AtomicReference<String> seen = new AtomicReference<>("");
    return LastSeen.await(
        context,
        "lookups of " + name + " in " + cluster.text() + " to give " + what,
        EVERY,
        seen::get,
        () -> {
          Lookup lookup = cluster.lookup(name);
          seen.set(lookup.text());
          return Optional.of(lookup).filter(judge::isEnough);
        });
  }

  /** One pod after the other, so that the cluster is not without DNS if it has more than one. */
  private void restart(StepContext context, List<String> lines) throws InterruptedException {
    try {
      List<Pod> pods = cluster.dnsPods();
      List<String> gone = new ArrayList<>();
      for (Pod pod : pods) {
        cluster.delete(pod);
        gone.add(pod.getMetadata().getUid());
        context.await(
            "a new pod of the cluster's DNS in place of " + pod.getMetadata().getName(),
            EVERY,
            () -> replaced(gone, pods.size()));
        lines.add("restarted " + pod.getMetadata().getName() + " of the cluster's DNS");
      }
    } catch (KubernetesClientException failure) {
      throw new StepFailedException(
          "the DNS of "
              + cluster.access().text()
              + " cannot be restarted ("
              + KubernetesFailure.text(failure)
              + "); allow list and delete of pods in kube-system, or restart it and try again",
          failure);
    }
  }

  private Optional<Integer> replaced(List<String> gone, int wanted) {
    List<Pod> pods = cluster.dnsPods();
    boolean isAnyLeft = pods.stream().anyMatch(pod -> gone.contains(pod.getMetadata().getUid()));
    long ready = pods.stream().filter(InsideCluster::isReady).count();
    return !isAnyLeft && ready >= wanted ? Optional.of(pods.size()) : Optional.empty();
  }
}
