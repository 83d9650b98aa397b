package io.understudy.monitor.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.monitor.dashboard.LagSamples.Sample;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LagSamplesTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void theOldestMakesRoom() {
    LagSamples samples = new LagSamples(3);
    for (int i = 0; i < 5; i++) {
      samples.add(new Sample(AT.plusSeconds(i), Optional.of(i + 0.5), Optional.of((long) i)));
    }

    assertThat(samples.all())
        .extracting(Sample::at)
        .containsExactly(AT.plusSeconds(2), AT.plusSeconds(3), AT.plusSeconds(4));
  }

  @Test
  void whatIsHandedOutIsNotChangedAnyMore() {
    LagSamples samples = new LagSamples(1);
    samples.add(Sample.unknown(AT));
    var before = samples.all();
    samples.add(Sample.unknown(AT.plusSeconds(1)));

    assertThat(before).containsExactly(Sample.unknown(AT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'lagSeconds': 0.25, 'lagRevisions': 7, 'sourceError': null} | 0.25 | 7",
        "{'lagSeconds': 90.5, 'lagRevisions': 0, 'sourceError': 'silent'} | 90.5 | ",
        "{'lagSeconds': null, 'lagRevisions': null} | | ",
        "{} | | "
      })
  void aSampleHasWhatWasTold(String status, Double seconds, Long revisions) throws IOException {
    Sample sample =
        LagWatch.sample(AT, JsonMapper.builder().build().readTree(status.replace('\'', '"')));

    assertThat(sample)
        .isEqualTo(new Sample(AT, Optional.ofNullable(seconds), Optional.ofNullable(revisions)));
  }
}
