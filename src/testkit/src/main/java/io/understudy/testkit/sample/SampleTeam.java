package io.understudy.testkit.sample;

import io.understudy.core.port.Bytes;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One team's namespace and what is in it. */
final class SampleTeam {

  private static final List<String> APPS = List.of("shop", "pay");

  private final World world;
  private final Consumer<SampleObject> sink;

  /**
   * @param sink creates an object or changes it
   */
  SampleTeam(World world, Consumer<SampleObject> sink) {
    this.world = world;
    this.sink = sink;
  }

  void build(String namespace, SampleObject platform) {
    basics(namespace);
    for (String app : APPS) {
      deployment(namespace, app);
    }
    statefulSet(namespace, "store");
    cronJob(namespace, "report");
    customResources(namespace, platform);
    adopted(namespace);
  }

  /** What every namespace has from the start, made by controllers but for the namespace itself. */
  void basics(String namespace) {
    add(Kind.NAMESPACE, "", namespace, Bodies.namespace());
    add(Kind.SERVICE_ACCOUNT, namespace, "default", Bodies.nothing());
    add(Kind.CONFIG_MAP, namespace, "kube-root-ca.crt", Bodies.data(Map.of("ca.crt", "primary")));
    add(Kind.SERVICE_ACCOUNT, namespace, "deployer", Bodies.nothing());
    add(Kind.ROLE, namespace, "deployer", Bodies.rules("deployments", "services"));
    add(
        Kind.ROLE_BINDING,
        namespace,
        "deployer",
        Bodies.binding("deployer", namespace, "deployer"));
    for (int i = 0; i < 8; i++) {
      settings(namespace);
    }
    for (int i = 0; i < 5; i++) {
      credentials(namespace);
    }
  }

  private void settings(String namespace) {
    add(
        Kind.CONFIG_MAP,
        namespace,
        world.newName("settings"),
        Bodies.data(Map.of("application.properties", world.text(400), "owner", "team")));
  }

  private void credentials(String namespace) {
    add(
        Kind.SECRET,
        namespace,
        world.newName("credentials"),
        Bodies.secret(Map.of("token", world.text(60))));
  }

  private void deployment(String namespace, String app) {
    SampleObject deployment = add(Kind.DEPLOYMENT, namespace, app, Bodies.workload(app, 2));
    SampleObject replicas =
        add(
            world
                .object(Kind.REPLICA_SET, namespace, app + "-6f7c", Bodies.workload(app, 2))
                .ownedBy(deployment));
    for (int i = 0; i < 2; i++) {
      String name = world.newName(app + "-6f7c");
      pod(replicas, name, app);
    }
    SampleObject service =
        add(Kind.SERVICE, namespace, app, Bodies.service(app, "10.96.0." + world.chance(250)));
    add(Kind.ENDPOINTS, namespace, app, Bodies.addresses("10.0.0.1", "10.0.0.2"));
    add(
        world
            .object(
                Kind.ENDPOINT_SLICE, namespace, world.newName(app), Bodies.addresses("10.0.0.1"))
            .ownedBy(service));
    add(
        world
            .object(
                Kind.CONFIG_MAP,
                namespace,
                app + "-rollout",
                Bodies.data(Map.of("revision", world.text(20))))
            .ownedBy(deployment));
  }

  private void pod(SampleObject owner, String name, String app) {
    add(
        world
            .object(
                Kind.POD,
                owner.namespace(),
                name,
                Bodies.pod(app, "node-" + (1 + world.chance(3)), "Running"))
            .ownedBy(owner));
  }

  private void statefulSet(String namespace, String app) {
    SampleObject set = add(Kind.STATEFUL_SET, namespace, app, Bodies.workload(app, 1));
    add(
        world
            .object(Kind.CONTROLLER_REVISION, namespace, app + "-5d8", Bodies.revision(1))
            .ownedBy(set));
    String volume = "pvc-" + world.uid();
    String claim = "data-" + app + "-0";
    add(Kind.VOLUME, "", volume, Bodies.volume(namespace, claim));
    add(world.object(Kind.CLAIM, namespace, claim, Bodies.claim(volume)).ownedBy(set));
    pod(set, app + "-0", app);
  }

  private void cronJob(String namespace, String app) {
    SampleObject cron = add(Kind.CRON_JOB, namespace, app, Bodies.cronJob(app));
    SampleObject job =
        add(world.object(Kind.JOB, namespace, world.newName(app), Bodies.job(app)).ownedBy(cron));
    pod(job, world.newName(job.name()), app);
    add(Kind.QUOTA, namespace, "limits", Bodies.nothing());
  }

  /** Platform, Environment, Application, ConfigMap: a chain of four, and one with two owners. */
  private void customResources(String namespace, SampleObject platform) {
    SampleObject environment =
        add(
            world
                .object(Kind.ENVIRONMENT, namespace, "production", Bodies.wish("tier", "gold"))
                .ownedBy(platform));
    for (String app : APPS) {
      SampleObject application =
          add(
              world
                  .object(Kind.APPLICATION, namespace, app, Bodies.wish("image", app + "-1.0"))
                  .ownedBy(environment));
      owned(Kind.CONFIG_MAP, application, app + "-rendered");
      owned(Kind.SECRET, application, app + "-keys");
    }
    add(
        world
            .object(Kind.CONFIG_MAP, namespace, "shared", Bodies.data(Map.of("by", "two")))
            .ownedBy(
                world.get(Kind.APPLICATION, namespace, APPS.getFirst()).orElseThrow(),
                world.get(Kind.APPLICATION, namespace, APPS.getLast()).orElseThrow()));
  }

  private void owned(Kind kind, SampleObject owner, String name) {
    add(
        world
            .object(kind, owner.namespace(), name, Bodies.data(Map.of("value", world.text(80))))
            .ownedBy(owner));
  }

  /** An object that is older than its owner. */
  private void adopted(String namespace) {
    SampleObject orphan =
        add(Kind.CONFIG_MAP, namespace, "adopted", Bodies.data(Map.of("age", "older")));
    SampleObject adopter =
        add(Kind.APPLICATION, namespace, "zz-adopter", Bodies.wish("adopts", orphan.name()));
    add(orphan.ownedBy(adopter));
  }

  private SampleObject add(Kind kind, String namespace, String name, Bytes body) {
    return add(world.object(kind, namespace, name, body));
  }

  private SampleObject add(SampleObject object) {
    sink.accept(object);
    return object;
  }
}
