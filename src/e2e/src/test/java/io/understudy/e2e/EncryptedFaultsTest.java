package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.DifferenceKind;
import io.understudy.core.encryption.BothEnds;
import io.understudy.core.encryption.Encryption;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.encryption.Reading;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Captures;
import io.understudy.testkit.Encryptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults in values that are encrypted at rest, with the configurations and without. */
class EncryptedFaultsTest {

  private static final Rules RULES = TwoEtcds.profile("live-standby");
  private static final Bytes SECRET = Values.key("secrets/app-1/sec");
  private static final Bytes TOKEN = Values.key("secrets/app-1/bot-token");

  /** An object with an owner. */
  private static final Bytes OWNED = Values.key("configmaps/app-1/aa-owned");

  private final Encryptor standby = Encryptor.of("aesgcm", "of-the-standby", 32, 7);

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void withTheConfigurationsWhatIsEncryptedIsComparedInPlain(String provider) {
    EncryptionConfiguration ofSource = ofSource(provider);
    try (PlantedSite site = site(provider, both(provider))) {
      assertThat(EnvelopeReader.isEncrypted(value(site, SECRET))).isTrue();

      for (Bytes key : List.of(SECRET, TOKEN, OWNED)) {
        reEncrypt(site, key, ofSource, UnaryOperator.identity());
        site.assertFound(List.of(Checks.line(key, DifferenceKind.ENCRYPTION_ONLY, false)));
      }

      site.atTarget().put(SECRET, opened(site, SECRET, ofSource));
      site.assertFound(List.of(Checks.line(SECRET, DifferenceKind.ENCRYPTION_ONLY, false)));

      reEncrypt(site, SECRET, ofSource, value -> Edits.replaced(value, "hunter-1", "hunter-2"));
      site.assertFound(List.of(Checks.line(SECRET, DifferenceKind.DIFFERENT, false)));

      reEncrypt(site, SECRET, ofSource, value -> Edits.replaced(value, "Opaque", "opaque"));
      site.assertFound(List.of(Checks.line(SECRET, DifferenceKind.DIFFERENT, false)));

      reEncrypt(site, SECRET, ofSource, value -> Edits.replaced(value, "kubectl", "KUBECTL"));
      site.assertFound(List.of(Checks.line(SECRET, DifferenceKind.STATUS_ONLY, false)));

      reEncrypt(site, TOKEN, ofSource, value -> Edits.replaced(value, "MIIB", "MIIC"));
      site.assertFound(List.of(Checks.line(TOKEN, DifferenceKind.STANDBY_OWNED, false)));

      reEncrypt(site, OWNED, ofSource, Edits::reborn);
      site.assertFound(List.of(Checks.line(OWNED, DifferenceKind.DIFFERENT, false)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void withoutTheConfigurationsWhatIsEncryptedInAnotherWayCannotBeCompared(String provider) {
    EncryptionConfiguration ofSource = ofSource(provider);
    try (PlantedSite site = site(provider, Encryption.NONE)) {
      for (Bytes key : List.of(SECRET, OWNED)) {
        reEncrypt(site, key, ofSource, UnaryOperator.identity());
        site.assertFound(List.of(Checks.line(key, DifferenceKind.CANNOT_COMPARE, false)));
      }

      site.atTarget().put(SECRET, opened(site, SECRET, ofSource));
      site.assertFound(List.of(Checks.line(SECRET, DifferenceKind.CANNOT_COMPARE, false)));

      site.atTarget().delete(SECRET);
      site.assertFound(List.of(Checks.line(SECRET, DifferenceKind.MISSED, false)));
    }
  }

  @Test
  void whatIsEncryptedWithAKeyOfNobodyCannotBeCompared() {
    Encryptor unknown = Encryptor.of("secretbox", "of-nobody", 32, 8);
    try (PlantedSite site = site("aescbc", both("aescbc"))) {
      Bytes plain = opened(site, SECRET, ofSource("aescbc"));
      site.atTarget().put(SECRET, unknown.seal(SECRET, plain));

      site.assertFound(List.of(Checks.line(SECRET, DifferenceKind.CANNOT_COMPARE, false)));
    }
  }

  @Test
  void inEachLayoutOfKeysWhatDiffersByEncryptionAloneIsListedApartUnlessItIsParked() {
    Encryptor ofSource = Encryptor.of("aescbc", "of-the-source", 32, 1);
    EncryptionConfiguration known = EncryptedSource.ofEverything(ofSource);
    EncryptionConfiguration ofStandby = EncryptedSource.ofEverything(standby, ofSource);
    List<KeyValue> registry = Captures.registry(Captures.REGISTRY);
    try (PlantedSite site =
        new PlantedSite(
            EncryptedSource.sealed(registry, ofSource),
            RULES,
            new BothEnds(Optional.of(known), Optional.of(ofStandby)))) {
      List<String> lines = new ArrayList<>();
      for (Layout layout : Layout.values()) {
        Bytes key = layout.key();
        site.atTarget().put(site.place(key), standby.seal(key, opened(site, key, known)));
        lines.add(
            layout.found(
                site.isParked(key) ? DifferenceKind.DIFFERENT : DifferenceKind.ENCRYPTION_ONLY));
      }

      site.assertFound(lines);
    }
  }

  private static PlantedSite site(String provider, Encryption encryption) {
    return new PlantedSite(Captures.registry("registry-" + provider), RULES, encryption);
  }

  /** The standby encrypts with a key of its own, and opens what the source has encrypted. */
  private BothEnds both(String provider) {
    String own =
        Encryptor.configuration(standby)
            .lines()
            .filter(line -> line.contains("of-the-standby"))
            .findFirst()
            .orElseThrow();
    String text =
        Captures.encryptionConfiguration(provider)
            .replace("  providers:\n", "  providers:\n" + own + "\n");
    return new BothEnds(
        Optional.of(ofSource(provider)),
        Optional.of(EncryptionConfiguration.parse(text, "standby.yaml")));
  }

  private static EncryptionConfiguration ofSource(String provider) {
    return EncryptionConfiguration.parse(Captures.encryptionConfiguration(provider), "source.yaml");
  }

  /** As a standby does that has other keys, once it has changed the object. */
  private void reEncrypt(
      PlantedSite site, Bytes key, EncryptionConfiguration ofSource, UnaryOperator<Bytes> change) {
    Bytes plain = change.apply(opened(site, key, ofSource));
    site.atTarget().put(key, standby.seal(key, plain));
  }

  private static Bytes opened(PlantedSite site, Bytes key, EncryptionConfiguration known) {
    if (known.read(key, value(site, key)) instanceof Reading.Opened opened) {
      return opened.plaintext();
    }
    throw new IllegalStateException(key + " is not encrypted by the source's configuration");
  }

  private static Bytes value(PlantedSite site, Bytes key) {
    return site.source().get(key).value();
  }
}
