package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.e2e.chaos.Flatness.Growth;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {

  private static final Growth NONE = Growth.by(0);
  private static final long MEGABYTE = 1L << 20;

  @Test
  void whatGoesUpAndDownIsFlat() {
    assertThat(Flatness.problem("threads", samples(i -> 100 + i % 4), NONE)).isEmpty();
  }

  @Test
  void whatWarmsUpIsFlat() {
    assertThat(Flatness.problem("threads", samples(i -> Math.min(i, 10)), NONE)).isEmpty();
  }

  @Test
  void aLeakIsNot() {
    List<Long> samples = samples(i -> 100 + 10 * i);

    assertThat(Flatness.problem("threads", samples, Growth.by(99)))
        .hasValue("threads grows: from 250 to 350");
    assertThat(Flatness.problem("threads", samples, Growth.by(100))).isEmpty();
  }

  @Test
  void aShareIsOfTheFigure() {
    List<Long> samples = samples(i -> 100 + 10 * i);

    assertThat(Flatness.problem("heap", samples, new Growth(0.3, 24))).isPresent();
    assertThat(Flatness.problem("heap", samples, new Growth(0.3, 25))).isEmpty();
  }

  /** Far less than a fifth of what a service has. */
  @Test
  void aSoakNoticesASlowLeak() {
    assertThat(found("mirror-0 file descriptors", i -> 65 + i * 4 / 10))
        .containsExactly("mirror-0 file descriptors grows: from 71 to 75");
    assertThat(found("monitor threads", i -> 44 + i)).hasSize(1);
    assertThat(found("SOURCE watches", i -> 1 + i * 2 / 10)).hasSize(1);
  }

  /** The threads and the heap are as a soak saw them: of a leader, and of a monitor-service. */
  @Test
  void aSoakIsNotDisturbedByPoolsThatBreathe() {
    long[] threads = {
      46, 46, 43, 32, 31, 38, 38, 38, 31, 31, 37, 36, 31, 36, 36, 36, 30, 33, 39, 39, 31, 31, 35,
      35, 35, 32, 39, 39, 31, 36
    };
    assertThat(found("mirror-0 threads", i -> threads[(int) i])).isEmpty();
    assertThat(found("mirror-0 threads", i -> i < 20 ? 31 : 39)).isEmpty();
    assertThat(found("mirror-0 file descriptors", i -> 65 + (i < 20 ? 0 : 2))).isEmpty();
    assertThat(found("TARGET watches", i -> 2 + i % 2)).isEmpty();
    assertThat(found("monitor heap bytes", i -> (15 + i % 4) * MEGABYTE)).isEmpty();
    assertThat(found("TARGET bytes in use", i -> (100 + i) * MEGABYTE)).isEmpty();
  }

  @Test
  void aSoakNoticesAHeapThatGrows() {
    assertThat(found("monitor heap bytes", i -> (18 + 2 * i) * MEGABYTE)).hasSize(1);
  }

  @Test
  void fewSamplesSayNothing() {
    assertThat(Flatness.problem("threads", List.of(1L, 1L, 1L), NONE))
        .hasValue("threads: only 3 samples");
  }

  /** What a soak says of a figure. */
  private static List<String> found(String figure, LongUnaryOperator ofSample) {
    return Flatness.problem(figure, samples(ofSample), SoakRun.most(figure)).stream().toList();
  }

  private static List<Long> samples(LongUnaryOperator ofSample) {
    return LongStream.range(0, 30).map(ofSample).boxed().toList();
  }
}
