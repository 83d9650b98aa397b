package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.Envelope.Encoding;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceWritesTest {

  private static final long SEED = 7;
  private static final int CHANGES = 500;
  private static final Bytes TURN = ChaosTraffic.key("chaos", "turn");

  /** Of etcd, for one transaction. */
  private static final int MOST_WRITES = 128;

  private static final int MOST_BYTES = 1_500_000;

  private final ModelEtcd source = new ModelEtcd(new ModelStore(1));
  private final Map<Bytes, Bytes> values = new HashMap<>();

  @Test
  void aRotationGivesEachObjectOtherBytesAndLeavesItTheSameObject() {
    write(List.of(Txn.put(TURN, ChaosTraffic.value("chaos", "turn", 1))));
    everythingThatARunWrites();
    Set<Encoding> encodings = new HashSet<>();

    for (int times = 0; times < 2; times++) {
      Map<Bytes, Bytes> before = Map.copyOf(values);
      SourceWrites.rotation(source, TURN).forEach(this::write);

      assertThat(values.keySet()).isEqualTo(before.keySet());
      before.forEach(
          (key, value) -> {
            boolean isTurn = key.equals(TURN);
            assertThat(values.get(key).equals(value)).as("%s is as before", key).isEqualTo(isTurn);
            Envelope object = EnvelopeReader.read(values.get(key));
            assertThat(object).as("%s", key).isEqualTo(EnvelopeReader.read(value));
            assertThat(object).as("%s", key).isInstanceOf(Envelope.Readable.class);
            encodings.add(((Envelope.Readable) object).encoding());
          });
    }

    assertThat(encodings).containsExactlyInAnyOrder(Encoding.values());
  }

  private void everythingThatARunWrites() {
    SourceWrites writes = new SourceWrites(SEED);
    writes.beginning().forEach(this::write);
    for (int i = 0; i < CHANGES; i++) {
      write(writes.next());
    }
    writes.burst().forEach(this::write);
    write(List.of(Txn.put(ChaosTraffic.key("chaos", "name"), ChaosTraffic.value("c", "n", 1))));
    assertThat(values).hasSizeGreaterThan(5000);
    assertThat(values.values()).anyMatch(value -> value.length() > 900_000);
    assertThat(values.values().stream().map(EnvelopeReader::read))
        .anyMatch(SourceWritesTest::isOwned);
  }

  private static boolean isOwned(Envelope object) {
    return object instanceof Envelope.Readable readable && !readable.header().owners().isEmpty();
  }

  @Test
  void anAnnotatedObjectKeepsItsAnnotationsAndWhatElseItSays() {
    Bytes other =
        OtherBytes.of(
            Bytes.utf8(
                """
                {"apiVersion":"v1","kind":"A","metadata":{"annotations":{"a":"b"},"name":"n"},"n":1}
                """));

    assertThat(other.utf8())
        .startsWith(
            "{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{\"annotations\":{\"a\":\"b\",")
        .endsWith("},\"name\":\"n\"},\"n\":1}\n");
  }

  @Test
  void whatCannotBeReadStaysWhatItIsInOtherBytes() {
    for (String text :
        List.of(
            "k8s:enc:aesgcm:v1:key-1:sealed",
            "k8s:enc:kms:v2:plugin:sealed",
            "k8s:enc:new:v1:key-1:sealed",
            "{\"apiVersion\":\"v1\"}",
            "{\"apiVersion\":",
            "k8s\0damaged",
            "no object")) {
      Bytes value = Bytes.utf8(text);
      Bytes other = OtherBytes.of(value);

      assertThat(other).isNotEqualTo(value);
      Envelope before = EnvelopeReader.read(value);
      assertThat(EnvelopeReader.read(other)).as(text).hasSameClassAs(before);
      if (before instanceof Envelope.Opaque) {
        assertThat(EnvelopeReader.read(other)).isEqualTo(before);
      }
    }
  }

  private void write(List<Txn.Write> writes) {
    assertThat(writes).hasSizeLessThan(MOST_WRITES);
    int bytes = 0;
    for (Txn.Write write : writes) {
      if (write instanceof Txn.Write.Put put) {
        bytes += put.value().length();
        values.put(put.key(), put.value());
      } else {
        values.remove(write.key());
      }
    }
    assertThat(bytes).isLessThan(MOST_BYTES);
    source.txn(new Txn(List.of(), writes)).await();
  }
}
