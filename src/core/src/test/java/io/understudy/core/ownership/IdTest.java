package io.understudy.core.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTest {

  @Test
  void aUuidStandsForItself() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      UUID uuid = new UUID(random.nextLong(), random.nextLong());
      assertThat(Id.ofUid(uuid.toString()))
          .as("seed %d: %s", seed, uuid)
          .isEqualTo(new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "uid-of-a",
        "12345678-1234-1234-1234-12345678901",
        "12345678-1234-1234-1234-1234567890123",
        "12345678-1234-1234-1234-12345678901g",
        "123456789123401234012340123456789012",
        "12345678-1234-1234-1234-1234567890 1",
        "+2345678-1234-1234-1234-123456789012",
      })
  void anythingElseStandsForItsHash(String uid) {
    assertThat(Id.ofUid(uid)).isEqualTo(Id.ofUid(uid)).isNotEqualTo(Id.ofUid(uid + "x"));
    assertThat(Id.ofUid(uid)).isNotEqualTo(Id.ofUid("12345678-1234-1234-1234-123456789012"));
  }

  @Test
  void aUuidInUpperCaseIsAnotherText() {
    assertThat(Id.ofUid("12345678-1234-1234-1234-12345678901A"))
        .isNotEqualTo(Id.ofUid("12345678-1234-1234-1234-12345678901a"));
  }

  @Test
  void keysUidsAndNamesDoNotMeetEvenWhereTheirTextsAreEqual() {
    assertThat(Id.ofKey(Bytes.utf8("x"))).isNotEqualTo(Id.ofUid("x"));
    assertThat(Id.ofUid("x")).isNotEqualTo(Id.ofName("x", "", ""));
    assertThat(Id.ofName("a", "b", "c")).isNotEqualTo(Id.ofName("ab", "", "c"));
    assertThat(Id.ofName("a", "b", "")).isNotEqualTo(Id.ofName("a", "", "b"));
  }

  @Test
  void aKindIsTheSameInAnyCase() {
    assertThat(Id.ofName("ConfigMap", "ns", "n")).isEqualTo(Id.ofName("configmap", "ns", "n"));
    assertThat(Id.ofName("ConfigMap", "ns", "n")).isNotEqualTo(Id.ofName("ConfigMap", "ns", "N"));
  }
}
