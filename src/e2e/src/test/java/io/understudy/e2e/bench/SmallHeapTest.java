package io.understudy.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory the mirror needs does not grow with what it mirrors, but for a small index. */
class SmallHeapTest {

  @TempDir private Path folder;

  @Test
  void keysWhoseValuesAreMoreThanTheHeapAreCopiedAndFollowed() {
    MemoryBench.Sizes sizes = new MemoryBench.Sizes(60_000, 0, 48);
    assertThat(saidBy(sizes, MemoryBench::manyKeys)).contains("60,050 keys equal");
  }

  /** An answer of an etcd may be 16 MiB, so it takes more than for many small values. */
  @Test
  void aBacklogOfLargeValuesLargerThanTheHeapIsCaughtUpWith() {
    MemoryBench.Sizes sizes = new MemoryBench.Sizes(0, 150, 112);
    assertThat(saidBy(sizes, MemoryBench::largeBacklog)).contains("keys equal");
  }

  private String saidBy(MemoryBench.Sizes sizes, Consumer<MemoryBench> part) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Report report = new Report(new PrintStream(said, true, StandardCharsets.UTF_8));
    part.accept(
        new MemoryBench(report, folder, BenchEtcd.Storage.MEMORY, sizes, Duration.ofSeconds(2)));
    report.table();
    return said.toString(StandardCharsets.UTF_8);
  }
}
