package io.understudy.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope.Encoding;
import io.understudy.core.registry.Envelope.Opaque;
import io.understudy.core.registry.Envelope.Readable;
import io.understudy.core.registry.Envelope.Unreadable;
import io.understudy.core.registry.StoredObject.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReaderTest {

  private static final OwnerReference DEPLOYMENT =
      new OwnerReference("apps/v1", "Deployment", "web", "uid-1");
  private static final OwnerReference NODE = new OwnerReference("v1", "Node", "n1", "uid-2");

  static Stream<StoredObject> objects() {
    return Stream.of(
        new StoredObject("v1", "ConfigMap", "team-a", "plain"),
        new StoredObject("v1", "Namespace", "", "cluster-scoped"),
        new StoredObject("example.com/v1", "Widget", "team-a", "full")
            .label("app", "web")
            .label("größe", "")
            .owner(DEPLOYMENT)
            .owner(NODE)
            .terminating());
  }

  @ParameterizedTest
  @MethodSource("objects")
  void readsTheHeaderOfProtobuf(StoredObject object) {
    assertThat(EnvelopeReader.read(object.protobuf()))
        .isEqualTo(new Readable(object.header(), Encoding.PROTOBUF));
  }

  @ParameterizedTest
  @MethodSource("objects")
  void readsTheHeaderOfJson(StoredObject object) {
    assertThat(EnvelopeReader.read(object.json()))
        .isEqualTo(new Readable(object.header(), Encoding.JSON));
  }

  @ParameterizedTest
  @CsvSource({
    "k8s:enc:aescbc:v1:key-1:xx, aescbc, key-1",
    "k8s:enc:aesgcm:v1:key-2:xx, aesgcm, key-2",
    "k8s:enc:secretbox:v1:key-3:xx, secretbox, key-3",
    "k8s:enc:kms:v1:plugin:xx, kms, plugin",
    "k8s:enc:kms:v2:plugin:xx, kms, plugin",
    "k8s:enc:aescbc:v1:key-1:, aescbc, key-1",
  })
  void tellsWhoEncrypted(String value, String provider, String keyName) {
    assertThat(EnvelopeReader.read(Bytes.utf8(value))).isEqualTo(new Opaque(provider, keyName));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "830",
        "k8s",
        "k8s:enc:",
        "k8s:enc:aescbc",
        "k8s:enc:aescbc:v1:no-end",
        "k8s:enc:aescbc:v2:key:xx",
        "k8s:enc:rot13:v1:key:xx",
        "{",
        "}",
        "{}",
        "[]",
        "null",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\"}",
        "{\"kind\":\"A\",\"metadata\":{}}",
        "{\"kind\":7,\"apiVersion\":\"v1\",\"metadata\":{}}",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":[]}",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{\"labels\":[]}}",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{\"labels\":{\"a\":{}}}}",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{\"ownerReferences\":{}}}",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{\"ownerReferences\":[1,{}]}}",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":{\"kind\":\"B\"}}}",
        "{\"kind\" \"A\"}",
        "{'kind':'A'}",
      })
  void saysWhatItCannotReadWithoutItsContent(String value) {
    Envelope envelope = EnvelopeReader.read(Bytes.utf8(value));
    assertThat(envelope).isInstanceOf(Unreadable.class);
    assertThat(((Unreadable) envelope).why()).isNotBlank().doesNotContain("no-end", "rot13");
  }

  @Test
  void takesNullInJsonForAbsent() {
    String json =
        """
        {"metadata":{"name":"a","labels":null,"ownerReferences":null,"deletionTimestamp":null},
        "kind":"A","apiVersion":"v1"}""";
    assertThat(EnvelopeReader.read(Bytes.utf8(json)))
        .isEqualTo(new Readable(onlyNamed("v1", "A", "a"), Encoding.JSON));
  }

  @ParameterizedTest
  @MethodSource("damagedProtobuf")
  void refusesDamagedProtobuf(Bytes value) {
    assertThat(EnvelopeReader.read(value)).isInstanceOf(Unreadable.class);
  }

  static Stream<Bytes> damagedProtobuf() {
    Message type = new Message().text(1, "v1").text(2, "ConfigMap");
    Message meta = new Message().text(1, "a");
    byte minus = (byte) 0xff;
    byte[] overlong = {1 << 3, minus, minus, minus, minus, minus, minus, minus, minus, minus, 2};
    byte[] negative = {
      2 << 3 | 2, minus, minus, minus, minus, minus, minus, minus, minus, minus, 1
    };
    return Stream.of(
        StoredObject.envelope(new Message(), new Message().message(1, meta)),
        StoredObject.envelope(type, new Message()),
        StoredObject.envelope(type, new Message().varint(1, 5)),
        StoredObject.envelope(type, new Message().bytes(1, overlong)),
        StoredObject.envelope(type, new Message().bytes(1, negative)),
        StoredObject.envelope(type, new Message().bytes(1, new byte[] {0, 0})),
        StoredObject.envelope(type, new Message().bytes(1, new byte[] {1 << 3 | 3, 1 << 3 | 4})),
        StoredObject.envelope(type, new Message().bytes(1, new byte[] {1 << 3 | 7})),
        StoredObject.envelope(type, new Message().bytes(1, new byte[] {1 << 3 | 2, 100, 'a'})),
        StoredObject.envelope(type, new Message().bytes(1, new byte[] {2 << 3 | 1, 1, 2, 3})),
        StoredObject.envelope(type, new Message().bytes(1, new byte[] {2 << 3 | 5, 1, 2})),
        Bytes.wrap(
            new Message()
                .message(1, type)
                .message(2, new Message().message(1, meta))
                .text(3, "gzip")
                .bytes(ProtobufEnvelope.MAGIC)));
  }

  @Test
  void skipsFieldsItDoesNotKnow() {
    Message meta =
        new Message()
            .varint(99, -1)
            .raw((byte) (98 << 3 & 0x7f | 0x80 | 1), (byte) (98 >> 4))
            .raw(new byte[Long.BYTES])
            .raw((byte) (97 << 3 & 0x7f | 0x80 | 5), (byte) (97 >> 4))
            .raw(new byte[Integer.BYTES])
            .message(96, new Message().text(1, "not the name"))
            .text(1, "a");
    Message type = new Message().text(1, "v1").text(7, "later").text(2, "A");
    Bytes value = StoredObject.envelope(type, new Message().text(9, "first").message(1, meta));
    assertThat(EnvelopeReader.read(value))
        .isEqualTo(new Readable(onlyNamed("v1", "A", "a"), Encoding.PROTOBUF));
  }

  @ParameterizedTest
  @MethodSource("objects")
  void everyTruncationIsUnreadable(StoredObject object) {
    for (Bytes whole : new Bytes[] {object.protobuf(), trimmed(object.json())}) {
      for (int length = 0; length < whole.length(); length++) {
        Envelope envelope = EnvelopeReader.read(firstOf(whole, length));
        if (!endsAsJsonMight(whole, length)) {
          assertThat(envelope).as("cut to %d bytes", length).isInstanceOf(Unreadable.class);
        }
      }
    }
  }

  @Test
  void neverFailsOnWhatWasChanged() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Bytes[] wholes =
        objects().flatMap(o -> Stream.of(o.protobuf(), o.json())).toArray(Bytes[]::new);
    for (int i = 0; i < 200_000; i++) {
      byte[] value = wholes[random.nextInt(wholes.length)].array().clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        value[random.nextInt(value.length)] = (byte) random.nextInt(256);
      }
      assertThat(readOrTell(value)).as("seed %d, round %d", seed, i).isEmpty();
    }
  }

  @Test
  void survivesHostileValues() {
    int size = 1_500_000;
    String opened = "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{\"x\":";
    String bomb = "{\"a\":" + "[".repeat(size) + "]".repeat(size) + "}";
    assertThat(EnvelopeReader.read(Bytes.utf8(bomb))).isInstanceOf(Unreadable.class);
    assertThat(EnvelopeReader.read(Bytes.utf8(opened + "[".repeat(size) + "}")))
        .isInstanceOf(Unreadable.class);
    assertThat(EnvelopeReader.read(Bytes.utf8(opened + "1".repeat(size) + "}}")))
        .isInstanceOf(Readable.class);
    assertThat(EnvelopeReader.read(Bytes.utf8(opened + "\"" + "a".repeat(size) + "\"}}")))
        .isInstanceOf(Readable.class);
    Message nested = new Message();
    for (int depth = 0; depth < 500; depth++) {
      nested = new Message().message(1, nested);
    }
    assertThat(EnvelopeReader.read(StoredObject.envelope(nested, nested)))
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void takesAHugeNumberOfLabelsAndOwners() {
    StoredObject object = new StoredObject("v1", "ConfigMap", "team-a", "huge");
    for (int i = 0; i < 50_000; i++) {
      object.label("l" + i, "").owner(NODE);
    }
    assertThat(EnvelopeReader.read(object.protobuf()))
        .isEqualTo(new Readable(object.header(), Encoding.PROTOBUF));
    assertThat(EnvelopeReader.read(object.json()))
        .isEqualTo(new Readable(object.header(), Encoding.JSON));
  }

  /** Behind the metadata nothing is looked at but the last byte, which a cut may hit. */
  private static boolean endsAsJsonMight(Bytes whole, int length) {
    return whole.at(0) == '{' && length > 0 && whole.at(length - 1) == '}';
  }

  private static String readOrTell(byte[] value) {
    try {
      EnvelopeReader.read(Bytes.wrap(value));
      return "";
    } catch (RuntimeException e) {
      return e + " for " + Bytes.wrap(value).hex();
    }
  }

  private static Bytes trimmed(Bytes json) {
    return firstOf(json, json.length() - 1);
  }

  private static Bytes firstOf(Bytes whole, int length) {
    return Bytes.wrap(Arrays.copyOf(whole.array(), length));
  }

  /** The header of an object of which no more is known. */
  private static ObjectHeader onlyNamed(String apiVersion, String kind, String name) {
    return new ObjectHeader(apiVersion, kind, "", name, "", Map.of(), List.of(), false);
  }
}
