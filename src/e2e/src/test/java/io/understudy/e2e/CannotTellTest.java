package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.Checker;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Encryptor;
import io.understudy.testkit.FaultLink;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where nobody can say whether the two sides are equal, the comparison says why. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CannotTellTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");
  private static final String LARGE = "x".repeat(20_000);

  private final TwoEtcds etcds = new TwoEtcds();
  private final Checks checks = new Checks(etcds, Classifier.of(RULES));

  private Bytes mirrored = Bytes.EMPTY;

  /** What cannot be told before the target is equal is asked on the way there. */
  @BeforeAll
  void mirror() {
    for (int i = 0; i < 60; i++) {
      etcds.source().put(Writers.key("large-" + i), Writers.value("large-" + i, 0, LARGE));
    }
    nothingWasMirroredYet();
    aFirstCopyGoesOn();
    mirrored = checkpoint().toJson();
  }

  @AfterEach
  void takeBack() {
    etcds.target().put(TwoEtcds.KEYS.checkpoint(), mirrored);
  }

  @AfterAll
  void close() {
    checks.close();
    etcds.close();
  }

  private void nothingWasMirroredYet() {
    assertCannotTell(checks.checker(), false, "no checkpoint", "start sync-service");
  }

  private void aFirstCopyGoesOn() {
    try (FaultLink slow = FaultLink.to(etcds.sourceProcess().endpoint())) {
      slow.throttle(150_000);
      RunningMirror.Setup setup =
          RunningMirror.Setup.of(
              List.of(slow.endpoint()), List.of(etcds.targetProcess().endpoint()), RULES);
      try (RunningMirror mirror = RunningMirror.between(setup.waiting(Duration.ofSeconds(60)))) {
        mirror.awaitEvent("phase COPY");
        await().atMost(Duration.ofSeconds(60)).until(() -> etcds.checkpoint().isPresent());
        slow.stall();

        assertCannotTell(checks.checker(), true, "a first copy goes on", "ask again later");

        slow.heal();
        etcds.awaitEqual();
        assertThat(Checks.run(checks.checker()).lines()).isEmpty();
      }
    }
  }

  @Test
  void aResyncGoesOnOrAChangeComesInParts() {
    store(checkpoint().inPhase(Checkpoint.Phase.RESYNC));
    assertCannotTell(checks.checker(), true, "a resync goes on", "ask again later");

    store(checkpoint().inPhase(Checkpoint.Phase.TAIL).inParts(true));
    assertCannotTell(checks.checker(), true, "between the parts", "ask again");
  }

  @Test
  void theTargetWasMirroredUnderOtherRules() {
    try (Checks others = new Checks(etcds, Classifier.of(TwoEtcds.profile("live-standby")))) {
      assertCannotTell(others.checker(), true, "other rules", "understudy.scope.*");
    }
  }

  @Test
  void theTargetWasMirroredWithOtherEncryptionKeys() {
    EncryptionConfiguration known =
        EncryptedSource.ofEverything(Encryptor.of("aescbc", "key1", 32, 1));
    Classifier knowing = new Classifier(RULES, EncryptedSource.both(known));
    try (Checks others = new Checks(etcds, knowing)) {
      assertCannotTell(others.checker(), true, "other keys", "encryption-config-file");
    }
  }

  @Test
  void theTargetWasMirroredFromAnotherSource() {
    Checker misled = checks.checker(checks.target(), checks.target(), Checks.LIMITS);

    assertCannotTell(misled, false, "cluster id", "understudy.source.endpoints");
  }

  @Test
  void theSourceIsBehindWhatTheTargetHas() {
    store(checkpoint().at(etcds.source().revision() + 100, checkpoint().observedAt()));

    assertCannotTell(checks.checker(), false, "behind the watermark", "restored");
  }

  @Test
  void theCheckpointCannotBeRead() {
    etcds.target().put(TwoEtcds.KEYS.checkpoint(), Bytes.utf8("{\"watermark\":\"secret\"}"));

    CannotTellException told =
        assertCannotTell(
            checks.checker(), false, TwoEtcds.KEYS.checkpoint().utf8(), "cannot be read");
    assertThat(told).hasMessageNotContaining("secret");
  }

  /** What a checker knew before is no answer now, and is taken up again afterwards. */
  @Test
  void whoCouldTellBeforeCannotNowAndCanAgain() {
    Checker checker = checks.checker();
    assertThat(Checks.run(checker).lines()).isEmpty();
    Checkpoint good = checkpoint();

    etcds.target().delete(TwoEtcds.KEYS.checkpoint());
    assertCannotTell(checker, false, "no checkpoint");
    store(good);

    assertThat(Checks.run(checker).lines()).isEmpty();
  }

  private static CannotTellException assertCannotTell(
      Checker checker, boolean passes, String... words) {
    CannotTellException told =
        catchThrowableOfType(CannotTellException.class, () -> Checks.run(checker));
    assertThat(told).hasMessageContainingAll(words);
    assertThat(told.passes()).as(told.getMessage()).isEqualTo(passes);
    return told;
  }

  private Checkpoint checkpoint() {
    return etcds.checkpoint().orElseThrow();
  }

  private void store(Checkpoint checkpoint) {
    etcds.target().put(TwoEtcds.KEYS.checkpoint(), checkpoint.toJson());
  }
}
