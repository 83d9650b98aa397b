package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.Checkpoint.Phase;
import io.understudy.core.control.Checkpoint.SourceId;
import io.understudy.core.control.TermRecord;
import io.understudy.core.encryption.Reading;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreflightTest {

  private static final long MIB = 1 << 20;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Bytes OWN_TERM = term(TermRecord.Role.STANDBY, 7, "me");
  private static final PreflightLimits LIMITS =
      new PreflightLimits(Duration.ofSeconds(5), 10, 2, 100 * MIB);
  private static final SourceControl NOTHING_THERE = new SourceControl(true, null, false);
  private static final Checkpoint TAIL =
      Checkpoint.first(new SourceId(0xaaa, 7), 1, NOW, "rules").inPhase(Phase.TAIL).at(100, NOW);

  private static Bytes term(TermRecord.Role role, long term, String holder) {
    return new TermRecord(role, term, holder, NOW, "for the test").toJson();
  }

  private static EtcdStatus source(long usedBytes) {
    return new EtcdStatus(0xaaa, 7, 120, "3.5.30", 2 * usedBytes, usedBytes, 0, List.of());
  }

  private static EtcdStatus target(long usedBytes, long quotaBytes, String... alarms) {
    return new EtcdStatus(
        0xbbb, 3, 500, "3.6.1", usedBytes, usedBytes, quotaBytes, List.of(alarms));
  }

  private static Preflight.Seen seen(@Nullable Checkpoint checkpoint) {
    return new Preflight.Seen(
        source(MIB), target(MIB, 0), NOTHING_THERE, OWN_TERM, NOW, checkpoint, NOW);
  }

  private static Preflight.Seen holding(SourceControl control) {
    return new Preflight.Seen(source(MIB), target(MIB, 0), control, OWN_TERM, NOW, TAIL, NOW);
  }

  private static Preflight.Seen sized(
      EtcdStatus source, EtcdStatus target, @Nullable Checkpoint checkpoint) {
    return new Preflight.Seen(source, target, NOTHING_THERE, OWN_TERM, NOW, checkpoint, NOW);
  }

  private static ListAssert<Finding> assertFound(Preflight.Seen seen) {
    return assertThat(Preflight.check(seen, LIMITS));
  }

  private static void assertRefused(Preflight.Seen seen, String what, String remedy) {
    assertFound(seen)
        .first()
        .isInstanceOfSatisfying(
            Finding.Refusal.class,
            refusal -> {
              assertThat(refusal.what()).contains(what);
              assertThat(refusal.remedy()).contains(remedy);
            });
  }

  private static void assertWarned(Preflight.Seen seen, String what, String remedy) {
    assertFound(seen)
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Warning.class,
            warning -> {
              assertThat(warning.what()).contains(what);
              assertThat(warning.remedy()).contains(remedy);
            });
  }

  @Test
  void nothingSpeaksAgainstASoundPair() {
    assertFound(seen(null)).isEmpty();
    assertFound(seen(TAIL)).isEmpty();
  }

  @Test
  void theSameClusterIdIsTheSameStore() {
    EtcdStatus itself = target(MIB, 0);

    assertRefused(
        sized(itself, itself, null), "the same etcd (cluster id bbb)", "source.endpoints");
  }

  @Test
  void theTermJustWrittenShowsThatTheSourceIsTheTargetWhateverTheClusterIds() {
    assertRefused(
        holding(new SourceControl(true, OWN_TERM, false)),
        "the same etcd (the term record just written",
        "understudy.target.endpoints");
  }

  @Test
  void aStandbyIsNeverASource() {
    Bytes standby = term(TermRecord.Role.STANDBY, 7, "another");

    assertRefused(
        holding(new SourceControl(true, standby, false)), "itself the standby", "promote");
  }

  private static SourceControl tookOver(long clusterId) {
    TermRecord.Claim claim = new TermRecord.Claim(clusterId, 90, 300, Phase.TAIL, false, null);
    TermRecord promoted =
        new TermRecord(TermRecord.Role.PROMOTED, 4, "another", NOW, "failover", null, claim);
    return new SourceControl(true, promoted.toJson(), false);
  }

  private static Preflight.Seen ofTerm(SourceControl control, TermRecord own) {
    return new Preflight.Seen(source(MIB), target(MIB, 0), control, own.toJson(), NOW, null, NOW);
  }

  @Test
  void aPrimaryThatTheSourceTookOverFromIsNoTargetUntilItIsDemoted() {
    TermRecord assumed = TermRecord.none().next("me", NOW, "leader changed");
    TermRecord again = assumed.next("me", NOW, "leader changed");
    TermRecord demoted = new TermRecord(TermRecord.Role.STANDBY, 5, "me", NOW, "reprotect");

    assertRefused(ofTerm(tookOver(0xbbb), assumed), "both sites claim", "reprotect");
    assertRefused(ofTerm(tookOver(0xbbb), again), "took over from this site in term 4", "demote");
    // A new standby at the old addresses cannot be told from the old primary by its cluster id.
    assertRefused(ofTerm(tookOver(0xbbb), assumed), "both sites claim", "rebuilt");
    assertRefused(ofTerm(tookOver(0xbbb), assumed), "both sites claim", "(bbb)");
    assertRefused(ofTerm(tookOver(0xbbb), assumed), "both sites claim", "--initial-cluster-token");
    assertFound(ofTerm(tookOver(0xbbb), demoted)).isEmpty();
    assertFound(ofTerm(tookOver(0xbbb), demoted.next("me", NOW, "leader changed"))).isEmpty();
  }

  @Test
  void aNewStandbyOfASiteThatTookOverFromAnotherIsATarget() {
    TermRecord assumed = TermRecord.none().next("me", NOW, "leader changed");

    assertFound(ofTerm(tookOver(0xccc), assumed)).isEmpty();
    assertFound(ofTerm(new SourceControl(false, null, false), assumed))
        .allSatisfy(finding -> assertThat(finding).isInstanceOf(Finding.Warning.class));
  }

  @Test
  void aSiteThatWasPromotedIsASource() {
    Bytes promoted = term(TermRecord.Role.PROMOTED, 7, "another");

    assertFound(holding(new SourceControl(true, promoted, false))).isEmpty();
  }

  @Test
  void whatHoldsParkedObjectsIsNeverASource() {
    Bytes promoted = term(TermRecord.Role.PROMOTED, 7, "another");

    assertRefused(holding(new SourceControl(true, promoted, true)), "parked objects", "unpark");
  }

  @Test
  void aSourceWhoseTermCannotBeReadIsRefusedAndTheSourceNamed() {
    assertRefused(
        holding(new SourceControl(true, Bytes.utf8("{"), false)),
        "the source has a term record",
        "in the source etcd");
  }

  @Test
  void anAccountThatMayNotLookIsWarnedOf() {
    assertWarned(
        holding(new SourceControl(false, null, false)), "may not read /understudy/", "role");
  }

  @Test
  void aFullTargetIsRefusedWithTheWayOut() {
    Preflight.Seen full = sized(source(MIB), target(MIB, 0, "memberID:1 alarm:NOSPACE"), TAIL);

    assertRefused(full, "NOSPACE", "alarm disarm");
    assertRefused(full, "NOSPACE", "defrag");
    assertRefused(full, "NOSPACE", "--quota-backend-bytes");
  }

  @Test
  void aFirstCopyThatDoesNotFitTheQuotaIsRefused() {
    assertRefused(
        sized(source(60 * MIB), target(41 * MIB, 0), null), "too small", "target.quota-bytes");
    assertFound(sized(source(60 * MIB), target(40 * MIB, 0), null)).isEmpty();
  }

  @Test
  void theQuotaThatTheTargetReportsCountsBeforeTheConfiguredOne() {
    assertFound(sized(source(60 * MIB), target(41 * MIB, 200 * MIB), null)).isEmpty();
    assertRefused(sized(source(60 * MIB), target(MIB, 50 * MIB), null), "too small", "quota");
  }

  @Test
  void whereTheBytesInUseAreUnknownTheFileCounts() {
    EtcdStatus old = new EtcdStatus(0xaaa, 7, 120, "3.3.1", 120 * MIB, 0, 0, List.of());

    assertRefused(sized(old, target(MIB, 0), null), "too small", "quota");
  }

  @Test
  void afterTheFirstCopyTheQuotaIsWarnedOf() {
    assertWarned(sized(source(101 * MIB), target(60 * MIB, 0), TAIL), "quota is", "quota");
    assertWarned(sized(source(MIB), target(91 * MIB, 0), TAIL), "nearly full", "compact");
    assertFound(sized(source(90 * MIB), target(90 * MIB, 0), TAIL)).isEmpty();
  }

  @Test
  void aTimeInTheFutureIsWarnedOfOnlyBeyondTheLimit() {
    assertWarned(
        new Preflight.Seen(
            source(MIB), target(MIB, 0), NOTHING_THERE, OWN_TERM, NOW.plusMillis(5001), TAIL, NOW),
        "term.since in the target is 5001 ms",
        "clocks");
    assertWarned(seen(TAIL.at(100, NOW.plusSeconds(60))), "checkpoint.observedAt", "clocks");
    assertFound(seen(TAIL.at(100, NOW.plusSeconds(5)))).isEmpty();
    assertFound(seen(TAIL.at(100, NOW.minusSeconds(3600)))).isEmpty();
  }

  @Test
  void aCheckpointThatNoMirrorWritesIsRefused() {
    assertRefused(seen(TAIL.at(0, NOW)), "cannot be true", "delete it");
    assertRefused(seen(TAIL.lastApplied(Bytes.utf8("/a"), 101)), "lastKeyRevision", "delete it");
    assertRefused(seen(TAIL.driftReadTo(501)), "driftRevision", "delete it");
    Checkpoint born = Checkpoint.first(new SourceId(0xaaa, 7), 501, NOW, "rules");
    assertRefused(seen(born), "bornRevision", "delete it");
  }

  @Test
  void overwritesWithinTheLimitPass() {
    assertThat(Preflight.overwrites(overwrites(10), LIMITS, 0)).isEmpty();
  }

  @Test
  void moreOverwritesAreRefusedWithCountExamplesAndRemedy() {
    assertThat(Preflight.overwrites(overwrites(11), LIMITS, 0))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.what()).contains("overwrite 11 keys", "/registry/a/0");
              assertThat(refusal.remedy()).contains("POST /api/v1/resync {\"accept\": 11}");
            });
  }

  @Test
  void asManyOverwritesAsWereAcceptedPassAndNoMore() {
    assertThat(Preflight.overwrites(overwrites(11), LIMITS, 11)).isEmpty();
    assertThat(Preflight.overwrites(overwrites(12), LIMITS, 11)).isPresent();
    assertThat(Preflight.overwrites(overwrites(10), LIMITS, 1)).isEmpty();
  }

  @Test
  void onlyAFewExamplesAreKept() {
    assertThat(overwrites(1000).examples()).hasSize(5);
  }

  private static Overwrites overwrites(int count) {
    Overwrites found = Overwrites.NONE;
    for (int i = 0; i < count; i++) {
      found = found.and(Bytes.utf8("/registry/a/" + i));
    }
    return found;
  }

  @Test
  void valuesThatTheStandbyCannotReadAreRefusedAboveTheLimitAndWarnedOfBelow() {
    Undecryptable two =
        Undecryptable.NONE
            .and(Bytes.utf8("/registry/secrets/ns/a"), Reading.Why.NO_KEY)
            .and(Bytes.utf8("/registry/secrets/ns/b"), Reading.Why.WRONG_KEY);

    assertThat(Preflight.undecryptable(Undecryptable.NONE, LIMITS)).isEmpty();
    assertThat(Preflight.undecryptable(two, LIMITS).orElseThrow())
        .isInstanceOf(Finding.Warning.class)
        .matches(found -> found.what().contains("cannot read 2 values"))
        .matches(found -> found.what().contains("/registry/secrets/ns/b (the key of that name"));
    assertThat(Preflight.undecryptable(two, LIMITS.undecryptable(1)).orElseThrow())
        .isInstanceOf(Finding.Refusal.class)
        .matches(found -> found.remedy().contains("understudy.preflight.undecryptable-max"));
  }
}
