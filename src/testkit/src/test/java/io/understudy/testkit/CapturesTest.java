package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.KeyValue;
import io.understudy.testkit.Captures.ChangeRevision;
import io.understudy.testkit.Captures.Op;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapturesTest {

  @Test
  void theRegistryIsWholeAndSorted() {
    List<KeyValue> registry = Captures.registry(Captures.REGISTRY);
    assertThat(registry).hasSize(758).filteredOn(kv -> kv.lease() != 0).hasSize(178);
    assertThat(registry).extracting(KeyValue::key).isSorted().doesNotHaveDuplicates();
    assertThat(registry).extracting(kv -> kv.value().length()).anyMatch(size -> size > 900_000);
  }

  @Test
  void theChangesAreOfEveryRevision() {
    List<ChangeRevision> changes = Captures.changes();
    long first = changes.getFirst().revision();
    assertThat(changes)
        .extracting(ChangeRevision::revision)
        .containsExactlyElementsOf(
            IntStream.range(0, 234).mapToObj(i -> Long.valueOf(first + i)).toList());
    assertThat(changes).flatExtracting(ChangeRevision::ops).hasSize(234);
    assertThat(changes)
        .flatExtracting(ChangeRevision::ops)
        .filteredOn(op -> op instanceof Op.Delete)
        .hasSize(45);
  }

  @Test
  void everyEncryptedRegistryHasItsConfiguration() {
    for (String name : Captures.ENCRYPTED) {
      String provider = name.substring("registry-".length());
      assertThat(Captures.registry(name)).hasSizeGreaterThan(200);
      assertThat(Captures.encryptionConfiguration(provider)).contains("key-X-" + provider);
    }
  }
}
