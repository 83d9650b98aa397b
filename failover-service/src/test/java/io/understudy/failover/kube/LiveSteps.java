package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.understudy.core.port.Etcd;
import io.understudy.core.scope.Rules;
import io.understudy.failover.Ends;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.Step;
import java.util.List;

/** Steps on what a test gives them, for tests in other packages. */
public final class LiveSteps {

  private LiveSteps() {}

  /**
   * @param link its name
   * @param with parameters in YAML
   */
  public static Step freeze(
      String link, Rules rules, PrimaryServers primary, Etcd source, String with) {
    FreezePrimaryKind kind = new FreezePrimaryKind(link, rules, primary, new Ends(source, source));
    return kind.make(OneStep.spec(kind, with));
  }

  /**
   * @param link its name
   * @param other the site's API servers
   */
  public static Step lift(String link, Rules rules, PrimaryServers other) {
    StandbyServers none =
        new StandbyServers() {
          @Override
          public boolean isConfigured() {
            return false;
          }

          @Override
          public List<PrimaryServers.Server> all() {
            throw new IllegalStateException("this site is not asked for");
          }
        };
    LiftFreezeKind kind = new LiftFreezeKind(link, rules, other, none);
    return kind.make(OneStep.spec(kind, "{}"));
  }

  /**
   * @param client of the cluster {@code here}
   * @param with parameters in YAML
   */
  public static Step restart(KubernetesClient client, String with) {
    RestartPodsKind kind = new RestartPodsKind(name -> client);
    return kind.make(OneStep.spec(kind, with));
  }
}
