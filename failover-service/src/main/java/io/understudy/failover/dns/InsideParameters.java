package io.understudy.failover.dns;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.failover.kube.Clusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From where inside clusters a name is looked up. */
final class InsideParameters {

  static final Parameter LOOKUP_FROM =
      Parameter.text(
              "lookup-from",
              "a Deployment of this cluster in one of whose pods nslookup is run, for example"
                  + " sentry")
          .optional();
  static final Parameter LOOKUP_NAMESPACE =
      Parameter.text("lookup-namespace", "of that Deployment; cpaas-system").optional();
  static final Parameter RESTART_COREDNS =
      Parameter.flag(
              "restart-coredns",
              "whether a cluster's DNS pods are restarted if they lead to the old site; true")
          .optional();

  private static final String SECRET = "kubeconfig-secret";
  private static final String SECRET_NAMESPACE = "secret-namespace";
  private static final String SECRET_KEY = "secret-key";
  private static final String DEPLOYMENT = "deployment";
  private static final String NAMESPACE = "namespace";
  private static final String PLATFORM_NAMESPACE = "cpaas-system";

  /** As Cluster API names it. */
  private static final String KUBECONFIG_KEY = "value";

  static final Parameter FROM_WORKLOAD_CLUSTERS =
      Parameter.objects(
              "from-workload-clusters",
              "clusters of which a Secret of this one holds a kubeconfig",
              List.of(
                  Parameter.text(SECRET, "the Secret's name"),
                  Parameter.text(SECRET_NAMESPACE, "the Secret's namespace; cpaas-system")
                      .optional(),
                  Parameter.text(SECRET_KEY, "where in the Secret the kubeconfig is; value")
                      .optional(),
                  Parameter.text(
                      DEPLOYMENT, "a Deployment there in one of whose pods nslookup is run"),
                  Parameter.text(NAMESPACE, "of that Deployment; cpaas-system").optional()))
          .optional();

  /** Of one call to a cluster's API server, and of one lookup in a pod. */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private InsideParameters() {}

  static List<InsideCheck> checks(Parameters with, Clusters clusters, PodExec exec) {
    boolean restarts = with.flag(RESTART_COREDNS.name(), true);
    List<InsideCheck> checks = new ArrayList<>();
    with.findText(LOOKUP_FROM.name())
        .map(
            deployment ->
                new InsideCluster(
                    new ClusterAccess.Own(clusters),
                    with.text(LOOKUP_NAMESPACE.name(), PLATFORM_NAMESPACE),
                    deployment,
                    exec))
        .ifPresent(cluster -> checks.add(new InsideCheck(cluster, restarts)));
    for (Parameters workload : with.objects(FROM_WORKLOAD_CLUSTERS.name())) {
      checks.add(new InsideCheck(workload(workload, clusters, exec), restarts));
    }
    return checks;
  }

  private static InsideCluster workload(Parameters with, Clusters clusters, PodExec exec) {
    ClusterAccess access =
        new ClusterAccess.ByKubeconfig(
            clusters,
            with.text(SECRET_NAMESPACE, PLATFORM_NAMESPACE),
            with.text(SECRET),
            with.text(SECRET_KEY, KUBECONFIG_KEY),
            CALL_TIMEOUT);
    return new InsideCluster(
        access, with.text(NAMESPACE, PLATFORM_NAMESPACE), with.text(DEPLOYMENT), exec);
  }
}
