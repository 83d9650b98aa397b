package io.understudy.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.StoredObject.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ManagedFieldsTest {

  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2026-01-02T03:04:05Z");
  private static final FieldManager APPLIED =
      new FieldManager("argocd", "Apply", "", Optional.of(EARLY));
  private static final FieldManager STATUS =
      new FieldManager("kube-controller-manager", "Update", "status", Optional.of(LATE));

  @Test
  void protobufTellsManagerOperationSubresourceAndTime() {
    assertThat(ManagedFields.of(protobuf(APPLIED, STATUS))).containsExactly(APPLIED, STATUS);
  }

  @Test
  void jsonTellsManagerOperationSubresourceAndTime() {
    assertThat(ManagedFields.of(json(APPLIED, STATUS))).containsExactly(APPLIED, STATUS);
  }

  @Test
  void theNewestIsTheOneWithTheLatestTimeWhateverTheOrder() {
    assertThat(ManagedFields.newest(List.of(STATUS, APPLIED))).contains(STATUS);
    assertThat(ManagedFields.newest(List.of(APPLIED, STATUS))).contains(STATUS);
    FieldManager untimed = new FieldManager("x", "Update", "", Optional.empty());
    assertThat(ManagedFields.newest(List.of(APPLIED, untimed))).contains(APPLIED);
    assertThat(ManagedFields.newest(List.of())).isEmpty();
  }

  @Test
  void ofOneSecondTheLastCounts() {
    FieldManager other = new FieldManager("b", "Update", "", Optional.of(EARLY));
    assertThat(ManagedFields.newest(List.of(APPLIED, other))).contains(other);
  }

  @Test
  void anObjectWithoutThemHasNone() {
    assertThat(ManagedFields.of(protobuf())).isEmpty();
    assertThat(ManagedFields.of(json())).isEmpty();
    assertThat(ManagedFields.of(Bytes.EMPTY)).isEmpty();
    assertThat(ManagedFields.of(Bytes.utf8("k8s:enc:aescbc:v1:key1:sealed"))).isEmpty();
    assertThat(ManagedFields.of(Bytes.utf8("{\"metadata\":{\"managedFields\":7}}"))).isEmpty();
  }

  @Test
  void aTimeThatIsNoneIsLeftOut() {
    Bytes value =
        Bytes.utf8("{\"metadata\":{\"managedFields\":[{\"manager\":\"m\",\"time\":\"noon\"}]}}");
    assertThat(ManagedFields.of(value))
        .containsExactly(new FieldManager("m", "", "", Optional.empty()));
    assertThat(ManagedFields.of(envelope(new Message().message(17, entry("m", Long.MAX_VALUE)))))
        .containsExactly(new FieldManager("m", "", "", Optional.empty()));
  }

  @Test
  void entriesAndNamesAreBounded() {
    List<FieldManager> many = new ArrayList<>();
    for (int i = 0; i < ManagedFields.MAX_ENTRIES + 50; i++) {
      many.add(new FieldManager("m".repeat(1_000), "Apply", "", Optional.of(EARLY)));
    }
    FieldManager[] all = many.toArray(FieldManager[]::new);
    for (Bytes value : List.of(protobuf(all), json(all))) {
      List<FieldManager> read = ManagedFields.of(value);
      assertThat(read).hasSize(ManagedFields.MAX_ENTRIES);
      assertThat(read.getFirst().name()).hasSize(256);
    }
  }

  @Test
  void itTakesAnyBytes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Bytes> whole = List.of(protobuf(APPLIED, STATUS), json(APPLIED, STATUS));
    for (int i = 0; i < 40_000; i++) {
      byte[] value = whole.get(i % 2).array().clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        value[random.nextInt(value.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(value, random.nextInt(value.length + 1));
      assertThatCode(() -> ManagedFields.of(Bytes.wrap(cut)))
          .as("seed %d, round %d", seed, i)
          .doesNotThrowAnyException();
    }
  }

  private static Bytes protobuf(FieldManager... managers) {
    Message meta = new Message().text(1, "name").text(5, "uid");
    for (FieldManager manager : managers) {
      Message entry =
          new Message()
              .text(1, manager.name())
              .text(2, manager.operation())
              .text(3, "v1")
              .message(4, new Message().varint(1, manager.at().get().getEpochSecond()).varint(2, 0))
              .text(6, "FieldsV1")
              .message(7, new Message().text(1, "{\"f:data\":{}}"))
              .text(8, manager.subresource());
      meta.message(17, entry);
    }
    return envelope(meta);
  }

  private static Message entry(String manager, long seconds) {
    return new Message().text(1, manager).message(4, new Message().varint(1, seconds));
  }

  private static Bytes envelope(Message meta) {
    return StoredObject.envelope(
        new Message().text(1, "v1").text(2, "ConfigMap"),
        new Message().message(1, meta).message(17, entry("not-this", 1)));
  }

  private static Bytes json(FieldManager... managers) {
    List<String> entries = new ArrayList<>();
    for (FieldManager manager : managers) {
      entries.add(
          """
          {"apiVersion":"v1","fieldsV1":{"f:spec":{"manager":{},"time":[]}},"manager":"%s",
          "operation":"%s","subresource":"%s","time":"%s"}"""
              .formatted(
                  manager.name(), manager.operation(), manager.subresource(), manager.at().get()));
    }
    return Bytes.utf8(
        "{\"spec\":{\"managedFields\":[{\"manager\":\"no\"}]},"
            + "\"metadata\":{\"labels\":{},\"managedFields\":["
            + String.join(",", entries)
            + "],\"name\":\"n\"}}");
  }
}
