package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {

  @Test
  void whatGoesUpAndDownIsFlat() {
    List<Long> samples = LongStream.range(0, 30).map(i -> 100 + i % 4).boxed().toList();

    assertThat(Flatness.problem("threads", samples, 0)).isEmpty();
  }

  @Test
  void whatWarmsUpIsFlat() {
    List<Long> samples = LongStream.range(0, 30).map(i -> Math.min(i, 10)).boxed().toList();

    assertThat(Flatness.problem("threads", samples, 0)).isEmpty();
  }

  @Test
  void aLeakIsNot() {
    List<Long> samples = LongStream.range(0, 30).map(i -> 100 + 10 * i).boxed().toList();

    assertThat(Flatness.problem("threads", samples, 15)).hasValue("threads grows: from 250 to 350");
    assertThat(Flatness.problem("threads", samples, 1000)).isEmpty();
  }

  @Test
  void fewSamplesSayNothing() {
    assertThat(Flatness.problem("threads", List.of(1L, 1L, 1L), 0))
        .hasValue("threads: only 3 samples");
  }
}
