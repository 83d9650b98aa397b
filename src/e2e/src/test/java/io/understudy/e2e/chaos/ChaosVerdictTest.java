package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.Checkpoint.SourceId;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Rules;
import io.understudy.e2e.chaos.ChaosPlan.Ending;
import io.understudy.e2e.chaos.ChaosTraffic.Acknowledged;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import io.understudy.testkit.replay.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChaosVerdictTest {

  private static final ControlKeys KEYS = ChaosSites.KEYS;
  private static final Rules RULES = ChaosSites.RULES;
  private static final Bytes JOB = Bytes.utf8("/registry/jobs/team/report");
  private static final Bytes KEY = ChaosTraffic.key("team", "settings");
  private static final Bytes VALUE = ChaosTraffic.value("team", "settings", 1);
  private static final Bytes OTHER = ChaosTraffic.value("team", "settings", 2);

  /** Its first write makes this revision. */
  private static final long FIRST = 2;

  private ModelStore source = new ModelStore(1);
  private ModelStore target = new ModelStore(2);
  private Map<Bytes, Bytes> own = Map.of();
  private Ending ending = Ending.STAYS;
  private Optional<ChaosRecord.FormerLife> formerLife = Optional.empty();

  @BeforeEach
  void lead() {
    apply(source, Txn.put(KEY, VALUE));
    newTarget();
  }

  private void newTarget() {
    target = new ModelStore(2);
    apply(target, Txn.put(KEYS.leader(), Bytes.utf8("mirror")), term(Role.STANDBY));
  }

  @Test
  void nothingIsFoundInAGoodRun() {
    mirror(FIRST, Txn.put(KEY, VALUE));

    ChaosVerdict verdict = verdict(new Acknowledged(FIRST, List.of(Txn.put(KEY, VALUE))));

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.writesChecked()).isEqualTo(1);
    assertThat(verdict.replay().claims()).isEqualTo(1);
  }

  @Test
  void anAcknowledgedWriteThatTheSourceForgotIsFound() {
    mirror(FIRST, Txn.put(KEY, VALUE));

    assertThat(verdict(new Acknowledged(FIRST, List.of(Txn.put(KEY, OTHER)))).violations())
        .singleElement()
        .asString()
        .startsWith("SOURCE: ");
  }

  @Test
  void anAcknowledgedWriteThatIsNotInTheTargetIsFound() {
    mirror(FIRST);

    assertThat(verdict(new Acknowledged(FIRST, List.of(Txn.put(KEY, VALUE)))).violations())
        .anyMatch(found -> found.contains(" MISSED "))
        .anyMatch(found -> found.startsWith("TARGET: lacks: " + KEY));
  }

  /** All is there, as it was before: only the bytes tell. */
  @Test
  void aRewriteOfEverythingThatDidNotComeIsFound() {
    mirror(FIRST, Txn.put(KEY, VALUE));
    List<Txn.Write> rewrite =
        SourceWrites.rotation(new ModelEtcd(source), ChaosTraffic.key("team", "turn")).getFirst();
    apply(source, rewrite.toArray(Txn.Write[]::new));
    mirror(FIRST + 1);

    assertThat(verdict(new Acknowledged(FIRST + 1, rewrite)).violations())
        .anyMatch(violation -> violation.contains(" DIFFERENT "))
        .contains("TARGET: is stale: " + KEY);
  }

  @Test
  void aLagThatStaysIsFound() {
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(source, Txn.put(KEY, OTHER));

    assertThat(verdict().violations()).singleElement().asString().startsWith("LAG: ");
  }

  @Test
  void whatTheStandbyLostOfItsOwnIsFound() {
    mirror(FIRST, Txn.put(KEY, VALUE));
    own = Map.of(ChaosTraffic.key("standby-own", "own"), VALUE);

    assertThat(verdict().violations()).singleElement().asString().startsWith("OWN: ");
  }

  @Test
  void aMirrorThatDeletesWhatTheStandbyHasOfItsOwnIsFound() {
    Bytes key = ChaosTraffic.key(ChaosTraffic.OWN, "own");
    apply(target, Txn.put(key, VALUE));
    mirror(FIRST, Txn.put(KEY, VALUE), Txn.delete(key));

    assertThat(verdict().violations())
        .singleElement()
        .asString()
        .startsWith("OWN: a mirror wrote or deleted " + key);
  }

  @Test
  void aMirrorThatNobodyMadeTheLeaderIsFound() {
    apply(target, Txn.delete(KEYS.leader()));
    mirror(FIRST, Txn.put(KEY, VALUE));

    assertThat(verdict().violations()).singleElement().asString().startsWith("FENCED: ");
  }

  @Test
  void aMirrorThatWritesAfterAPromotionIsFound() {
    ending = Ending.SWITCHOVER;
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, term(Role.PROMOTED));
    mirror(FIRST);

    assertThat(verdict(written()).violations())
        .singleElement()
        .asString()
        .startsWith("PROMOTED: a mirror wrote");
  }

  @Test
  void aGoodSwitchoverHasAllThatWasAcknowledged() {
    ending = Ending.SWITCHOVER;
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, term(Role.PROMOTED));
    apply(source, Txn.put(ChaosTraffic.key("kube-system", "after"), OTHER));

    assertThat(verdict(written()).violations()).isEmpty();
  }

  @Test
  void anAcknowledgedWriteThatASwitchoverLosesIsFound() {
    ending = Ending.SWITCHOVER;
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, term(Role.PROMOTED));
    apply(source, Txn.put(KEY, OTHER));

    assertThat(
            verdict(written(), new Acknowledged(FIRST + 1, List.of(Txn.put(KEY, OTHER))))
                .violations())
        .singleElement()
        .asString()
        .startsWith("LAG: ");
  }

  @Test
  void aPromotionThatClaimsWhatTheHistoryDoesNotIsFound() {
    ending = Ending.SWITCHOVER;
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, promotion(FIRST + 1));

    assertThat(verdict(written()).violations())
        .singleElement()
        .asString()
        .startsWith("PROMOTED: the record says equal at 3, the history equal at 2");
  }

  @Test
  void whatWasParkedIsInPlaceAfterAPromotion() {
    Acknowledged report = promotedWithParked(VALUE);
    assertAfterThePromotion("still parked: " + JOB, report);

    apply(target, Txn.delete(KEYS.parked(JOB)));
    assertAfterThePromotion("lacks: " + KEYS.parked(JOB), report);

    apply(target, Txn.put(JOB, VALUE));
    assertThat(verdict(written(), report).violations()).isEmpty();
  }

  @Test
  void whatStaysParkedAfterAPromotionHasNoOwnerOnEitherSite() {
    Bytes owned = object("report", ", \"ownerReferences\": [{\"uid\": \"nightly's\"}]");
    Acknowledged report = promotedWithParked(owned);
    assertThat(verdict(written(), report).violations()).isEmpty();

    apply(target, Txn.put(Bytes.utf8("/registry/cronjobs/team/nightly"), object("nightly", "")));
    assertAfterThePromotion("still parked: " + JOB, report);
  }

  private static Bytes object(String name, String more) {
    return Bytes.utf8(
        """
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "%s", "uid": "%s's"%s}}
        """
            .formatted(name, name, more));
  }

  private Acknowledged promotedWithParked(Bytes value) {
    ending = Ending.SWITCHOVER;
    apply(source, Txn.put(JOB, value));
    mirror(FIRST + 1, Txn.put(KEY, VALUE), Txn.put(KEYS.parked(JOB), value));
    apply(target, promotion(FIRST + 1));
    return new Acknowledged(FIRST + 1, List.of(Txn.put(JOB, value)));
  }

  private void assertAfterThePromotion(String wrong, Acknowledged report) {
    assertThat(verdict(written(), report).violations())
        .singleElement()
        .asString()
        .startsWith("AFTER THE PROMOTION: TARGET: " + wrong);
  }

  @Test
  void aFailoverMayLoseWhatWasNotMirroredAndNothingElse() {
    ending = Ending.FAILOVER;
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, term(Role.PROMOTED));
    apply(source, Txn.put(KEY, OTHER));
    Acknowledged late = new Acknowledged(FIRST + 1, List.of(Txn.put(KEY, OTHER)));

    assertThat(verdict(written(), late).violations()).isEmpty();
    apply(target, Txn.delete(KEY));
    assertThat(verdict(written(), late).violations())
        .singleElement()
        .asString()
        .startsWith("AFTER THE PROMOTION: TARGET: lacks: " + KEY);
  }

  @Test
  void afterAFailoverAmidAnotherCopyAKeyMayBeNewerThanTheLastClaimAndNotOlder() {
    ending = Ending.FAILOVER;
    Bytes oldest = ChaosTraffic.value("team", "settings", 0);
    apply(source, Txn.put(KEY, OTHER));
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, copying(FIRST), Txn.put(KEY, OTHER));
    apply(target, term(Role.PROMOTED));

    assertThat(verdict(written()).violations()).isEmpty();

    newTarget();
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, copying(FIRST), Txn.put(KEY, oldest));
    apply(target, term(Role.PROMOTED));
    assertThat(verdict(written()).violations())
        .singleElement()
        .asString()
        .startsWith("TARGET: is stale: " + KEY);

    newTarget();
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, copying(FIRST), Txn.delete(KEY));
    apply(target, term(Role.PROMOTED));
    assertThat(verdict(written()).violations())
        .singleElement()
        .asString()
        .startsWith("TARGET: lacks: " + KEY);
  }

  @Test
  void aFailoverThatHasClaimedEqualityMayNotBeNewerThanItSaid() {
    ending = Ending.FAILOVER;
    apply(source, Txn.put(KEY, OTHER));
    mirror(FIRST, Txn.put(KEY, VALUE));
    apply(target, Txn.put(KEY, OTHER), Txn.put(KEYS.copying(), VALUE));
    apply(target, term(Role.PROMOTED));

    assertThat(verdict(written()).violations())
        .anyMatch(found -> found.startsWith("TARGET: is stale: " + KEY));
  }

  @Test
  void aPromotionThatNobodyAskedForIsFoundAndOneThatIsMissing() {
    mirror(FIRST, Txn.put(KEY, VALUE));
    ending = Ending.FAILOVER;
    assertThat(verdict(written()).violations())
        .singleElement()
        .asString()
        .startsWith("PROMOTED: false");
    apply(target, term(Role.PROMOTED));
    ending = Ending.STAYS;
    assertThat(verdict(written()).violations())
        .singleElement()
        .asString()
        .startsWith("PROMOTED: true");
  }

  @Test
  void whatARestoredSourceForgotGoesOnceSomebodyAskedForIt() {
    restored();

    assertThat(verdict().violations()).isEmpty();
  }

  @Test
  void whatARestoredSourceForgotAndTheTargetKeepsIsFound() {
    restored();
    apply(target, Txn.put(KEY, VALUE), checkpoint(FIRST));

    assertThat(verdict().violations())
        .anyMatch(found -> found.contains(" SURPLUS " + KEY))
        .anyMatch(found -> found.startsWith("TARGET: should not be: " + KEY));
  }

  /** It had the key, was restored from before, and is followed again. */
  private void restored() {
    ending = Ending.RESTORED;
    mirror(FIRST, Txn.put(KEY, VALUE));
    formerLife =
        Optional.of(new ChaosRecord.FormerLife(new History(source.history()), List.of(written())));
    source = new ModelStore(1);
    apply(source, Txn.put(ChaosTraffic.key("events", "another"), OTHER));
    apply(target, Txn.put(KEYS.resyncRequest(), VALUE));
    apply(target, Txn.delete(KEYS.resyncRequest()), Txn.put(KEYS.copying(), VALUE));
    mirror(FIRST, Txn.delete(KEY), Txn.put(ChaosTraffic.key("events", "another"), OTHER));
  }

  private static Acknowledged written() {
    return new Acknowledged(FIRST, List.of(Txn.put(KEY, VALUE)));
  }

  private ChaosVerdict verdict(Acknowledged... acknowledged) {
    return ChaosVerdict.of(
        new ChaosRecord(
            ending,
            RULES,
            KEYS,
            formerLife,
            new History(source.history()),
            new History(target.history()),
            List.of(acknowledged),
            own));
  }

  private static Txn.Write checkpoint(long watermark) {
    return checkpoint(watermark, Checkpoint.Phase.TAIL);
  }

  private static Txn.Write copying(long watermark) {
    return checkpoint(watermark, Checkpoint.Phase.RESYNC);
  }

  private static Txn.Write checkpoint(long watermark, Checkpoint.Phase phase) {
    return Txn.put(
        KEYS.checkpoint(),
        Checkpoint.first(new SourceId(1, 1), 1, Instant.EPOCH, RULES.digest())
            .at(watermark, Instant.EPOCH)
            .inPhase(phase)
            .toJson());
  }

  private void mirror(long watermark, Txn.Write... writes) {
    List<Txn.Write> all = new ArrayList<>(List.of(writes));
    all.add(checkpoint(watermark));
    apply(target, all.toArray(Txn.Write[]::new));
  }

  private static Txn.Write term(Role role) {
    TermRecord record = new TermRecord(role, 1, "mirror", Instant.EPOCH, "test");
    return Txn.put(KEYS.term(), record.toJson());
  }

  private static Txn.Write promotion(long watermark) {
    TermRecord.Claim claim =
        new TermRecord.Claim(1, watermark, 1, Checkpoint.Phase.TAIL, false, null);
    TermRecord record =
        new TermRecord(Role.PROMOTED, 1, "mirror", Instant.EPOCH, "test", null, claim, false);
    return Txn.put(KEYS.term(), record.toJson());
  }

  private static void apply(ModelStore etcd, Txn.Write... writes) {
    etcd.apply(new Txn(List.of(), List.of(writes)));
  }
}
