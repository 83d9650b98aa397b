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
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  private static final int MANY = 1_500_000;
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final String CANARY = "canary-of-a-secret";

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
    return Stream.of(
        Arguments.of("protobuf, nested as deep as it is long", nested(MANY)),
        Arguments.of("protobuf, a field that claims to be longer than all", protobuf(longField())),
        Arguments.of("protobuf, as many fields as bytes", protobuf(repeated("\u0008\u0001", MANY))),
        Arguments.of("protobuf, a number without an end", protobuf(filled((byte) 0xff))),
        Arguments.of("protobuf, groups that never end", protobuf(filled((byte) 0x0b))),
        Arguments.of(
            "JSON, objects in objects",
            text("{\"metadata\":".repeat(MANY / 12) + "1" + "}".repeat(MANY / 12))),
        Arguments.of(
            "JSON, lists in lists",
            text("{\"metadata\":" + "[".repeat(MANY) + "]".repeat(MANY) + "}")),
        Arguments.of(
            "JSON, a number of a million digits", text("{\"a\":" + "9".repeat(MANY) + "}")),
        Arguments.of(
            "JSON, a name of a million characters", text("{\"" + "a".repeat(MANY) + "\":1}")),
        Arguments.of("JSON, owners without an end", text(owners())),
        Arguments.of(
            "JSON that is no UTF-8", joined(text("{\"metadata\":{\"name\":\""), invalid())),
        Arguments.of(
            "an encryption prefix without an end", text("k8s:enc:aescbc:v1:" + "k".repeat(MANY))),
        Arguments.of("nothing but a canary", text(CANARY)));
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
                assertThat(unreadable.why()).hasSizeLessThan(300).doesNotContain(CANARY);
              }
            });
  }

  private static Envelope read(Bytes value) {
    assertThat(ManagedFields.of(value)).hasSizeLessThanOrEqualTo(200);
    assertThat(CustomKind.of(value)).isNotNull();
    assertThat(VolumeBinding.of(value)).isNotNull();
    return EnvelopeReader.read(value);
  }

  private static byte[] nested(int length) {
    byte[] bytes = new byte[length];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    // Each message is field 2 of the one around it, and claims the rest for itself.
    for (int at = MAGIC.length; at + 4 < length; at += 4) {
      int rest = length - at - 4;
      bytes[at] = 0x12;
      bytes[at + 1] = (byte) (rest & 0x7f | 0x80);
      bytes[at + 2] = (byte) (rest >> 7 & 0x7f | 0x80);
      bytes[at + 3] = (byte) (rest >> 14 & 0x7f);
    }
    return bytes;
  }

  private static byte[] longField() {
    return new byte[] {0x12, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 1, 2, 3};
  }

  private static byte[] protobuf(byte[] message) {
    return joined(MAGIC, message);
  }

  private static byte[] filled(byte with) {
    byte[] bytes = new byte[MANY];
    Arrays.fill(bytes, with);
    return bytes;
  }

  private static byte[] invalid() {
    return new byte[] {(byte) 0xc3, 0x28, (byte) 0xff, '"', '}', '}'};
  }

  private static String owners() {
    String owner = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"u\"},";
    return "{\"metadata\":{\"ownerReferences\":["
        + owner.repeat(MANY / owner.length())
        + owner.replace("},", "}]}}");
  }

  private static byte[] repeated(String part, int times) {
    return text(part.repeat(times));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
