package io.understudy.failover.uninstall;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.mirror.Timing;
import io.understudy.failover.mode.Choice;
import io.understudy.failover.mode.Mode;
import io.understudy.failover.mode.Surroundings;
import io.understudy.service.kubernetes.KeptObjects;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.time.ServiceTiming;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The Job after an uninstall: once sync-service's pods are gone, which would put it back, it takes
 * away what they kept in the cluster. Control records stay in etcd: a new installation goes on from
 * them.
 */
public final class UninstallSweep implements Mode {

  /** Exit code where something is left. */
  static final int LEFT = 4;

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Supplier<KubernetesClient> clients;
  private final Timing timing;

  public UninstallSweep() {
    this(
        () -> new KubernetesClientBuilder().build(),
        new ServiceTiming(InstantSource.system(), new SplittableRandom()));
  }

  UninstallSweep(Supplier<KubernetesClient> clients, Timing timing) {
    this.clients = clients;
    this.timing = timing;
  }

  @Override
  public String name() {
    return "uninstall-sweep";
  }

  @Override
  public String purpose() {
    return "takes away what sync-service kept in the cluster, after an uninstall";
  }

  @Override
  public int run(Surroundings around) {
    try {
      return sweep(UninstallSettings.of(around), around);
    } catch (BadSettingsException bad) {
      around.log().accept(String.valueOf(bad.getMessage()));
      return Choice.MISUSED;
    }
  }

  private int sweep(UninstallSettings settings, Surroundings around) {
    try (KubernetesClient client = clients.get()) {
      List<String> left = awaitGone(client, settings);
      if (!left.isEmpty()) {
        around
            .log()
            .accept(
                "pods of sync-service are still there after "
                    + settings.leaveTimeout().toSeconds()
                    + " s and would put back what is taken away: "
                    + String.join(", ", left)
                    + "; "
                    + byHand(settings));
        return LEFT;
      }
      KeptHere kept = KeptHere.read(client, settings.namespace(), settings.link());
      kept.delete(client, settings.namespace());
      // A later release is asked again.
      client
          .configMaps()
          .inNamespace(settings.namespace())
          .withName(UninstallVerdict.FORCE)
          .delete();
      around.log().accept(said(kept));
      return 0;
    } catch (KubernetesClientException failure) {
      around
          .log()
          .accept(
              "what sync-service kept could not be taken away ("
                  + failure.getMessage()
                  + "); "
                  + byHand(settings));
      return LEFT;
    }
  }

  private List<String> awaitGone(KubernetesClient client, UninstallSettings settings) {
    long began = timing.nanos();
    List<String> pods = pods(client, settings);
    while (!pods.isEmpty() && timing.nanos() - began < settings.leaveTimeout().toNanos()) {
      timing.pause(EVERY);
      pods = pods(client, settings);
    }
    return pods;
  }

  private static List<String> pods(KubernetesClient client, UninstallSettings settings) {
    return client
        .pods()
        .inNamespace(settings.namespace())
        .withLabel("app", settings.app())
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  private static String said(KeptHere kept) {
    String gate =
        switch (kept.gate()) {
          case OURS -> "the standby gate is taken away";
          case ABSENT -> "there is no standby gate";
          case OTHERS -> "the standby gate is somebody else's and stays";
        };
    return gate + (kept.hasLease() ? "; the Lease is taken away" : "; there is no Lease");
  }

  private static String byHand(UninstallSettings settings) {
    return "once they are gone: kubectl -n "
        + KeptObjects.GATE_NAMESPACE
        + " delete configmap "
        + KeptObjects.GATE
        + " && kubectl -n "
        + settings.namespace()
        + " delete lease "
        + KeptObjects.LEASE;
  }
}
