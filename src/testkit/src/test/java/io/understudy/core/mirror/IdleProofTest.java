package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Txn;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A range is the same at two revisions, or not, whatever its watch has said. */
class IdleProofTest {

  private static final KeyRange REGISTRY = SourceReach.KUBERNETES.range();

  private final ModelEtcd source = new ModelEtcd(new ModelStore(1));
  private IdleProof proof;
  private long earlier;

  @BeforeEach
  void threeKeysAndThenOthers() {
    RunContext context =
        new RunContext(
            source, null, null, null, Prune.NONE, Limits.defaults(), null, null, null, null);
    proof = new IdleProof(context, REGISTRY);
    for (String name : List.of("a", "b", "c")) {
      put("/registry/" + name);
    }
    earlier = source.status().revision();
    put("/other/a");
  }

  @Test
  void otherKeysDoNotCount() {
    put("/other/b");

    assertSame(true);
  }

  @Test
  void aPutCounts() {
    put("/registry/b");

    assertSame(false);
  }

  @Test
  void aNewKeyCounts() {
    put("/registry/d");

    assertSame(false);
  }

  @Test
  void aDeleteCounts() {
    delete("/registry/c");

    assertSame(false);
  }

  @Test
  void aDeleteBesideANewKeyCounts() {
    delete("/registry/a");
    put("/registry/d");

    assertSame(false);
  }

  @Test
  void aDeleteAndANewLifeOfTheSameKeyCounts() {
    delete("/registry/a");
    put("/registry/a");

    assertSame(false);
  }

  @Test
  void whatCameAndWentLeavesNoTrace() {
    put("/registry/d");
    delete("/registry/d");

    assertSame(true);
  }

  @Test
  void aRevisionThatIsCompactedProvesNothing() {
    put("/other/b");
    source.compact(earlier + 1);

    assertSame(false);
  }

  private void assertSame(boolean same) {
    assertThat(proof.isSame(earlier, source.status().revision())).isEqualTo(same);
  }

  private void put(String key) {
    source.txn(new Txn(List.of(), List.of(Txn.put(Bytes.utf8(key), Bytes.utf8("v"))))).await();
  }

  private void delete(String key) {
    source.txn(new Txn(List.of(), List.of(Txn.delete(Bytes.utf8(key))))).await();
  }
}
