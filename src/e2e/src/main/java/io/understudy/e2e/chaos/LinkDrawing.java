package io.understudy.e2e.chaos;

import io.understudy.e2e.chaos.Fault.Calls;
import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Fault.Trouble;
import io.understudy.e2e.chaos.Fault.Victim;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Draws what goes wrong with links one way only, between members, between services, and with
 * proxies. By a chance of its own: plans of seeds that had passed before have more faults for it,
 * and none that is another one.
 */
final class LinkDrawing {

  private static final Duration ONE_FAULT_PER = Duration.ofSeconds(5);
  private static final int KINDS = 6;
  private static final long OWN = 0x5DEECE66DL;

  private static final List<Trouble> ONE_WAY =
      List.of(
          Trouble.REQUESTS_CUT,
          Trouble.ANSWERS_CUT,
          Trouble.REQUESTS_STALL,
          Trouble.MUTE,
          Trouble.REQUESTS_DELAY,
          Trouble.ANSWERS_DELAY,
          Trouble.REQUESTS_THROTTLE,
          Trouble.ANSWERS_THROTTLE);

  private final long seed;
  private final Duration length;
  private final Random random;

  LinkDrawing(long seed, Duration length) {
    this.seed = seed;
    this.length = length;
    this.random = new Random(seed * PlanDrawing.SPREAD ^ OWN);
  }

  void addTo(FaultTimes times) {
    long wanted = Math.max(1, length.dividedBy(ONE_FAULT_PER));
    for (long i = 0; i < wanted; i++) {
      int kind = (int) ((i + Math.floorMod(seed, KINDS)) % KINDS);
      times.add(random, () -> fault(kind));
    }
  }

  private Fault fault(int kind) {
    return switch (kind) {
      case 0, 3 -> oneWay(mirror());
      case 1 -> new Fault.BadPeers(member(), anyTrouble());
      case 2 -> oneWay(pick(List.of(mirror(), new Victim.Monitor(), new Victim.Failover())));
      case 4 -> new Fault.BadCalls(pick(List.of(Calls.values())), anyTrouble());
      default -> proxy();
    };
  }

  private Fault proxy() {
    Victim proxy = pick(List.of(Victim.Proxy.values()));
    return random.nextBoolean() ? new Fault.Kill(proxy) : new Fault.Suspend(proxy);
  }

  private Fault oneWay(Victim from) {
    OptionalInt member =
        random.nextBoolean()
            ? OptionalInt.of(random.nextInt(ChaosPlan.MEMBERS))
            : OptionalInt.empty();
    return new Fault.BadLink(from, pick(List.of(Side.values())), member, pick(ONE_WAY));
  }

  private Victim mirror() {
    return new Victim.Mirror(random.nextInt(ChaosPlan.MIRRORS));
  }

  private Victim.Member member() {
    return new Victim.Member(pick(List.of(Side.values())), random.nextInt(ChaosPlan.MEMBERS));
  }

  private Trouble anyTrouble() {
    return pick(List.of(Trouble.values()));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
