package io.understudy.testkit.sim;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Revision;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
  private final Writers writers;
  private final Replicas replicas;
  private final Trouble trouble;
  private final @Nullable Operator operator;
  private final @Nullable TakenOver takenOver;
  private final @Nullable Impostor impostor;
  private final LeadLimits lead;
  private boolean quiet;
  private String lastViolation = "";
  private int checked;

  /**
   * @param mutant what stands between the mirrors and the target, for planted faults
   * @param atSource likewise, between them and the source
   */
  World(long seed, UnaryOperator<Etcd> mutant, UnaryOperator<Etcd> atSource) {
    this.random = new Random(seed);
    this.lead = seed % 2 == 0 ? new LeadLimits(50, 100) : LeadLimits.OFF;
    this.account = seed % 4 == 3 ? Account.LIMITED : Account.ROOT;
    this.operator = Operator.actsIn(seed) ? new Operator(seed) : null;
    this.takenOver = TakenOver.livesIn(seed) ? new TakenOver(seed) : null;
    this.impostor = Impostor.livesIn(seed) ? new Impostor(this, seed) : null;
    this.scheduler =
        new Scheduler(
            random,
            passed -> {
              source.advance(passed);
              target.advance(passed);
              afterChange(target());
            });
    this.checker = new Checker(source, RULES, account::mayRead);
    this.toSource = new Network(this, source, sent -> {});
    this.toTarget = new Network(this, target, sent -> check(sent));
    Asking asking = new Asking(random, source, target);
    this.writers =
        new Writers(
            this,
            new SourceTraffic(random, source),
            new StandbyTraffic(random, target, checker),
            asking);
    this.replicas = new Replicas(this, toSource, toTarget, account, mutant, atSource, lead);
    this.trouble = new Trouble(this, replicas, toSource, toTarget, asking);
  }

  private ModelStore target() {
    return target;
  }

  /** A life with faults, then peace; the target must end up equal, or promoted and left alone. */
  void live() {
    writers.begin();
    if (takenOver != null) {
      takenOver.begin(source);
    }
    scheduler.spawn("network", toTarget::deliver);
    scheduler.spawn("primary", writers::primary);
    scheduler.spawn("standby", writers::standby);
    scheduler.spawn("compactor", trouble::compact);
    replicas.start("mirror-0");
    replicas.start("mirror-1");
    scheduler.spawn("trouble", trouble::make);
    scheduler.spawn("people", writers::people);
    spawnOperators();
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

  private void spawnOperators() {
    Operator acting = operator;
    if (acting != null) {
      Etcd connection = new SimEtcd(this, toTarget, target, Operator.NAME);
      scheduler.spawn(Operator.NAME, () -> acting.act(connection, timing()));
    }
    Impostor other = impostor;
    if (other != null) {
      scheduler.spawn("impostor", () -> other.flip(replicas));
    }
    TakenOver former = takenOver;
    if (former != null) {
      Etcd connection = new SimEtcd(this, toTarget, target, TakenOver.NAME);
      scheduler.spawn(TakenOver.NAME, () -> former.act(connection, timing()));
    }
  }

  /** Whether a mirror has a reason to be refused now. */
  boolean mayRefuse() {
    return takenOver != null && !takenOver.isDemoted();
  }

  /**
   * Whether the source may be in another life the next time somebody looks: a resync would be the
   * operators' word that they mean whichever.
   */
  boolean mayBeRestored() {
    return impostor != null && impostor.isRestored();
  }

  /** Whether it says that another answers for the source, and one did. */
  boolean isOfImpostor(String refusal) {
    return impostor != null && impostor.isNamed(refusal);
  }

  /** Who answers at the source's endpoints. */
  ModelStore answering() {
    return impostor == null ? source : impostor.answering();
  }

  /** A stream is asked for at one time and opened at another. */
  Duration untilWatchOpens() {
    return impostor == null ? Duration.ZERO : impostor.untilWatchOpens();
  }

  /** Whether streams to this etcd are broken, since it is no more. */
  boolean isGone(ModelStore store) {
    return store != target && impostor != null && impostor.isGone(store);
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
      if (takenOver != null) {
        boolean isMirrors = sent != null && !sent.process.equals(TakenOver.NAME);
        takenOver.targetRevision(revision, isMirrors);
      }
    }
  }

  /** What happened, line by line, for one seed: {@code -Dsimulation.trace=true}. */
  void trace(java.util.function.Supplier<String> line) {
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

  /** Whether nobody writes or breaks anything any more. */
  boolean isQuiet() {
    return quiet;
  }

  /** The worst moment for a key of the standby's own. */
  void standbyTouches(Bytes key) {
    writers.touch(key);
  }

  Timing timing() {
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

  /** Whether the mirrors may read Kubernetes' keys alone. */
  boolean isLimited() {
    return account.equals(Account.LIMITED);
  }

  private void makePeace() {
    quiet = true;
    if (impostor != null) {
      impostor.giveWay(replicas);
    }
    toSource.heal();
    toTarget.heal();
    replicas.restart();
    tally.soundRuns = 0;
  }

  private boolean isSettled() {
    if (operator != null) {
      return operator.hasPromoted() && random.nextInt(500) == 0;
    }
    if (mayRefuse() || tally.soundRuns == 0 || !checker.isTailingAt(lastRelevantRevision())) {
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
