package io.understudy.testkit.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.encryption.BothEnds;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.ownership.Facts;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Captures;
import io.understudy.testkit.Encryptor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server encrypted, and what it would have. */
class EncryptedCapturesTest {

  /** With a rule that asks for a label. */
  private static final Rules RULES =
      RuleFile.parse(
          """
          version: 1
          extends: live-standby
          rules:
          - name: by-label
            match: {labels: {app: "*"}}
            place: park
            reason: a label decides
          """,
          "test.yaml",
          Rules.Options.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void everyValueOpensToTheObjectOfItsKey(String provider) {
    Classifier classifier = classifier(Captures.encryptionConfiguration(provider));
    List<KeyValue> encrypted =
        Captures.registry("registry-" + provider).stream()
            .filter(kv -> EnvelopeReader.isEncrypted(kv.value()))
            .toList();

    assertThat(encrypted).hasSizeGreaterThan(5);
    for (KeyValue kv : encrypted) {
      Classified object = classifier.classify(kv);
      var key = object.registryKey().orElseThrow();
      assertThat(object.envelope()).isInstanceOf(Envelope.Readable.class);
      var header = ((Envelope.Readable) object.envelope()).header();
      assertThat(header.name()).isEqualTo(key.name());
      assertThat(header.namespace()).isEqualTo(key.namespace());
      assertThat(header.uid()).isNotEmpty();
      assertThat(object.standbyCannot()).isEmpty();
      assertThat(Facts.of(object).opaque()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void ownersLabelsAndPlacementsAreThoseOfTheObjectBefore(String provider) {
    Encryptor encryptor = Encryptor.of(provider, "key1", 32, 5);
    Classifier classifier = classifier(Encryptor.configuration("'*.*'", encryptor));
    List<KeyValue> registry = Captures.registry(Captures.REGISTRY);
    long owned = 0;
    long byLabel = 0;
    for (KeyValue kv : registry) {
      Classified before = RULES.classify(kv);
      Classified after = classifier.classify(sealed(kv, encryptor));

      assertThat(after).isEqualTo(before);
      assertThat(Facts.of(after)).isEqualTo(Facts.of(before));
      boolean isEncrypted = !sealed(kv, encryptor).value().equals(kv.value());
      owned += isEncrypted && !Facts.of(after).owners().isEmpty() ? 1 : 0;
      byLabel += isEncrypted && after.verdict().rule().equals("by-label") ? 1 : 0;
    }
    assertThat(owned).isPositive();
    assertThat(byLabel).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void theConfigurationOfAnotherClusterOpensNothing(String provider) {
    String other =
        Captures.encryptionConfiguration(provider)
            .replaceFirst("secret: \"[^\"]{4}", "secret: \"AAAA");
    Classifier classifier = classifier(other);

    assertThat(Captures.registry("registry-" + provider))
        .filteredOn(kv -> EnvelopeReader.isEncrypted(kv.value()))
        .allSatisfy(
            kv -> {
              assertThat(classifier.classify(kv).envelope()).isInstanceOf(Envelope.Opaque.class);
              assertThat(classifier.plaintext(kv)).isEmpty();
              assertThat(classifier.classify(kv).standbyCannot()).isPresent();
            });
  }

  private static KeyValue sealed(KeyValue kv, Encryptor encryptor) {
    boolean isEncrypted = RegistryKeys.parse(kv.key()).isPresent();
    return isEncrypted
        ? new KeyValue(
            kv.key(),
            encryptor.seal(kv.key(), kv.value()),
            kv.createRevision(),
            kv.modRevision(),
            kv.version(),
            kv.lease())
        : kv;
  }

  private static Classifier classifier(String yaml) {
    var configuration = Optional.of(EncryptionConfiguration.parse(yaml, "test.yaml"));
    return new Classifier(RULES, new BothEnds(configuration, configuration));
  }
}
