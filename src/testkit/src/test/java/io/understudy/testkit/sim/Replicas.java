package io.understudy.testkit.sim;

import io.understudy.core.mirror.End;
import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.MirrorRun;
import io.understudy.core.mirror.PreflightLimits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.scope.Classifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The mirror's replicas, each with the actors that run it: started, killed, suspended. */
final class Replicas {

  private final World world;
  private final Network toSource;
  private final Network toTarget;
  private final Account account;
  private final UnaryOperator<Etcd> mutant;
  private final UnaryOperator<Etcd> atSource;
  private final LeadLimits lead;
  private final Map<String, List<Scheduler.Actor>> actors = new HashMap<>();
  private int rules;

  /**
   * @param mutant what stands between the mirrors and the target, for planted faults
   * @param atSource likewise, between them and the source
   */
  Replicas(
      World world,
      Network toSource,
      Network toTarget,
      Account account,
      UnaryOperator<Etcd> mutant,
      UnaryOperator<Etcd> atSource,
      LeadLimits lead) {
    this.world = world;
    this.toSource = toSource;
    this.toTarget = toTarget;
    this.account = account;
    this.mutant = mutant;
    this.atSource = atSource;
    this.lead = lead;
  }

  void start(String name) {
    Timing timing = world.timing();
    Etcd sourceEtcd =
        atSource.apply(new SimEtcd(world, toSource, world::answering, name).as(account));
    SimEtcd connection = new SimEtcd(world, toTarget, world.target, name);
    Etcd targetEtcd = mutant.apply(connection);
    Leadership leadership = new Leadership(targetEtcd, World.KEYS, name, 3, timing);
    connection.sentBy(leadership);
    RunContext context =
        new RunContext(
            sourceEtcd,
            targetEtcd,
            World.KEYS,
            Classifier.of(SimulatedRules.ALL.get(rules)),
            Prune.MIRRORED,
            limits(),
            leadership,
            timing,
            world.tally,
            Healing.of(Duration.ofSeconds(2), Duration.ofMillis(500), 6_600));
    List<Scheduler.Actor> running = new ArrayList<>();
    running.add(world.scheduler.spawn(name, () -> mirror(context)));
    running.add(world.scheduler.spawn(name + "-keepalive", () -> keepAlive(leadership)));
    actors.put(name, running);
  }

  void crash(String name) {
    world.tally.crashes++;
    kill(name);
    world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(3000)));
    start(name);
  }

  /** It wakes up long after its lease ran out and still believes. */
  void freeze(String name) {
    world.tally.freezes++;
    Duration pause = Duration.ofMillis(3000 + world.random.nextInt(12_000));
    actors.get(name).forEach(actor -> world.scheduler.freeze(actor, pause));
  }

  void changeRules() {
    world.tally.ruleChanges++;
    rules = 1 - rules;
    restart();
  }

  /** All of them, one after the other. */
  void restart() {
    for (String name : List.copyOf(actors.keySet())) {
      kill(name);
      start(name);
    }
  }

  private void kill(String name) {
    actors.get(name).forEach(world.scheduler::kill);
  }

  private Limits limits() {
    return new Limits(
        14,
        4096,
        4,
        400,
        5,
        Duration.ofMillis(300),
        Duration.ofMillis(20),
        Duration.ofMillis(200),
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        4,
        Duration.ofMillis(20),
        PreflightLimits.defaults(),
        lead);
  }

  private void mirror(RunContext context) {
    while (true) {
      try {
        if (context.leadership().attempt() instanceof Leadership.Attempt.Leading) {
          world.tally.terms++;
          lead(context);
        }
      } catch (EtcdException e) {
        world.tally.failedCalls++;
      }
      world.scheduler.sleep(Duration.ofMillis(100 + world.random.nextInt(300)));
    }
  }

  private void lead(RunContext context) {
    while (context.leadership().fence() != null) {
      boolean wasAllowed = world.mayRefuse();
      End end = new MirrorRun(context, () -> false).run();
      world.trace(() -> context.leadership().fence() + " ended: " + end);
      world.tally.ends.merge(end.getClass().getSimpleName(), 1, Integer::sum);
      if (end instanceof End.Refused refused && !wasAllowed && !world.isOfImpostor(refused.why())) {
        throw new AssertionError("refused: " + refused.why());
      }
      world.scheduler.sleep(Duration.ofMillis(50));
    }
  }

  private void keepAlive(Leadership leadership) {
    while (true) {
      world.scheduler.sleep(Duration.ofMillis(800));
      try {
        leadership.keepAlive();
      } catch (EtcdException e) {
        world.tally.failedCalls++;
      }
    }
  }
}
