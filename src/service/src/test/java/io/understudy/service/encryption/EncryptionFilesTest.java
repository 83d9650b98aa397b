package io.understudy.service.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.understudy.core.port.Bytes;
import io.understudy.testkit.Encryptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptionFilesTest {

  private static final Bytes KEY = Bytes.utf8("/registry/secrets/ns/a");
  private static final Bytes OBJECT =
      Bytes.utf8("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}");

  private final Encryptor old = Encryptor.of("aescbc", "old", 32, 1);
  private final Encryptor next = Encryptor.of("secretbox", "next", 32, 2);
  private final List<@Nullable String> errors = new ArrayList<>();

  @TempDir Path directory;

  private Path file;
  private Instant now = Instant.EPOCH;

  @BeforeEach
  void writeFile() throws IOException {
    file = directory.resolve("encryption.yaml");
    Files.writeString(file, Encryptor.configuration(old));
  }

  @Test
  void aKeyThatIsAddedOpensItsValuesFromThenOn() throws IOException {
    EncryptionFiles files = ofSource();
    assertThat(files.open(KEY, next.seal(KEY, OBJECT)).plaintext()).isEmpty();

    Files.writeString(file, Encryptor.configuration(next, old));
    passOneSecond();

    assertThat(files.open(KEY, next.seal(KEY, OBJECT)).plaintext()).contains(OBJECT);
    assertThat(files.open(KEY, old.seal(KEY, OBJECT)).plaintext()).contains(OBJECT);
    assertThat(files.generation()).isEqualTo(1);
  }

  @Test
  void theFilesAreNotReadForEveryValueThatDoesNotOpen() throws IOException {
    EncryptionFiles files = ofSource();
    Files.writeString(file, Encryptor.configuration(next, old));

    assertThat(files.open(KEY, next.seal(KEY, OBJECT)).plaintext()).isEmpty();
  }

  @Test
  void theSameContentWrittenAnewIsNoChange() throws IOException {
    EncryptionFiles files = ofSource();
    Files.writeString(file, Encryptor.configuration(old));
    passOneSecond();

    assertThat(files.generation()).isZero();
  }

  @Test
  void aFileThatCannotBeReadAnyMoreCountsAsItWasAndIsTold() throws IOException {
    EncryptionFiles files = ofSource();
    Files.writeString(file, "kind: SomethingElse");
    passOneSecond();
    assertThat(files.generation()).isZero();
    passOneSecond();
    Files.delete(file);
    assertThat(files.generation()).isZero();

    assertThat(files.open(KEY, old.seal(KEY, OBJECT)).plaintext()).contains(OBJECT);
    assertThat(errors)
        .satisfiesExactly(
            error -> assertThat(error).contains("encryption.yaml:1"),
            error -> assertThat(error).contains("cannot read"));

    Files.writeString(file, Encryptor.configuration(old));
    passOneSecond();
    assertThat(files.generation()).isZero();
    assertThat(errors).hasSize(3).last().isNull();
  }

  @Test
  void aMissingFileIsRefusedAtFirst() {
    Path missing = directory.resolve("missing.yaml");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> files(Optional.of(missing), Optional.empty()))
        .withMessageContaining("cannot read " + missing);
  }

  @Test
  void whatTheStandbyReadsIsKnownOnlyIfItsFileIsGiven() {
    EncryptionFiles both = files(Optional.empty(), Optional.of(file));

    assertThat(ofSource().knowsStandby()).isFalse();
    assertThat(ofSource().open(KEY, next.seal(KEY, OBJECT)).standbyCannot()).isEmpty();
    assertThat(both.knowsStandby()).isTrue();
    assertThat(both.open(KEY, next.seal(KEY, OBJECT)).standbyCannot()).isPresent();
  }

  private EncryptionFiles ofSource() {
    return files(Optional.of(file), Optional.empty());
  }

  private EncryptionFiles files(Optional<Path> source, Optional<Path> target) {
    return new EncryptionFiles(source, target, Duration.ofSeconds(1), () -> now, errors::add);
  }

  private void passOneSecond() {
    now = now.plusSeconds(1);
  }
}
