package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.e2e.chaos.ChaosPlan.Timed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {

  private static final Duration MINUTE = Duration.ofSeconds(60);

  @Test
  void theSameSeedAndLengthGiveTheSamePlan() {
    assertThat(ChaosPlan.of(7, MINUTE)).isEqualTo(ChaosPlan.of(7, MINUTE));
    assertThat(ChaosPlan.of(7, MINUTE)).isNotEqualTo(ChaosPlan.of(8, MINUTE));
  }

  @Test
  void everyFaultEndsWithinTheRun() {
    for (Timed timed : faultsOfManySeeds()) {
      assertThat(timed.begin()).isLessThan(timed.end());
      assertThat(timed.end()).isLessThanOrEqualTo(MINUTE);
    }
  }

  @Test
  void twoFaultsOfOneResourceDoNotMeet() {
    for (long seed = 0; seed < 50; seed++) {
      List<Timed> faults = ChaosPlan.of(seed, MINUTE).faults();
      for (Timed one : faults) {
        assertThat(faults)
            .filteredOn(other -> !other.equals(one))
            .filteredOn(other -> other.fault().resource().equals(one.fault().resource()))
            .allMatch(
                other ->
                    other.begin().compareTo(one.end()) > 0
                        || one.begin().compareTo(other.end()) > 0);
      }
    }
  }

  @Test
  void everyKindOfFaultAndOfTroubleIsDrawn() {
    Set<String> kinds = new HashSet<>();
    Set<Fault.Trouble> troubles = new HashSet<>();
    for (Timed timed : faultsOfManySeeds()) {
      kinds.add(timed.fault().getClass().getSimpleName());
      if (timed.fault() instanceof Fault.BadLink link) {
        troubles.add(link.trouble());
      }
    }
    assertThat(kinds).hasSize(Fault.class.getPermittedSubclasses().length);
    assertThat(troubles).containsExactlyInAnyOrder(Fault.Trouble.values());
  }

  /** What passed before still says something: a seed's plan may grow, and keeps what it had. */
  @Test
  void aSeedKeepsTheFaultsThatItHad() throws IOException {
    String earlier;
    try (InputStream file = ChaosPlanTest.class.getResourceAsStream("faults-of-seed-1.txt")) {
      earlier = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(ChaosPlan.of(1, MINUTE).text().lines()).containsAll(earlier.lines().toList());
  }

  @Test
  void everyProxyIsHitAndCallsBetweenAllServices() {
    Set<Object> hit = new HashSet<>();
    for (Timed timed : faultsOfManySeeds()) {
      switch (timed.fault()) {
        case Fault.Kill kill -> hit.add(kill.victim());
        case Fault.BadCalls bad -> hit.add(bad.calls());
        default -> {}
      }
    }
    assertThat(hit).contains((Object[]) Fault.Victim.Proxy.values());
    assertThat(hit).contains((Object[]) Fault.Calls.values());
  }

  @Test
  void whoTakesOverFindsTheUsersProxyAsItStays() {
    for (long seed = 0; seed < 50; seed++) {
      ChaosPlan plan = ChaosPlan.of(seed, MINUTE);
      assertThat(plan.faults())
          .filteredOn(timed -> plan.ending().promotes())
          .filteredOn(timed -> timed.fault().isOf(Fault.Victim.Proxy.OF_USERS))
          .allMatch(timed -> timed.isOver(plan.endingAt()));
    }
  }

  @Test
  void everyEndingIsDrawnWithTlsAndWithout() {
    Set<String> drawn = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      ChaosPlan plan = ChaosPlan.of(seed, MINUTE);
      drawn.add(plan.ending() + (plan.tls() ? " with TLS" : ""));
      assertThat(plan.endingAt()).isLessThan(MINUTE);
      assertThat(plan.tls() || plan.faults().stream().noneMatch(timed -> isOfTls(timed.fault())))
          .isTrue();
    }
    assertThat(drawn).hasSize(2 * ChaosPlan.Ending.values().length - 1);
    assertThat(drawn).doesNotContain("RESTORED with TLS");
  }

  private static boolean isOfTls(Fault fault) {
    return fault instanceof Fault.CertificatesRotated || fault instanceof Fault.CredentialsRevoked;
  }

  @Test
  void aMinuteHasManyFaultsAndWork() {
    ChaosPlan plan = ChaosPlan.of(1, MINUTE);
    assertThat(plan.faults()).hasSizeGreaterThan(30);
    assertThat(plan.bursts()).isNotEmpty();
    assertThat(plan.rotations()).isNotEmpty();
    assertThat(plan.text()).contains("seed 1", "burst", "rotation");
  }

  private static List<Timed> faultsOfManySeeds() {
    return LongStream.range(0, 50)
        .mapToObj(seed -> ChaosPlan.of(seed, MINUTE))
        .flatMap(plan -> plan.faults().stream())
        .toList();
  }
}
