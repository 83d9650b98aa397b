package io.understudy.testkit.sample;

import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A registry as the API server of a management cluster would have written it: several teams with
 * workloads, custom resources and owner chains, the platform's own namespaces, and what only one
 * cluster keeps for itself. The same seed gives the same bytes.
 */
public final class SampleRegistry {

  /** Gives some 900 objects, about 600 of them in the scope of the default profile. */
  public static final int DEFAULT_TEAMS = 14;

  private static final List<String> PLATFORM_NAMESPACES =
      List.of("default", "kube-system", "kube-public", "cpaas-system", "cert-manager");
  private static final int NODES = 3;

  private final World world;
  private final List<Txn.Write.Put> puts = new ArrayList<>();

  private SampleRegistry(long seed, int teams) {
    this.world = new World(seed);
    definitions();
    PLATFORM_NAMESPACES.forEach(this::platformNamespace);
    SampleObject platform =
        add(world.object(Kind.PLATFORM, "", "main", Bodies.wish("version", "4.1")));
    clusterWide(platform);
    for (int team = 1; team <= teams; team++) {
      new SampleTeam(world, this::add).build("team-%02d".formatted(team), platform);
    }
  }

  public static SampleRegistry of(long seed) {
    return of(seed, DEFAULT_TEAMS);
  }

  /**
   * @param teams some 60 objects each
   */
  public static SampleRegistry of(long seed, int teams) {
    return new SampleRegistry(seed, teams);
  }

  /**
   * The puts that make it, in order: an owner comes before what names it. An adopted object comes
   * twice, first without its owner, which is younger.
   */
  public List<Txn.Write.Put> objects() {
    return List.copyOf(puts);
  }

  /** The objects as they are after all puts, for what comes then. */
  World world(long seed) {
    return world.copy(seed);
  }

  private SampleObject add(SampleObject object) {
    puts.add(world.put(object));
    return object;
  }

  private void definitions() {
    for (Kind kind : List.of(Kind.PLATFORM, Kind.ENVIRONMENT, Kind.APPLICATION)) {
      String plural = kind.title().toLowerCase(Locale.ROOT) + "s";
      String name = plural + ".apps.example.io";
      boolean namespaced = kind != Kind.PLATFORM;
      add(
          world.object(
              Kind.DEFINITION,
              "",
              name,
              Bodies.definition("apps.example.io", plural, kind.title(), namespaced)));
    }
    add(
        world
            .object(Kind.API_SERVICE, "", "v1.apps", Bodies.apiService("apps", "v1"))
            .labelled("kube-aggregator.kubernetes.io/automanaged", "onstart"));
    add(
        world.object(
            Kind.API_SERVICE,
            "",
            "v1beta1.metrics.k8s.io",
            Bodies.apiService("metrics.k8s.io", "v1beta1")));
  }

  private void platformNamespace(String name) {
    add(world.object(Kind.NAMESPACE, "", name, Bodies.namespace()));
    add(world.object(Kind.SERVICE_ACCOUNT, name, "default", Bodies.nothing()));
    add(
        world.object(
            Kind.CONFIG_MAP, name, "kube-root-ca.crt", Bodies.data(Map.of("ca.crt", "primary"))));
    for (int i = 0; i < 4; i++) {
      add(
          world.object(
              Kind.CONFIG_MAP,
              name,
              world.newName("platform"),
              Bodies.data(Map.of("setting", world.text(60)))));
    }
  }

  private void clusterWide(SampleObject platform) {
    for (int i = 1; i <= NODES; i++) {
      String node = "node-" + i;
      add(world.object(Kind.NODE, "", node, Bodies.nothing()));
      add(world.object(Kind.LEASE, "kube-node-lease", node, Bodies.lease(node, world.now())));
    }
    add(world.object(Kind.STORAGE_CLASS, "", "standard", Bodies.provisioner("csi.example.io")));
    add(
        world
            .object(Kind.CLUSTER_ROLE, "", "view", Bodies.rules("pods", "configmaps"))
            .labelled("kubernetes.io/bootstrapping", "rbac-defaults"));
    for (int i = 0; i < 12; i++) {
      add(
          world
              .object(
                  Kind.CLUSTER_ROLE, "", world.newName("platform-role"), Bodies.rules("secrets"))
              .ownedBy(platform));
    }
  }
}
