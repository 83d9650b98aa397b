package io.understudy.testkit.sample;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Changes as a busy management cluster makes them, without end: settings change, applications come
 * and go with all they own, objects are deleted and created again under one name, owner references
 * are added and taken away, and much of what happens is in nobody's scope. The same registry and
 * seed give the same changes.
 */
public final class Traffic {

  private static final Predicate<SampleObject> SETTINGS =
      object -> object.kind() == Kind.CONFIG_MAP && object.name().startsWith("settings-");
  private static final Predicate<SampleObject> TEAMS =
      object -> object.kind() == Kind.NAMESPACE && object.name().startsWith("team-");

  private final World world;
  private final Background background;
  private final boolean foreground;
  private final Deque<Step> next = new ArrayDeque<>();

  public Traffic(SampleRegistry from, long seed) {
    this(from, seed, false);
  }

  private Traffic(SampleRegistry from, long seed, boolean foreground) {
    this.world = from.world(seed);
    this.background = new Background(world);
    this.foreground = foreground;
  }

  /**
   * The same, but all is deleted in the foreground: dependents before their owner, so that nothing
   * ever hangs on nothing, wherever it stops.
   */
  public static Traffic inTheForeground(SampleRegistry from, long seed) {
    return new Traffic(from, seed, true);
  }

  /**
   * All that changes at one source revision.
   *
   * @param what for people
   * @param writes at least one, each to a key of its own
   */
  public record Step(String what, List<Txn.Write> writes) {
    public Step {
      writes = List.copyOf(writes);
    }
  }

  /** The next change; there always is one. */
  public Step next() {
    while (next.isEmpty()) {
      plan(world.chance(100));
    }
    return next.remove();
  }

  private void plan(int dice) {
    if (dice < 24) {
      world.pick(SETTINGS).ifPresent(o -> step("settings changed", put(o.saying(settings()))));
    } else if (dice < 44) {
      next.addAll(background.some());
    } else if (dice < 54) {
      comeAndGo();
    } else if (dice < 62) {
      recreate();
    } else if (dice < 72) {
      application();
    } else if (dice < 78) {
      recreateOwner();
    } else if (dice < 84) {
      adoptOrRelease();
    } else if (dice < 90) {
      several();
    } else if (dice < 96) {
      runJob();
    } else if (dice < 98) {
      scale();
    } else {
      namespace();
    }
  }

  private void comeAndGo() {
    if (world.chance(2) == 0 || world.isCrowded(Kind.CONFIG_MAP)) {
      world.pick(SETTINGS).ifPresent(old -> step("settings deleted", world.delete(old)));
    } else {
      team().ifPresent(team -> step("settings created", put(newSettings(team))));
    }
  }

  private void recreate() {
    world
        .pick(SETTINGS.or(object -> object.kind() == Kind.SECRET && object.owners().isEmpty()))
        .ifPresent(
            old -> {
              step("deleted, to be created again", world.delete(old));
              step("created again", put(world.bornAgain(old)));
            });
  }

  /** One that comes with what it owns, or one that goes and takes that along. */
  private void application() {
    Optional<SampleObject> old =
        world.pick(
            object ->
                object.kind() == Kind.APPLICATION && object.name().startsWith("application-"));
    if (old.isPresent() && (world.chance(2) == 0 || world.isCrowded(Kind.APPLICATION))) {
      cascade(old.get(), world.chance(2) == 0);
      return;
    }
    Optional<SampleObject> environment = world.pick(object -> object.kind() == Kind.ENVIRONMENT);
    environment.ifPresent(
        owner -> {
          SampleObject application =
              world
                  .object(
                      Kind.APPLICATION,
                      owner.namespace(),
                      world.newName("application"),
                      Bodies.wish("image", world.text(10)))
                  .ownedBy(owner);
          step("application created", put(application));
          step("its settings", put(ownedBy(application, Kind.CONFIG_MAP, "-rendered")));
          step("its secret", put(ownedBy(application, Kind.SECRET, "-keys")));
        });
  }

  private SampleObject ownedBy(SampleObject owner, Kind kind, String suffix) {
    return world.object(kind, owner.namespace(), owner.name() + suffix, settings()).ownedBy(owner);
  }

  /** Takes an object and all below it away, the owner first or last, as the collector may do. */
  private void cascade(SampleObject owner, boolean ownerFirst) {
    List<SampleObject> below = world.below(owner);
    if (ownerFirst && !foreground) {
      step("owner deleted", world.delete(owner));
      below.forEach(object -> step("collected", world.delete(object)));
    } else {
      below.reversed().forEach(object -> step("collected", world.delete(object)));
      step("owner deleted last", world.delete(owner));
    }
  }

  /** An owner that is deleted, created again with a new UID, and makes its dependents anew. */
  private void recreateOwner() {
    world
        .pick(
            object ->
                object.kind() == Kind.APPLICATION
                    && object.name().startsWith("application-")
                    && !world.dependentsOf(object).isEmpty())
        .ifPresent(
            old -> {
              List<SampleObject> below = world.dependentsOf(old);
              if (foreground) {
                cascade(old, false);
              } else {
                step("owner deleted", world.delete(old));
              }
              SampleObject again = world.bornAgain(old);
              step("owner created again", put(again));
              if (!foreground) {
                below.forEach(object -> step("collected", world.delete(object)));
              }
              below.forEach(
                  object -> step("created again", put(world.bornAgain(object).ownedBy(again))));
            });
  }

  private void adoptOrRelease() {
    world
        .pick(SETTINGS)
        .ifPresent(
            settings -> {
              if (!settings.owners().isEmpty()) {
                step("owner reference removed", put(settings.ownedBy()));
                return;
              }
              Kind kind = world.chance(2) == 0 ? Kind.DEPLOYMENT : Kind.APPLICATION;
              world
                  .pick(o -> o.kind() == kind && o.namespace().equals(settings.namespace()))
                  .ifPresent(owner -> step("owner reference added", put(settings.ownedBy(owner))));
            });
  }

  /** Several objects in one transaction, an owner and its dependent among them. */
  private void several() {
    List<Txn.Write> writes = new ArrayList<>();
    for (SampleObject object : world.pickSome(SETTINGS, 2 + world.chance(4))) {
      writes.add(world.chance(4) == 0 ? world.delete(object) : put(object.saying(settings())));
    }
    team()
        .ifPresent(
            team -> {
              SampleObject application =
                  world.object(
                      Kind.APPLICATION,
                      team.name(),
                      world.newName("application"),
                      Bodies.wish("image", world.text(10)));
              writes.add(put(application));
              writes.add(put(ownedBy(application, Kind.CONFIG_MAP, "-rendered")));
            });
    if (!writes.isEmpty()) {
      next.add(new Step("several at once", writes));
    }
  }

  private void runJob() {
    world
        .pick(object -> object.kind() == Kind.CRON_JOB)
        .ifPresent(
            cron -> {
              SampleObject job =
                  world
                      .object(
                          Kind.JOB,
                          cron.namespace(),
                          world.newName(cron.name()),
                          Bodies.job(cron.name()))
                      .ownedBy(cron);
              List<SampleObject> former =
                  world.dependentsOf(cron).stream().filter(o -> o.kind() == Kind.JOB).toList();
              step("job started", put(job));
              SampleObject pod =
                  world
                      .object(
                          Kind.POD,
                          cron.namespace(),
                          world.newName(job.name()),
                          Bodies.pod(cron.name(), "node-2", "Running"))
                      .ownedBy(job);
              step("its pod", put(pod));
              former.forEach(old -> cascade(old, true));
            });
  }

  private void scale() {
    world
        .pick(object -> object.kind() == Kind.DEPLOYMENT)
        .ifPresent(
            deployment -> {
              Bytes body = Bodies.workload(deployment.name(), 1 + world.chance(5));
              step("deployment scaled", put(deployment.saying(body)));
              world
                  .dependentsOf(deployment)
                  .forEach(
                      dependent -> {
                        if (dependent.kind() == Kind.REPLICA_SET) {
                          step("its replica set", put(dependent.saying(body)));
                        }
                      });
            });
  }

  /** A team that comes with the basics, or a latecomer that goes, contents first. */
  private void namespace() {
    Optional<SampleObject> latecomer =
        world.pick(TEAMS.and(object -> object.name().startsWith("team-new-")));
    if (latecomer.isEmpty()) {
      String name = world.newName("team-new");
      new SampleTeam(world, object -> step("in a new namespace", put(object))).basics(name);
      return;
    }
    String name = latecomer.get().name();
    List<SampleObject> contents = world.find(o -> o.namespace().equals(name));
    for (SampleObject object : foreground ? contents.reversed() : contents) {
      step("namespace being deleted", world.delete(object));
    }
    step("namespace deleted", world.delete(latecomer.get()));
  }

  private SampleObject newSettings(SampleObject team) {
    return world.object(Kind.CONFIG_MAP, team.name(), world.newName("settings"), settings());
  }

  private Optional<SampleObject> team() {
    return world.pick(TEAMS);
  }

  private Bytes settings() {
    return Bodies.data(Map.of("application.properties", world.text(400)));
  }

  private Txn.Write put(SampleObject object) {
    return world.put(object);
  }

  private void step(String what, Txn.Write write) {
    next.add(new Step(what, List.of(write)));
  }
}
