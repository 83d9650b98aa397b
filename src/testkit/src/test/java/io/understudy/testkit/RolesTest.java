package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.role.Rival;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleLimits;
import io.understudy.core.role.RoleRequest;
import io.understudy.core.role.Roles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolesTest extends LeadershipCase {

  private static final int ATTEMPTS = 3;
  private static final long SOURCE = 0xabcdef0123456789L;
  private static final RoleLimits LIMITS = new RoleLimits(ATTEMPTS, 3, Duration.ofMillis(1), 16);

  private final Roles roles = roles(target, "sync-0");

  private static Roles roles(Etcd target, String holder) {
    return new Roles(target, KEYS, holder, new NoonForever(), LIMITS);
  }

  @Test
  void aPromotionRecordsWhatTheStandbyHeldAndDeletesTheCheckpoint() {
    standby(4);
    long targetRevision = checkpoint(Checkpoint.Phase.TAIL, 77, false);
    put(KEYS.paused(), Bytes.utf8("{}"));
    put(KEYS.resyncRequest(), Bytes.utf8("{}"));

    RoleChange.Changed changed = changed(roles.promote(request(4, "primary lost")));

    assertThat(changed.repeated()).isFalse();
    TermRecord term = term();
    assertThat(term).isEqualTo(changed.record());
    assertThat(term.isPromoted()).isTrue();
    assertThat(term.term()).isEqualTo(5);
    assertThat(term.reason()).isEqualTo("primary lost");
    assertThat(term.claim())
        .usingRecursiveComparison()
        .ignoringFields("evidence")
        .isEqualTo(
            new TermRecord.Claim(SOURCE, 77, targetRevision, Checkpoint.Phase.TAIL, false, null));
    assertThat(term.claim().evidence()).isNotNull();
    assertThat(controlKeys()).containsExactly(KEYS.term());
  }

  @Test
  void anotherTermThanExpectedIsSaidAndNothingWritten() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    long before = target.store().revision();

    RoleChange change = roles.promote(request(3, "drill"));

    assertThat(change).isInstanceOf(RoleChange.WrongTerm.class);
    assertThat(((RoleChange.WrongTerm) change).present().term()).isEqualTo(4);
    assertThat(target.store().revision()).isEqualTo(before);
  }

  @Test
  void theSameRequestAgainIsAnsweredAsTheFirstTime() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    changed(roles.promote(request(4, "primary lost")));

    RoleChange.Changed again = changed(roles(target, "sync-1").promote(request(4, "primary lost")));

    assertThat(again.repeated()).isTrue();
    assertThat(again.record().term()).isEqualTo(5);
  }

  @Test
  void requestsWithKeysAreTheSameByTheirKeys() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    changed(roles.promote(new RoleRequest(4, "primary lost", "run-7", false)));

    assertThat(roles.promote(new RoleRequest(4, "reworded", "run-7", false)))
        .isInstanceOf(RoleChange.Changed.class);
    assertThat(roles.promote(new RoleRequest(4, "primary lost", "run-8", false)))
        .isInstanceOf(RoleChange.Refused.class);
  }

  @Test
  void aSecondPromotionIsRefused() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    changed(roles.promote(request(4, "the one")));

    RoleChange other = roles.promote(request(4, "the other"));

    assertThat(other).isInstanceOf(RoleChange.Refused.class);
    assertThat(((RoleChange.Refused) other).why()).contains("already promoted", "the one");
  }

  @Test
  void whatIsNotProvenEqualIsPromotedOnlyByForce() {
    standby(4);
    refusedUnlessForced("no checkpoint");
    checkpoint(Checkpoint.Phase.RESYNC, 77, false);
    refusedUnlessForced("phase resync");
    checkpoint(Checkpoint.Phase.TAIL, 77, true);
    refusedUnlessForced("between the parts");

    RoleChange.Changed forced = changed(roles.promote(new RoleRequest(4, "now", "", true)));

    TermRecord.Claim claim = forced.record().claim();
    assertThat(claim).isNotNull();
    assertThat(claim.isEqual()).isFalse();
    assertThat(claim.inParts()).isTrue();
  }

  @Test
  void aCorruptCheckpointIsNoClaim() {
    standby(4);
    put(KEYS.checkpoint(), Bytes.utf8("{}"));
    assertThatThrownBy(() -> roles.promote(request(4, "now")))
        .isInstanceOf(CorruptRecordException.class);

    RoleChange.Changed forced = changed(roles.promote(new RoleRequest(4, "now", "", true)));

    assertThat(forced.record().claim()).isNull();
  }

  @Test
  void aMirrorThatMovesTheCheckpointEachTimeIsFencedOffFirst() {
    assertThat(first.attempt()).isNotNull();
    long term = term().term();
    BusyMirror mirror = new BusyMirror();
    Roles racing = roles(Proxies.beforeTxn(target, mirror::moveCheckpoint), "sync-1");
    mirror.moveCheckpoint();

    RoleChange.Changed changed = changed(racing.promote(request(term, "drill")));

    assertThat(changed.record().term()).isEqualTo(term + 2);
    assertThat(changed.record().claim().watermark()).isEqualTo(mirror.watermark);
    assertThat(mirror.moves).isEqualTo(ATTEMPTS + 2);
    assertThat(controlKeys()).doesNotContain(KEYS.checkpoint());
  }

  /** The call took a term of its own and stalled; meanwhile somebody gave the promotion up. */
  @Test
  void aPromotionThatIsWithdrawnAfterItFencedTheMirrorOffDoesNotComeAbout() {
    assertThat(first.attempt()).isNotNull();
    long term = term().term();
    BusyMirror mirror = new BusyMirror();
    mirror.moveCheckpoint();
    Etcd racing =
        Proxies.beforeTxn(
            target,
            () -> {
              mirror.moveCheckpoint();
              if (term().term() == term + 1) {
                roles.withdrawPromotion("the run is cancelled");
              }
            });

    RoleChange change =
        roles(racing, "sync-1").promote(new RoleRequest(term, "switchover", "run-7", false));

    assertThat(change)
        .isInstanceOfSatisfying(
            RoleChange.WrongTerm.class,
            wrong -> assertThat(wrong.present().term()).isEqualTo(term + 2));
    assertThat(term().isPromoted()).isFalse();
    assertThat(term().reason()).isEqualTo("the run is cancelled");
  }

  /** It moves the checkpoint as long as its fence lets it. */
  private final class BusyMirror {
    private long watermark = 100;
    private int moves;

    void moveCheckpoint() {
      Txn txn =
          new Txn(
              first.fence().conditions(KEYS),
              List.of(
                  Txn.put(
                      KEYS.checkpoint(),
                      stored(Checkpoint.Phase.TAIL, watermark + 1, false).toJson())));
      if (target.txn(txn).await() instanceof io.understudy.core.port.TxnOutcome.Committed) {
        watermark++;
        moves++;
      }
    }
  }

  @Test
  void aLostAnswerIsLookedUp() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    Proxies.LosesAnswers lossy = new Proxies.LosesAnswers(target);
    lossy.loseNext();

    RoleChange.Changed changed =
        changed(roles(lossy.etcd(), "sync-0").promote(request(4, "primary lost")));

    assertThat(changed.repeated()).isFalse();
    assertThat(term().term()).isEqualTo(5);
  }

  @Test
  void aLeaderOfBeforeCannotWriteAfterAPromotion() {
    var fence = leading(first.attempt());
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    changed(roles.promote(request(fence.term(), "drill")));

    assertThat(lets(fence)).isFalse();
    assertThat(first.attempt())
        .isInstanceOf(io.understudy.core.mirror.Leadership.Attempt.Promoted.class);
  }

  @Test
  void aDamagedRecordOfAnUnparkIsInTheWayOfNoPromotion() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    put(KEYS.unpark(), Bytes.utf8("{ damaged"));

    changed(roles.promote(request(4, "primary lost")));

    assertThatThrownBy(() -> roles.requestUnpark("drill"))
        .isInstanceOf(CorruptRecordException.class);
  }

  @Test
  void anUnparkIsTakenOnlyOnAPromotedSiteAndOnceAtATime() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    assertThat(roles.requestUnpark("drill")).isEmpty();
    changed(roles.promote(request(4, "drill")));

    UnparkRecord asked = roles.requestUnpark("first").orElseThrow();
    assertThat(roles.requestUnpark("second")).contains(asked);
    assertThat(roles.unpark()).contains(asked);
  }

  @Test
  void aDemotionLeavesNothingOfTheLifeBeforeAndGoesAboveBothTerms() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    changed(roles.promote(request(4, "failover")));
    for (int i = 0; i < 40; i++) {
      put(KEYS.foreign(Bytes.utf8("/registry/configmaps/a/" + i)), Bytes.utf8("{\"version\":1}"));
    }
    put(KEYS.scope(), Bytes.utf8("{}"));
    put(KEYS.copying(), Bytes.utf8("{}"));
    roles.requestUnpark("failover");

    RoleChange.Changed demoted = changed(roles.demote(request(5, "failback"), 12));

    assertThat(demoted.record().isPromoted()).isFalse();
    assertThat(demoted.record().term()).isEqualTo(13);
    assertThat(controlKeys()).containsExactly(KEYS.term());
    Roles another = roles(target, "sync-1");
    assertThat(changed(another.demote(request(5, "failback"), 12)).repeated()).isTrue();
    assertThat(roles.demote(request(13, "again"), 0)).isInstanceOf(RoleChange.Refused.class);
  }

  @Test
  void anOriginalPrimaryHasNoTermYet() {
    assertThat(roles.demote(request(3, "failback"), 0)).isInstanceOf(RoleChange.WrongTerm.class);

    RoleChange.Changed demoted = changed(roles.demote(request(0, "failback"), 7));

    assertThat(demoted.record().term()).isEqualTo(8);
    assertThat(term().isPromoted()).isFalse();
  }

  @Test
  void whatIsStillParkedHoldsADemotionUpUnlessItIsForced() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    changed(roles.promote(request(4, "failover")));
    put(KEYS.parked(Bytes.utf8("/registry/deployments/a/b")), Bytes.utf8("parked"));

    RoleChange refused = roles.demote(request(5, "failback"), 0);
    assertThat(refused).isInstanceOf(RoleChange.Refused.class);
    assertThat(((RoleChange.Refused) refused).why()).startsWith("1 objects are still parked");

    put(KEYS.unpark(), UnparkRecord.requested(Instant.EPOCH, "done, one left").toJson());
    assertThat(roles.demote(request(5, "failback"), 0)).isInstanceOf(RoleChange.Refused.class);

    assertThat(roles.demote(new RoleRequest(5, "failback", "", true), 0))
        .isInstanceOf(RoleChange.Changed.class);
  }

  @Test
  void aRoleThatChangesWhileADemotionCleansUpStopsIt() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    changed(roles.promote(request(4, "failover")));
    Bytes foreign = KEYS.foreign(Bytes.utf8("/registry/configmaps/a/1"));
    put(foreign, Bytes.utf8("{\"version\":1}"));
    TermRecord other =
        new TermRecord(TermRecord.Role.PROMOTED, 20, "other", NOON, "somebody was quicker");
    Roles racing =
        roles(Proxies.beforeTxn(target, () -> put(KEYS.term(), other.toJson())), "sync-1");

    assertThat(racing.demote(request(5, "failback"), 0)).isInstanceOf(RoleChange.WrongTerm.class);
    assertThat(stored(foreign)).isNotNull();
  }

  private static TermRecord promoted(long term, long overCluster) {
    TermRecord.Claim claim =
        new TermRecord.Claim(overCluster, 90, 300, Checkpoint.Phase.TAIL, false, null);
    return new TermRecord(
        TermRecord.Role.PROMOTED, term, "failover-1", NOON, "failover", null, claim);
  }

  @Test
  void ofTwoSitesTheOneInTheLowerTermIsNotPromotedWhateverIsForced() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    RoleRequest request = new RoleRequest(4, "failover", "", true);
    long before = target.store().revision();

    RoleChange change = roles.promote(request, Rival.of(promoted(5, SOURCE)));

    assertThat(change)
        .isInstanceOfSatisfying(
            RoleChange.Refused.class,
            refused -> assertThat(refused.why()).contains("primary since term 5", "term 4"));
    assertThat(target.store().revision()).isEqualTo(before);
    changed(roles.promote(request, Rival.of(promoted(4, SOURCE))));
  }

  @Test
  void whatIsNotKnownOfTheOtherSiteForbidsNothing() {
    standby(4);
    checkpoint(Checkpoint.Phase.TAIL, 77, false);
    Etcd silent =
        Proxies.failing(new EtcdException(EtcdException.Kind.UNAVAILABLE, "source: no route"));

    Rival rival = Rival.ask(silent, KEYS, Duration.ofSeconds(1), new NoonForever());

    changed(roles.promote(request(4, "failover"), rival));
  }

  @Test
  void aFormerPrimaryIsNotPromotedBeforeItIsDemotedHoweverFarItsLeadersRaisedTheTerm() {
    for (int i = 0; i < 8; i++) {
      TermRecord last = i == 0 ? TermRecord.none() : term();
      put(KEYS.term(), last.next("sync-0", NOON, "leader changed").toJson());
    }
    Rival rival = Rival.of(promoted(5, target.status().clusterId()));

    RoleChange change = roles.promote(new RoleRequest(8, "back", "", true), rival);

    assertThat(change)
        .isInstanceOfSatisfying(
            RoleChange.Refused.class,
            refused -> assertThat(refused.why()).contains("took over from this one"));
    changed(roles.demote(request(8, "reprotect"), 5));
    assertThat(term().assumed()).isFalse();
    changed(roles.promote(new RoleRequest(9, "failback", "", true), rival));
  }

  private void refusedUnlessForced(String why) {
    RoleChange change = roles.promote(request(4, "drill"));
    assertThat(change).isInstanceOf(RoleChange.Refused.class);
    assertThat(((RoleChange.Refused) change).why()).contains(why);
    assertThat(((RoleChange.Refused) change).remedy()).contains("force");
  }

  private static RoleRequest request(long expectedTerm, String reason) {
    return new RoleRequest(expectedTerm, reason, "", false);
  }

  private static RoleChange.Changed changed(RoleChange change) {
    assertThat(change).isInstanceOf(RoleChange.Changed.class);
    return (RoleChange.Changed) change;
  }

  private void standby(long term) {
    put(
        KEYS.term(),
        new TermRecord(TermRecord.Role.STANDBY, term, "sync-0", NOON, "leader changed").toJson());
  }

  private long checkpoint(Checkpoint.Phase phase, long watermark, boolean inParts) {
    put(KEYS.checkpoint(), stored(phase, watermark, inParts).toJson());
    return stored(KEYS.checkpoint()).modRevision();
  }

  private static Checkpoint stored(Checkpoint.Phase phase, long watermark, boolean inParts) {
    return Checkpoint.first(new Checkpoint.SourceId(SOURCE, 2), 1, NOON, "rules")
        .inPhase(phase)
        .at(watermark, NOON)
        .inParts(inParts);
  }

  private List<Bytes> controlKeys() {
    KeyRange range = KeyRange.prefix(KEYS.prefix());
    return target.range(RangeQuery.keys(range, 0, 0)).await().keys().stream()
        .map(kv -> kv.key())
        .filter(key -> !key.equals(KEYS.leader()))
        .toList();
  }
}
