package io.understudy.e2e.chaos;

import io.understudy.e2e.chaos.ChaosPlan.Ending;
import io.understudy.e2e.chaos.ChaosPlan.Timed;
import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Fault.Trouble;
import io.understudy.e2e.chaos.Fault.Victim;
import io.understudy.e2e.chaos.Fault.Victim.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Draws a plan. */
final class PlanDrawing {

  private static final Victim MONITOR = new Victim.Monitor();
  private static final Victim FAILOVER = new Victim.Failover();
  private static final Duration ONE_FAULT_PER = Duration.ofMillis(1200);
  private static final Duration ONE_BURST_PER = Duration.ofSeconds(30);
  private static final int KINDS = 12;

  /** One way only is drawn elsewhere. */
  private static final List<Trouble> TROUBLES =
      List.of(
          Trouble.CUT, Trouble.STALL, Trouble.MUTE, Trouble.LATE, Trouble.DELAY, Trouble.THROTTLE);

  /** Of seeds that follow each other the first numbers drawn would be nearly the same. */
  static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final Duration length;
  private final Random random;
  private final boolean tls;
  private final Ending ending;
  private final Duration endingAt;
  private final FaultTimes times;

  PlanDrawing(long seed, Duration length) {
    this.seed = seed;
    this.length = length;
    this.random = new Random(seed * SPREAD);
    this.tls = random.nextBoolean();
    this.ending = ending();
    this.times = new FaultTimes(length, this::disturbsEnd);
    this.endingAt = times.within(random, 0.5, 0.75);
  }

  ChaosPlan plan() {
    long wanted = Math.max(1, length.dividedBy(ONE_FAULT_PER));
    for (long i = 0; i < wanted; i++) {
      long number = i;
      times.add(random, () -> fault(number));
    }
    List<Duration> bursts = new ArrayList<>();
    for (long i = 0; i <= length.dividedBy(ONE_BURST_PER); i++) {
      bursts.add(times.within(random, 0.1, 0.6));
    }
    bursts.sort(Comparator.naturalOrder());
    List<Duration> rotations = List.of(times.within(random, 0.3, 0.8));
    new LinkDrawing(seed, length).addTo(times);
    return new ChaosPlan(seed, length, times.sorted(), bursts, rotations, tls, ending, endingAt);
  }

  private boolean disturbsEnd(Timed drawn) {
    if (drawn.isOver(endingAt)) {
      return false;
    }
    // Whoever restores an etcd leaves it alone meanwhile, and a proxy that is started again is as
    // open to users as it was configured.
    return ending == Ending.RESTORED && drawn.fault().isOf(Side.SOURCE)
        || ending.promotes() && drawn.fault().isOf(Proxy.OF_USERS);
  }

  /** The kinds take turns, so that a run of some seconds has most of them. */
  private Fault fault(long number) {
    return switch ((int) ((number + Math.floorMod(seed, KINDS)) % KINDS)) {
      case 0 -> new Fault.Kill(mirror());
      case 1 -> badLink(mirror());
      case 2 -> new Fault.Suspend(anybody());
      case 3 -> new Fault.LeaderMoves(side());
      case 4 -> new Fault.Compaction(side());
      case 5 -> new Fault.Kill(anybody());
      case 6 -> badLink(pick(List.of(mirror(), mirror(), MONITOR, FAILOVER)));
      case 7 -> new Fault.Defragmentation(member());
      case 8 -> random.nextBoolean() ? new Fault.NoSpace() : new Fault.Suspend(mirror());
      case 9 -> new Fault.Isolated(member());
      case 10 -> new Fault.Replaced(member());
      default -> tls ? certificates() : badLink(mirror());
    };
  }

  private Fault certificates() {
    return random.nextBoolean() ? new Fault.CertificatesRotated() : new Fault.CredentialsRevoked();
  }

  private Fault badLink(Victim from) {
    OptionalInt member =
        random.nextInt(3) == 0
            ? OptionalInt.of(random.nextInt(ChaosPlan.MEMBERS))
            : OptionalInt.empty();
    return new Fault.BadLink(from, side(), member, trouble());
  }

  private Ending ending() {
    return switch (random.nextInt(5)) {
      case 0 -> Ending.SWITCHOVER;
      case 1 -> Ending.FAILOVER;
      // The snapshot is taken and restored by etcdctl without TLS.
      case 2 -> tls ? Ending.STAYS : Ending.RESTORED;
      default -> Ending.STAYS;
    };
  }

  private Victim anybody() {
    return switch (random.nextInt(8)) {
      case 0 -> MONITOR;
      case 1 -> FAILOVER;
      case 2, 3 -> mirror();
      default -> member();
    };
  }

  private Victim mirror() {
    return new Victim.Mirror(random.nextInt(ChaosPlan.MIRRORS));
  }

  private Victim.Member member() {
    return new Victim.Member(side(), random.nextInt(ChaosPlan.MEMBERS));
  }

  private Side side() {
    return pick(List.of(Side.values()));
  }

  private Trouble trouble() {
    return pick(TROUBLES);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
