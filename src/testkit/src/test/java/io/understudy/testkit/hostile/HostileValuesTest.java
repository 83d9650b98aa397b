package io.understudy.testkit.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.CustomKind;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ManagedFields;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.registry.VolumeBinding;
import io.understudy.testkit.Captures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a key or a value of the registry holds, readers answer. Real objects of a control plane
 * are damaged by chance, and bombs are built by hand.
 */
class HostileValuesTest {

  private static final int OF_EACH = 25;

  /** What an etcd takes in one request if nobody says otherwise: 1.5 MiB. */
  private static final int MOST = 3 << 19;

  @Test
  void damagedObjectsOfAControlPlaneAreReadAsFarAsTheyGo() {
    List<KeyValue> registry = Captures.registry(Captures.REGISTRY);
    Mutations mutations = new Mutations(8);
    Map<Class<?>, Integer> answers = new HashMap<>();
    for (KeyValue good : registry) {
      for (int i = 0; i < OF_EACH; i++) {
        Bytes bad = Bytes.wrap(mutations.of(good.value().array()));
        assertThatCode(() -> answers.merge(read(bad).getClass(), 1, Integer::sum))
            .as("a damaged %s: %s", good.key(), bad)
            .doesNotThrowAnyException();
      }
    }
    assertThat(answers)
        .as("some are too damaged, some not")
        .containsKey(Envelope.Unreadable.class)
        .hasSizeGreaterThan(1);
  }

  @Test
  void damagedKeysAreKeysOfTheRegistryOrNot() {
    Mutations mutations = new Mutations(9);
    for (KeyValue good : Captures.registry(Captures.REGISTRY)) {
      for (int i = 0; i < OF_EACH; i++) {
        Bytes bad = Bytes.wrap(mutations.of(good.key().array()));
        assertThatCode(() -> RegistryKeys.parse(bad)).as("%s", bad).doesNotThrowAnyException();
      }
    }
  }

  static Stream<Arguments> bombs() {
    return Bombs.of(MOST).entrySet().stream()
        .map(bomb -> Arguments.of(bomb.getKey(), bomb.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void bombsAreAnsweredWithoutTheirContent(String what, byte[] bomb) {
    assertThat(read(Bytes.wrap(bomb)))
        .as(what)
        .isNotNull()
        .satisfies(
            envelope -> {
              if (envelope instanceof Envelope.Unreadable unreadable) {
                assertThat(unreadable.why()).hasSizeLessThan(300).doesNotContain(Bombs.CANARY);
              }
            });
  }

  private static Envelope read(Bytes value) {
    assertThat(ManagedFields.of(value)).hasSizeLessThanOrEqualTo(200);
    assertThat(CustomKind.of(value)).isNotNull();
    assertThat(VolumeBinding.of(value)).isNotNull();
    return EnvelopeReader.read(value);
  }
}
