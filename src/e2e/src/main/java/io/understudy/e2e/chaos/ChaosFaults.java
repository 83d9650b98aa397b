package io.understudy.e2e.chaos;

import io.understudy.e2e.chaos.ChaosPlan.Ending;
import io.understudy.e2e.chaos.ChaosPlan.Timed;
import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Fault.Victim;
import io.understudy.e2e.chaos.Fault.Victim.Proxy;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FaultLink;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Does to the sites what a plan says, each fault on a thread of its own, and mends it again. */
final class ChaosFaults {

  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private final ChaosSites sites;
  private final ChaosTraffic traffic;
  private final Timeline timeline;
  private final Set<String> troubled = ConcurrentHashMap.newKeySet();

  ChaosFaults(ChaosSites sites, ChaosTraffic traffic, Timeline timeline) {
    this.sites = sites;
    this.traffic = traffic;
    this.timeline = timeline;
  }

  /**
   * Returns when the run's time is over, all faults have begun and ended and are mended, and the
   * run's end, if it has one, is reached.
   *
   * @return what is wrong if it is not
   */
  List<String> carryOut(ChaosPlan plan) throws InterruptedException {
    long began = System.nanoTime();
    List<Failing> all = plan.faults().stream().map(timed -> new Failing(timed, began)).toList();
    List<String> ofOperator = end(plan, began, all);
    awaitTime(began, plan.length());
    for (Failing each : all) {
      each.thread.join();
    }
    for (Failing each : all) {
      if (each.failure != null) {
        throw new IllegalStateException("cannot mend " + each.timed.fault(), each.failure);
      }
    }
    return ofOperator;
  }

  private List<String> end(ChaosPlan plan, long began, List<Failing> all)
      throws InterruptedException {
    if (plan.ending() == Ending.STAYS) {
      return List.of();
    }
    awaitTime(began, plan.endingAt());
    if (plan.ending() == Ending.RESTORED) {
      for (Failing each : all) {
        if (each.timed.fault().isOf(Side.SOURCE)) {
          each.thread.join();
        }
      }
      return new SourceRestore(sites, traffic, timeline).carryOut(plan.seed() % 2 == 0);
    }
    for (Failing each : all) {
      if (each.timed.isOver(plan.endingAt()) && each.timed.fault().isOf(Proxy.OF_USERS)) {
        each.thread.join();
      }
    }
    if (plan.ending() == Ending.FAILOVER) {
      sites.loseSource();
      timeline.say("the source is lost");
    }
    return new TakeOver(sites, plan.ending(), timeline).carryOut();
  }

  private final class Failing {

    private final Timed timed;
    private final long began;
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    private Failing(Timed timed, long began) {
      this.timed = timed;
      this.began = began;
      this.thread = Thread.ofPlatform().daemon().name("fault").start(this::run);
    }

    private void run() {
      try {
        awaitTime(began, timed.begin());
        // To mend the one before may take longer than was planned.
        if (troubled.add(timed.fault().resource())) {
          carryOut();
          troubled.remove(timed.fault().resource());
        } else {
          timeline.say("left out, the one before has not ended: " + timed.fault());
        }
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException broken) {
        failure = broken;
      }
    }

    private void carryOut() throws InterruptedException {
      inject(timed.fault());
      awaitTime(began, timed.end());
      mendPersistently(timed.fault());
    }
  }

  /** Points in time that were drawn: there is nothing else to be waited for. */
  private static void awaitTime(long began, Duration at) throws InterruptedException {
    long left = began + at.toNanos() - System.nanoTime();
    if (new CountDownLatch(1).await(left, TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("nobody counts that down");
    }
  }

  /**
   * It may not be possible: a cluster without a quorum, for one, compacts nothing. Half of it may
   * be done then, so it is mended all the same.
   */
  private void inject(Fault fault) {
    try {
      begin(fault);
      timeline.injected(fault);
    } catch (RuntimeException notNow) {
      timeline.say("not possible: " + fault + ": " + notNow.getMessage());
    }
  }

  private void begin(Fault fault) {
    switch (fault) {
      case Fault.Kill kill -> kill(kill.victim());
      case Fault.Suspend suspend -> suspend(suspend.victim());
      case Fault.BadLink link ->
          sites.links(link.from()).trouble(link.to(), link.member(), link.trouble());
      case Fault.LeaderMoves moves -> sites.etcd(moves.side()).admin().moveLeader();
      case Fault.Compaction compaction -> sites.etcd(compaction.side()).compact();
      case Fault.Defragmentation some -> admin(some.member()).defragment(some.member().number());
      case Fault.NoSpace full -> sites.target().admin().raiseNoSpace();
      case Fault.Isolated isolated -> peers(isolated.member()).cutOff(isolated.member().number());
      case Fault.BadPeers peers -> LinkTrouble.begin(peerLink(peers.member()), peers.trouble());
      case Fault.BadCalls bad -> LinkTrouble.begin(sites.calls(bad.calls()), bad.trouble());
      case Fault.Replaced replaced ->
          replacement(replaced.member()).lose(replaced.member().number());
      case Fault.CertificatesRotated rotated -> sites.credentials().rotate();
      case Fault.CredentialsRevoked revoked -> {
        sites.credentials().revoke();
        sites.resetLinks();
      }
    }
  }

  private void mendPersistently(Fault fault) {
    Awaitility.await()
        .alias("mended: " + fault)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsInstanceOf(RuntimeException.class)
        .until(
            () -> {
              mend(fault);
              return true;
            });
    timeline.say("ended: " + fault);
  }

  private void mend(Fault fault) {
    switch (fault) {
      case Fault.Kill kill -> restart(kill.victim());
      case Fault.Suspend suspend -> resume(suspend.victim());
      case Fault.BadLink link -> sites.links(link.from()).heal(link.to());
      case Fault.NoSpace full -> sites.target().admin().disarmNoSpace();
      case Fault.Isolated isolated -> peers(isolated.member()).letIn(isolated.member().number());
      case Fault.BadPeers peers -> LinkTrouble.end(peerLink(peers.member()));
      case Fault.BadCalls bad -> LinkTrouble.end(sites.calls(bad.calls()));
      case Fault.Replaced replaced ->
          replacement(replaced.member()).join(replaced.member().number());
      case Fault.CredentialsRevoked revoked -> sites.credentials().renew();
      case Fault.CertificatesRotated rotated -> {}
      case Fault.LeaderMoves moves -> {}
      case Fault.Compaction compaction -> {}
      case Fault.Defragmentation defragmentation -> {}
    }
  }

  private void kill(Victim victim) {
    switch (victim) {
      case Victim.Member member -> process(member).kill();
      case Victim.Proxy proxy -> sites.proxy(proxy).kill();
      default -> sites.service(victim).kill();
    }
  }

  private void restart(Victim victim) {
    switch (victim) {
      case Victim.Member member -> process(member).restart();
      case Victim.Proxy proxy -> sites.proxy(proxy).restart();
      default -> sites.service(victim).restart();
    }
  }

  private void suspend(Victim victim) {
    switch (victim) {
      case Victim.Member member -> process(member).suspend();
      case Victim.Proxy proxy -> sites.proxy(proxy).suspend();
      default -> sites.service(victim).suspend();
    }
  }

  private void resume(Victim victim) {
    switch (victim) {
      case Victim.Member member -> process(member).resume();
      case Victim.Proxy proxy -> sites.proxy(proxy).resume();
      default -> sites.service(victim).resume();
    }
  }

  private Replacement replacement(Victim.Member member) {
    return sites.etcd(member.side()).replacement();
  }

  private FaultLink peerLink(Victim.Member member) {
    return peers(member).link(member.number());
  }

  private Peers peers(Victim.Member member) {
    return sites.etcd(member.side()).peers();
  }

  private EtcdAdmin admin(Victim.Member member) {
    return sites.etcd(member.side()).admin();
  }

  private EtcdProcess process(Victim.Member member) {
    Side side = member.side();
    return sites.etcd(side).members().get(member.number());
  }
}
