package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.encryption.BothEnds;
import io.understudy.core.encryption.Encryption;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.PreflightLimits;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Captures;
import io.understudy.testkit.Encryptor;
import io.understudy.testkit.replay.HistoryReplay;
import io.understudy.testkit.replay.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that rotate, that come late, and that the standby lacks. */
class EncryptionKeysTest {

  private static final Rules LIVE = TwoEtcds.profile("live-standby");
  private static final int ROTATIONS = 3;

  private final TwoEtcds etcds = new TwoEtcds();
  private final Encryptor old = Encryptor.of("aescbc", "old", 32, 1);
  private final Encryptor next = Encryptor.of("aesgcm", "next", 32, 2);
  private final List<KeyValue> registry = Captures.registry(Captures.REGISTRY);

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void rotationsThatRewriteEveryValuePassWithoutAStall() {
    EncryptionConfiguration keys = EncryptedSource.ofEverything(next, old);
    etcds.source().load(EncryptedSource.sealed(registry, old));
    try (RunningMirror mirror = mirror(EncryptedSource.source(keys), allowing(0))) {
      mirror.awaitEvent("sound");
      for (int i = 0; i < ROTATIONS; i++) {
        rewrite(i % 2 == 0 ? next : old);
      }
      etcds.awaitEqual();
      assertThat(mirror.events())
          .noneMatch(event -> event.startsWith("end"))
          .noneMatch(event -> event.startsWith("phase RESYNC"))
          .allMatch(event -> !event.startsWith("encrypted") || event.equals("encrypted 0 0"));
    }
    Report report = replay(keys);
    assertThat(report.lastWatermark()).isEqualTo(etcds.source().revision());
    assertThat(report.equalKeys()).isGreaterThan(200);
  }

  @Test
  void aRotationToAKeyThatIsNotKnownYetMovesNothingAndTheKeyHealsIt() {
    EncryptionConfiguration known = EncryptedSource.ofEverything(old);
    EncryptionConfiguration later = EncryptedSource.ofEverything(next, old);
    Changing encryption = new Changing(EncryptedSource.source(known));
    etcds.source().load(EncryptedSource.sealed(registry, old));
    try (RunningMirror mirror = mirror(encryption, allowing(0))) {
      mirror.awaitEvent("sound");
      rewrite(next);
      etcds.awaitEqual();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> mirror.events().stream().anyMatch(e -> e.matches("encrypted [1-9]\\d* 0")));
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("phase RESYNC"));

      encryption.becomes(EncryptedSource.source(later));
      mirror.awaitEvent("phase RESYNC the encryption configuration changed");
      mirror.awaitMoreEvents("sound", 1);
      etcds.awaitEqual();
      assertThat(mirror.events())
          .filteredOn(event -> event.startsWith("encrypted"))
          .last()
          .isEqualTo("encrypted 0 0");
    }
    assertThat(replay(later).equalKeys()).isGreaterThan(200);
  }

  @Test
  void otherKeysAfterARestartMakeADifference() {
    EncryptionConfiguration known = EncryptedSource.ofEverything(old);
    EncryptionConfiguration later = EncryptedSource.ofEverything(next, old);
    seal(next, "secrets/team/first");
    try (RunningMirror mirror = mirror(EncryptedSource.source(known), allowing(0))) {
      mirror.awaitEvent("sound");
    }
    try (RunningMirror mirror = mirror(EncryptedSource.source(known), allowing(0))) {
      mirror.awaitEvent("phase TAIL");
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("phase RESYNC"));
    }
    try (RunningMirror mirror = mirror(EncryptedSource.source(later), allowing(0))) {
      mirror.awaitEvent("phase RESYNC the scope rules changed, or what of the source can be read");
      // Until it writes, the checkpoint is still the last mirror's, which was equal by its own
      // rules.
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
    }
  }

  @Test
  void whatTheStandbyCannotReadIsRefusedBeforeTheFirstByte() {
    EncryptionConfiguration primary = EncryptedSource.ofEverything(old);
    EncryptionConfiguration standby = EncryptedSource.ofEverything(next);
    Bytes secret = seal(old, "secrets/team/first");
    BothEnds both = new BothEnds(Optional.of(primary), Optional.of(standby));
    try (RunningMirror mirror = mirror(both, allowing(0))) {
      mirror.awaitEvent(
          "end Refused[why=the standby's API server cannot read 1 values of the source");
      assertThat(mirror.events())
          .anyMatch(event -> event.contains(secret.utf8() + " (no key of that provider and name"))
          .anyMatch(event -> event.contains("understudy.target.encryption-config-file"));
      assertThat(etcds.targetHas(secret)).isFalse();
      assertThat(etcds.checkpoint()).isEmpty();
    }
  }

  @Test
  void whatTheStandbyCannotReadIsCountedWhileTheTailGoesOn() {
    EncryptionConfiguration primary = EncryptedSource.ofEverything(old);
    EncryptionConfiguration standby = EncryptedSource.ofEverything(next);
    BothEnds both = new BothEnds(Optional.of(primary), Optional.of(standby));
    seal(old, "secrets/team/first");
    try (RunningMirror mirror = mirror(both, allowing(1))) {
      mirror.awaitEvent("sound");
      assertThat(mirror.events())
          .anyMatch(
              event -> event.startsWith("warning the standby's API server cannot read 1 values"))
          .contains("encrypted 0 1");

      Bytes second = seal(old, "secrets/team/second");
      mirror.awaitEvent("encrypted 0 2");
      etcds.awaitEqual();
      assertThat(etcds.targetValue(second))
          .isEqualTo(etcds.source().get(second).map(KeyValue::value));

      seal(next, "secrets/team/second");
      mirror.awaitMoreEvents("encrypted 0 1", 1);
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("end"));
    }
  }

  /** In bursts of whole passes, as fast as the source takes them. */
  private void rewrite(Encryptor encryptor) {
    etcds.source().load(EncryptedSource.sealed(registry, encryptor));
  }

  private Bytes seal(Encryptor encryptor, String path) {
    Bytes key = Values.key(path);
    String name = path.substring(path.lastIndexOf('/') + 1);
    etcds.source().put(key, encryptor.seal(key, Values.object("Secret", name)));
    return key;
  }

  private Report replay(EncryptionConfiguration keys) {
    return HistoryReplay.run(
            LIVE,
            TwoEtcds.KEYS,
            EncryptedSource.opened(etcds.sourceHistory(), keys),
            EncryptedSource.opened(etcds.targetHistory(), keys))
        .orFail();
  }

  private RunningMirror mirror(Encryption encryption, Limits limits) {
    return RunningMirror.between(
        RunningMirror.Setup.of(
                List.of(etcds.sourceProcess().endpoint()),
                List.of(etcds.targetProcess().endpoint()),
                LIVE)
            .within(limits)
            .reading(encryption));
  }

  private static Limits allowing(int undecryptable) {
    return Limits.defaults()
        .lead(LeadLimits.OFF)
        .preflight(PreflightLimits.defaults().undecryptable(undecryptable));
  }

  /** As files that an operator changes. */
  private static final class Changing implements Encryption {

    private volatile BothEnds present;
    private final AtomicLong generation = new AtomicLong();

    private Changing(BothEnds first) {
      present = first;
    }

    private void becomes(BothEnds other) {
      present = other;
      generation.incrementAndGet();
    }

    @Override
    public Opened open(Bytes key, Bytes value) {
      return present.open(key, value);
    }

    @Override
    public long generation() {
      return generation.get();
    }
  }
}
