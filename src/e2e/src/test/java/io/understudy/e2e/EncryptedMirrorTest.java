package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.encryption.Encryption;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Captures;
import io.understudy.testkit.Encryptor;
import io.understudy.testkit.replay.HistoryReplay;
import io.understudy.testkit.replay.Report;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted registries between real etcds, with their configuration and without. */
class EncryptedMirrorTest {

  private static final Rules EVERYTHING = TwoEtcds.profile("everything");
  private static final Rules LIVE = TwoEtcds.profile("live-standby");

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @ParameterizedTest
  @CsvSource({"aescbc,live-standby", "aesgcm,everything", "secretbox,acp-global"})
  void theCapturesAreMirroredByTheirOwnersWhereTheirConfigurationIsGiven(
      String provider, String profile) {
    Rules rules = TwoEtcds.profile(profile);
    EncryptionConfiguration configuration =
        EncryptionConfiguration.parse(Captures.encryptionConfiguration(provider), "capture.yaml");
    etcds.source().load(Captures.registry("registry-" + provider));

    mirrorOnce(rules, EncryptedSource.both(configuration), "encrypted 0 0");

    Report report = replay(rules, configuration);
    assertThat(report.equalKeys()).isGreaterThan(20);
    assertThat(encryptedOnTarget()).isGreaterThan(3);
    assertBytesEqual();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void aRegistryAllEncryptedIsMirroredByItsOwners(String provider) {
    Encryptor encryptor = Encryptor.of(provider, "key1", 32, 1);
    EncryptionConfiguration configuration = EncryptedSource.ofEverything(encryptor);
    etcds.source().load(EncryptedSource.sealed(Captures.registry(Captures.REGISTRY), encryptor));

    mirrorOnce(LIVE, EncryptedSource.source(configuration), "encrypted 0 0");

    assertThat(replay(LIVE, configuration).equalKeys()).isGreaterThan(200);
    assertBytesEqual();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void theCapturesAreMirroredByAgeWithoutTheirConfiguration(String provider) {
    etcds.source().load(Captures.registry("registry-" + provider));
    long encrypted = encryptedInScope(etcds.source().all(0));

    mirrorOnce(EVERYTHING, Encryption.NONE, "encrypted " + encrypted + " 0");

    assertNothingOpaqueCameBeforeItsElders();
    assertBytesEqual();
  }

  @Test
  void aRegistryAllEncryptedComesInByAgeWithoutItsConfiguration() {
    Encryptor encryptor = Encryptor.of("aescbc", "key1", 32, 1);
    etcds.source().load(EncryptedSource.sealed(Captures.registry(Captures.REGISTRY), encryptor));
    long encrypted = encryptedInScope(etcds.source().all(0));

    mirrorOnce(EVERYTHING, Encryption.NONE, "encrypted " + encrypted + " 0");

    assertThat(assertNothingOpaqueCameBeforeItsElders()).isGreaterThan(300);
    assertBytesEqual();
  }

  @Test
  void whatIsReadableStillWaitsForAnEncryptedOwnerByItsName() {
    Encryptor encryptor = Encryptor.of("aesgcm", "key1", 32, 1);
    Bytes owner = Values.key("secrets/team/owner");
    Bytes dependent = Values.key("configmaps/team/dependent");
    etcds.source().put(Bytes.utf8("/registry/namespaces/team"), Values.object("Namespace", "team"));
    String value = Values.object("ConfigMap", "dependent", "owner").utf8();
    etcds.source().put(dependent, Bytes.utf8(value.replace("\"X\"", "\"Secret\"")));
    etcds.source().put(owner, encryptor.seal(owner, Values.object("Secret", "owner")));

    mirrorOnce(EVERYTHING, Encryption.NONE, "encrypted 1 0");

    Map<Bytes, Long> shown = firstShown();
    assertThat(shown.get(dependent)).isGreaterThanOrEqualTo(shown.get(owner));
  }

  private void mirrorOnce(Rules rules, Encryption encryption, String counts) {
    try (RunningMirror mirror =
        RunningMirror.between(
            RunningMirror.Setup.of(
                    List.of(etcds.sourceProcess().endpoint()),
                    List.of(etcds.targetProcess().endpoint()),
                    rules)
                .reading(encryption))) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
      assertThat(mirror.events())
          .contains(counts)
          .noneMatch(event -> event.startsWith("end") || event.startsWith("hole"));
    }
  }

  private Report replay(Rules rules, EncryptionConfiguration configuration) {
    return HistoryReplay.run(
            rules,
            TwoEtcds.KEYS,
            EncryptedSource.opened(etcds.sourceHistory(), configuration),
            EncryptedSource.opened(etcds.targetHistory(), configuration))
        .orFail();
  }

  /** What the target holds of a source's key is what the source holds, encrypted or not. */
  private void assertBytesEqual() {
    SortedMap<Bytes, KeyValue> source = etcds.source().all(0);
    etcds
        .target()
        .all(0)
        .forEach(
            (key, held) -> {
              Bytes of = TwoEtcds.KEYS.isParked(key) ? TwoEtcds.KEYS.unparked(key) : key;
              if (of.startsWith(RegistryKeys.PREFIX)) {
                assertThat(held.value()).as(key.utf8()).isEqualTo(source.get(of).value());
              }
            });
  }

  private long encryptedOnTarget() {
    return encrypted(etcds.target().all(0));
  }

  private static long encryptedInScope(SortedMap<Bytes, KeyValue> keys) {
    SortedMap<Bytes, KeyValue> inScope = new TreeMap<>(keys);
    inScope
        .values()
        .removeIf(kv -> EVERYTHING.classify(kv).verdict().placement() == Placement.LEAVE_OUT);
    return encrypted(inScope);
  }

  private static long encrypted(SortedMap<Bytes, KeyValue> keys) {
    return keys.values().stream().filter(kv -> EnvelopeReader.isEncrypted(kv.value())).count();
  }

  /**
   * @return how many objects were encrypted
   */
  private long assertNothingOpaqueCameBeforeItsElders() {
    Map<Bytes, Long> shown = firstShown();
    TreeMap<Long, Bytes> byAge = new TreeMap<>();
    etcds.source().all(0).forEach((key, kv) -> byAge.put(kv.createRevision(), key));
    long latestOfElders = 0;
    long opaque = 0;
    SortedMap<Bytes, KeyValue> source = etcds.source().all(0);
    for (Bytes key : byAge.values()) {
      Long at = shown.get(key);
      if (at == null) {
        continue;
      }
      if (EnvelopeReader.isEncrypted(source.get(key).value())) {
        opaque++;
        assertThat(at).as("%s after all that is older", key).isGreaterThanOrEqualTo(latestOfElders);
      }
      latestOfElders = Math.max(latestOfElders, at);
    }
    return opaque;
  }

  /** Target revisions at which keys became visible. */
  private Map<Bytes, Long> firstShown() {
    Map<Bytes, Long> shown = new HashMap<>();
    for (Revision revision : etcds.targetHistory().revisions()) {
      revision.changes().forEach(change -> shown.putIfAbsent(change.key(), revision.number()));
    }
    return shown;
  }
}
