package io.understudy.sync.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderLeaseTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ME = "etcd-sync-0";
  private static final String OTHER = "etcd-sync-1";

  private static Optional<LeaderLease> due(LeaderLease shown, String leader, Instant now) {
    return LeaderLease.due(Optional.ofNullable(shown), Optional.ofNullable(leader), ME, 10, now);
  }

  private static LeaderLease heldBy(String holder) {
    return new LeaderLease(holder, NOON, NOON, 3, 10);
  }

  @Test
  void theFirstLeaderMakesTheLease() {
    assertThat(due(null, ME, NOON)).contains(new LeaderLease(ME, NOON, NOON, 0, 10));
  }

  @Test
  void aLeaderRenewsAndKeepsSinceWhenItLeads() {
    Instant later = NOON.plusSeconds(4);

    assertThat(due(heldBy(ME), ME, later)).contains(new LeaderLease(ME, NOON, later, 3, 10));
  }

  @Test
  void aNewLeaderCountsOneMoreTransition() {
    Instant later = NOON.plusSeconds(4);

    assertThat(due(heldBy(OTHER), ME, later)).contains(new LeaderLease(ME, later, later, 4, 10));
    assertThat(due(heldBy(""), ME, later)).contains(new LeaderLease(ME, later, later, 4, 10));
  }

  @Test
  void aFollowerLeavesTheLeadersLeaseAlone() {
    assertThat(due(heldBy(OTHER), OTHER, NOON.plusSeconds(60))).isEmpty();
    assertThat(due(null, OTHER, NOON)).isEmpty();
  }

  @Test
  void whoLeadsNoMoreTakesItsNameOff() {
    assertThat(due(heldBy(ME), OTHER, NOON)).contains(new LeaderLease("", NOON, NOON, 3, 10));
    assertThat(due(heldBy(ME), null, NOON)).contains(new LeaderLease("", NOON, NOON, 3, 10));
  }

  @Test
  void theNameOfOneThatVanishedGoesWhenItsTimeIsUp() {
    assertThat(due(heldBy(OTHER), null, NOON.plusSeconds(9))).isEmpty();
    assertThat(due(heldBy(OTHER), null, NOON.plusSeconds(10)))
        .contains(new LeaderLease("", NOON, NOON, 3, 10));
  }

  @Test
  void aLeaseWithoutAnyNameIsLeftSo() {
    assertThat(due(heldBy(""), null, NOON.plusSeconds(60))).isEmpty();
  }

  @Test
  void whoStopsTakesOnlyItsOwnNameOff() {
    assertThat(LeaderLease.left(Optional.of(heldBy(ME)), ME))
        .contains(new LeaderLease("", NOON, NOON, 3, 10));
    assertThat(LeaderLease.left(Optional.of(heldBy(OTHER)), ME)).isEmpty();
    assertThat(LeaderLease.left(Optional.empty(), ME)).isEmpty();
  }
}
