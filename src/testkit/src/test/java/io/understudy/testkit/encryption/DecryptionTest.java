package io.understudy.testkit.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.encryption.BothEnds;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.encryption.Reading;
import io.understudy.core.port.Bytes;
import io.understudy.testkit.Encryptor;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecryptionTest {

  private static final Bytes KEY = Bytes.utf8("/registry/secrets/ns/a");
  private static final Bytes OTHER_KEY = Bytes.utf8("/registry/secrets/ns/b");
  private static final Bytes OBJECT = object(40);

  @ParameterizedTest
  @CsvSource({
    "aescbc,16",
    "aescbc,24",
    "aescbc,32",
    "aesgcm,16",
    "aesgcm,24",
    "aesgcm,32",
    "secretbox,32"
  })
  void everyLengthOfSecretAndOfValueOpens(String provider, int secretBytes) {
    Encryptor encryptor = Encryptor.of(provider, "key1", secretBytes, 7);
    EncryptionConfiguration configuration = configuration(encryptor);
    for (int padding = 0; padding < 40; padding++) {
      Bytes object = object(padding);
      assertThat(configuration.read(KEY, encryptor.seal(KEY, object)))
          .isEqualTo(new Reading.Opened(object));
    }
    Bytes huge = object(8 << 20);
    assertThat(configuration.read(KEY, encryptor.seal(KEY, huge)))
        .isEqualTo(new Reading.Opened(huge));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void anotherSecretUnderTheSameNameOpensNothing(String provider) {
    Encryptor theirs = Encryptor.of(provider, "key1", 32, 1);
    EncryptionConfiguration ours = configuration(Encryptor.of(provider, "key1", 32, 2));
    for (int i = 0; i < 600; i++) {
      assertThat(ours.read(KEY, theirs.seal(KEY, OBJECT)))
          .isEqualTo(new Reading.Refused(Reading.Why.WRONG_KEY));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void theRightSecretUnderAnotherNameIsNotTried(String provider) {
    Encryptor theirs = Encryptor.of(provider, "key2", 32, 1);
    EncryptionConfiguration ours = configuration(Encryptor.of(provider, "key1", 32, 1));

    assertThat(ours.read(KEY, theirs.seal(KEY, OBJECT)))
        .isEqualTo(new Reading.Refused(Reading.Why.NO_KEY));
  }

  @Test
  void ofTwoSecretsUnderOneNameTheOneThatOpensIsFound() {
    Encryptor first = Encryptor.of("aescbc", "key1", 32, 1);
    Encryptor second = Encryptor.of("aescbc", "key1", 32, 2);
    EncryptionConfiguration configuration = configuration(first, second);

    assertThat(configuration.read(KEY, second.seal(KEY, OBJECT)))
        .isEqualTo(new Reading.Opened(OBJECT));
  }

  @Test
  void aesGcmOpensUnderTheObjectsOwnKeyOnly() {
    Encryptor gcm = Encryptor.of("aesgcm", "key1", 32, 1);
    Bytes value = gcm.seal(KEY, OBJECT);

    assertThat(configuration(gcm).read(OTHER_KEY, value))
        .isEqualTo(new Reading.Refused(Reading.Why.WRONG_KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aesgcm", "secretbox"})
  void oneFlippedBitAnywhereClosesWhatIsAuthenticated(String provider) {
    Encryptor encryptor = Encryptor.of(provider, "key1", 32, 1);
    EncryptionConfiguration configuration = configuration(encryptor);
    byte[] value = encryptor.seal(KEY, OBJECT).array();
    for (int at = 0; at < value.length; at++) {
      byte[] flipped = value.clone();
      flipped[at] ^= 1;
      assertThat(configuration.read(KEY, Bytes.wrap(flipped)))
          .as("byte %d", at)
          .isNotInstanceOf(Reading.Opened.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void hostileBytesNeverThrow(String provider) {
    Encryptor encryptor = Encryptor.of(provider, "key1", 32, 1);
    EncryptionConfiguration configuration = configuration(encryptor);
    byte[] value = encryptor.seal(KEY, OBJECT).array();
    for (int length = 0; length < value.length; length++) {
      assertThat(configuration.read(KEY, Bytes.wrap(Arrays.copyOf(value, length))))
          .as("cut to %d bytes", length)
          .isNotInstanceOf(Reading.Opened.class);
    }
    Random random = new Random(3);
    Bytes prefix = Bytes.utf8("k8s:enc:" + provider + ":v1:key1:");
    for (int i = 0; i < 5_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      assertThat(configuration.read(KEY, prefix.plus(Bytes.wrap(noise))))
          .isEqualTo(new Reading.Refused(Reading.Why.WRONG_KEY));
    }
  }

  @Test
  void aValueOfEitherEndOpensAndTheStandbysReadingIsToldApart() {
    Encryptor primary = Encryptor.of("aesgcm", "primary", 32, 1);
    Encryptor standby = Encryptor.of("secretbox", "standby", 32, 2);
    BothEnds both =
        new BothEnds(Optional.of(configuration(primary)), Optional.of(configuration(standby)));

    var copied = both.open(KEY, primary.seal(KEY, OBJECT));
    assertThat(copied.plaintext()).contains(OBJECT);
    assertThat(copied.standbyCannot()).contains(Reading.Why.NO_KEY);

    var own = both.open(KEY, standby.seal(KEY, OBJECT));
    assertThat(own.plaintext()).contains(OBJECT);
    assertThat(own.standbyCannot()).isEmpty();

    var plain = both.open(KEY, OBJECT);
    assertThat(plain.plaintext()).contains(OBJECT);
    assertThat(plain.standbyCannot()).isEmpty();
  }

  @Test
  void nothingOfAnOpenedValueShowsInItsText() {
    Encryptor encryptor = Encryptor.of("aescbc", "key1", 32, 1);
    EncryptionConfiguration configuration = configuration(encryptor);
    BothEnds both = new BothEnds(Optional.of(configuration), Optional.empty());
    Bytes value = encryptor.seal(KEY, OBJECT);

    assertThat(configuration.read(KEY, value).toString()).doesNotContain("Secret");
    assertThat(both.open(KEY, value).toString()).doesNotContain("Secret");
    assertThat(configuration.toString()).doesNotContain("key1");
  }

  private static EncryptionConfiguration configuration(Encryptor... encryptors) {
    return EncryptionConfiguration.parse(Encryptor.configuration(encryptors), "test.yaml");
  }

  private static Bytes object(int padding) {
    return Bytes.utf8(
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","namespace":"ns","uid":"u"},\
        "data":"%s"}"""
            .formatted("x".repeat(padding)));
  }
}
