package io.understudy.testkit.sim;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.End;
import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.MirrorRun;
import io.understudy.core.mirror.PreflightLimits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two etcds, a network between, two replicas of the mirror, and everybody who writes or breaks
 * things.
 */
final class World {

  /** Of what the target takes; values of the traffic are beyond it now and then. */
  static final TargetLimit LIMIT = new TargetLimit(6_600);

  static final ControlKeys KEYS = new ControlKeys("global");

  private static final List<Rules> RULES = SimulatedRules.ALL;

  final Random random;
  final Scheduler scheduler;
  final ModelStore source = new ModelStore(1, new ModelStore.Limits(128, 1 << 20));
  final ModelStore target = new ModelStore(2, new ModelStore.Limits(16, 6_600));
  final Checker checker;
  final Tally tally = new Tally();
  private final Network toSource;
  private final Network toTarget;
  private final Account account;
  private final SourceTraffic traffic;
  private final StandbyTraffic standby;
  private final Asking asking;
  private final UnaryOperator<Etcd> mutant;
  private final @Nullable Operator operator;
  private final Map<String, Replica> replicas = new HashMap<>();
  private final LeadLimits lead;
  private boolean quiet;
  private String lastViolation = "";
  private int checked;
  private int rules;

  private record Replica(Leadership leadership, List<Scheduler.Actor> actors) {}

  /**
   * @param mutant what stands between the mirrors and the target, for planted faults
   */
  World(long seed, UnaryOperator<Etcd> mutant) {
    this.random = new Random(seed);
    this.lead = seed % 2 == 0 ? new LeadLimits(50, 100) : LeadLimits.OFF;
    this.account = seed % 4 == 3 ? Account.LIMITED : Account.ROOT;
    this.mutant = mutant;
    this.operator = Operator.actsIn(seed) ? new Operator(seed) : null;
    this.scheduler =
        new Scheduler(
            random,
            passed -> {
              source.advance(passed);
              target.advance(passed);
              afterChange(target());
            });
    this.checker = new Checker(source, target, RULES, account::mayRead);
    this.toSource = new Network(this, source, sent -> {});
    this.toTarget = new Network(this, target, sent -> check(sent));
    this.traffic = new SourceTraffic(random, source);
    this.standby = new StandbyTraffic(random, target, checker);
    this.asking = new Asking(random, source, target);
  }

  private ModelStore target() {
    return target;
  }

  /** A life with faults, then peace; the target must end up equal, or promoted and left alone. */
  void live() {
    for (int i = random.nextInt(30); i > 0; i--) {
      traffic.step();
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      standbyWrite();
    }
    scheduler.spawn("network", toTarget::deliver);
    scheduler.spawn("primary", this::primary);
    scheduler.spawn("standby", this::standby);
    scheduler.spawn("compactor", this::compactor);
    start("mirror-0");
    start("mirror-1");
    scheduler.spawn("trouble", this::trouble);
    scheduler.spawn("people", this::people);
    spawnOperator();
    int steps = 1500 + random.nextInt(2500);
    scheduler.runUntil(() -> false, steps);
    makePeace();
    boolean equal = scheduler.runUntil(this::isSettled, 60_000);
    if (!equal) {
      throw new AssertionError(
          "the mirror did not come to rest: " + lastViolation + "; " + checker.state());
    }
    scheduler.shutDown();
  }

  private void spawnOperator() {
    Operator acting = operator;
    if (acting != null) {
      Etcd connection = new SimEtcd(this, toTarget, target, Operator.NAME);
      scheduler.spawn(Operator.NAME, () -> acting.act(connection, timing()));
    }
  }

  /** The store changed other than by a Txn of a mirror (a lease ran out, a foreign write). */
  void afterChange(ModelStore store) {
    if (store == target) {
      checkRevisions(null);
    }
  }

  private void check(Network.Sent sent) {
    checkRevisions(sent);
  }

  private void checkRevisions(Network.@Nullable Sent sent) {
    List<Revision> history = target.history();
    while (checked < history.size()) {
      Revision revision = history.get(checked++);
      trace(() -> "T " + revision.number() + " by " + by(sent) + ": " + describe(revision));
      checker.targetRevision(revision, sent);
      if (operator != null) {
        operator.targetRevision(revision, sent);
      }
    }
  }

  /** What happened, line by line, for one seed: {@code -Dsimulation.trace=true}. */
  private void trace(java.util.function.Supplier<String> line) {
    if (Boolean.getBoolean("simulation.trace")) {
      System.out.println(scheduler.now() + " " + line.get());
    }
  }

  private static String by(Network.@Nullable Sent sent) {
    return sent == null ? "others" : sent.process;
  }

  private static String describe(Revision revision) {
    StringBuilder line = new StringBuilder();
    for (Revision.Change change : revision.changes()) {
      line.append(change instanceof Revision.Change.Delete ? " DEL " : " PUT ");
      line.append(change.key().utf8());
      if (change instanceof Revision.Change.Put put) {
        line.append(" ").append(put.after().value().utf8());
      }
    }
    return line.toString();
  }

  private void primary() {
    while (!quiet) {
      traffic.step();
      if (isLimited()) {
        outOfReach();
      }
      scheduler.sleep(Duration.ofMillis(random.nextInt(40)));
    }
  }

  /** Whether the mirrors may read Kubernetes' keys alone. */
  boolean isLimited() {
    return account.equals(Account.LIMITED);
  }

  /** Others' keys, now and then for so long that the keys within reach seem to stand still. */
  private void outOfReach() {
    int revisions = random.nextInt(60) == 0 ? 200 : random.nextInt(3);
    for (int i = 0; i < revisions && !quiet; i++) {
      Bytes key = Bytes.utf8("/other/" + random.nextInt(3));
      source.apply(new Txn(List.of(), List.of(Txn.put(key, Bytes.utf8("x" + i)))));
      scheduler.sleep(Duration.ofMillis(random.nextInt(40)));
    }
  }

  private void standby() {
    while (!quiet) {
      scheduler.sleep(Duration.ofMillis(random.nextInt(3000)));
      if (!quiet) {
        standbyWrite();
      }
    }
  }

  private void standbyWrite() {
    standby.step();
    afterChange(target);
  }

  /** They leave things on the standby and have them cleared away, while others still use them. */
  private void people() {
    while (!quiet) {
      scheduler.sleep(Duration.ofMillis(random.nextInt(1500)));
      for (int i = random.nextInt(4); i > 0 && !quiet; i--) {
        standby.create();
        afterChange(target);
      }
      if (quiet) {
        return;
      }
      List<Bytes> confirmed = asking.repair(scheduler.now());
      afterChange(target);
      for (int i = random.nextInt(4); i > 0 && !quiet && !confirmed.isEmpty(); i--) {
        scheduler.sleep(Duration.ofMillis(random.nextInt(60)));
        standbyTouches(confirmed.get(random.nextInt(confirmed.size())));
      }
    }
  }

  void standbyTouches(Bytes key) {
    standby.touch(key);
    afterChange(target);
  }

  private void compactor() {
    while (!quiet) {
      scheduler.sleep(Duration.ofMillis(random.nextInt(2500)));
      if (quiet) {
        return;
      }
      compactSome(source);
      if (random.nextInt(6) == 0) {
        tally.targetCompactions++;
        compactSome(target);
      }
    }
  }

  private void compactSome(ModelStore store) {
    long behind = random.nextInt(3) == 0 ? 0 : random.nextInt(60);
    long to = store.revision() - behind;
    if (to > store.compactedRevision() && to > 0) {
      tally.compactions++;
      store.compact(to);
    }
  }

  private void trouble() {
    while (!quiet) {
      scheduler.sleep(Duration.ofMillis(random.nextInt(4000)));
      if (quiet) {
        return;
      }
      String name = "mirror-" + random.nextInt(2);
      switch (random.nextInt(6)) {
        case 0, 1 -> crash(name);
        case 2 -> freeze(name);
        case 3 -> cut();
        case 4 -> {
          if (random.nextInt(3) == 0) {
            changeRules();
          }
        }
        default -> {
          asking.resync();
          afterChange(target);
        }
      }
    }
  }

  private void crash(String name) {
    tally.crashes++;
    replicas.get(name).actors.forEach(scheduler::kill);
    scheduler.sleep(Duration.ofMillis(random.nextInt(3000)));
    start(name);
  }

  /** It wakes up long after its lease ran out and still believes. */
  private void freeze(String name) {
    tally.freezes++;
    Duration pause = Duration.ofMillis(3000 + random.nextInt(12_000));
    replicas.get(name).actors.forEach(actor -> scheduler.freeze(actor, pause));
  }

  private void cut() {
    tally.cuts++;
    Network network = random.nextBoolean() ? toSource : toTarget;
    network.cut(true);
    scheduler.sleep(Duration.ofMillis(random.nextInt(8000)));
    network.cut(false);
  }

  private void changeRules() {
    tally.ruleChanges++;
    rules = 1 - rules;
    for (String name : List.copyOf(replicas.keySet())) {
      replicas.get(name).actors.forEach(scheduler::kill);
      start(name);
    }
  }

  private Timing timing() {
    return new Timing() {
      @Override
      public Instant now() {
        return scheduler.now();
      }

      @Override
      public long nanos() {
        return Duration.between(Instant.EPOCH, scheduler.now()).toNanos();
      }

      @Override
      public double chance() {
        return random.nextDouble();
      }

      @Override
      public void pause(Duration duration) {
        scheduler.sleep(duration);
      }
    };
  }

  private void start(String name) {
    Timing timing = timing();
    Etcd sourceEtcd = new SimEtcd(this, toSource, source, name).as(account);
    SimEtcd connection = new SimEtcd(this, toTarget, target, name);
    Etcd targetEtcd = mutant.apply(connection);
    Leadership leadership = new Leadership(targetEtcd, KEYS, name, 3, timing);
    connection.sentBy(leadership);
    RunContext context =
        new RunContext(
            sourceEtcd,
            targetEtcd,
            KEYS,
            Classifier.of(RULES.get(rules)),
            Prune.MIRRORED,
            limits(),
            leadership,
            timing,
            tally,
            Healing.of(Duration.ofSeconds(2), Duration.ofMillis(500), 6_600));
    List<Scheduler.Actor> actors = new ArrayList<>();
    actors.add(scheduler.spawn(name, () -> mirror(context)));
    actors.add(scheduler.spawn(name + "-keepalive", () -> keepAlive(leadership)));
    replicas.put(name, new Replica(leadership, actors));
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
          tally.terms++;
          lead(context);
        }
      } catch (EtcdException e) {
        tally.failedCalls++;
      }
      scheduler.sleep(Duration.ofMillis(100 + random.nextInt(300)));
    }
  }

  private void lead(RunContext context) {
    while (context.leadership().fence() != null) {
      End end = new MirrorRun(context, () -> false).run();
      trace(() -> context.leadership().fence() + " ended: " + end);
      tally.ends.merge(end.getClass().getSimpleName(), 1, Integer::sum);
      if (end instanceof End.Refused refused) {
        throw new AssertionError("refused: " + refused.why());
      }
      scheduler.sleep(Duration.ofMillis(50));
    }
  }

  private void keepAlive(Leadership leadership) {
    while (true) {
      scheduler.sleep(Duration.ofMillis(800));
      try {
        leadership.keepAlive();
      } catch (EtcdException e) {
        tally.failedCalls++;
      }
    }
  }

  private void makePeace() {
    quiet = true;
    toSource.heal();
    toTarget.heal();
    for (String name : List.copyOf(replicas.keySet())) {
      replicas.get(name).actors.forEach(scheduler::kill);
      start(name);
    }
    tally.soundRuns = 0;
  }

  private boolean isSettled() {
    if (operator != null) {
      return operator.hasPromoted() && random.nextInt(500) == 0;
    }
    if (tally.soundRuns == 0 || !checker.isTailingAt(lastRelevantRevision())) {
      return false;
    }
    if (lead.isOn() && target.revision() < source.revision() + lead.revisions()) {
      lastViolation = "the target's revision is not ahead as far as it should be";
      return false;
    }
    try {
      checker.finallyEqual();
      return true;
    } catch (Checker.Violation notYet) {
      lastViolation = String.valueOf(notYet.getMessage());
      return false;
    }
  }

  private long lastRelevantRevision() {
    return source.range(RangeQuery.count(KeyRange.ALL, 0)).revision();
  }
}
