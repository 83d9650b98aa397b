package io.understudy.monitor.routine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckBodyTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  ", "{}"})
  void withoutWishesValuesAreComparedWhereTheyMoved(String body) {
    assertThat(CheckBody.read(body)).isEqualTo(new CheckBody(true, false));
  }

  @Test
  void wishesAreTaken() {
    assertThat(CheckBody.read("{\"values\": false}")).isEqualTo(new CheckBody(false, false));
    assertThat(CheckBody.read("{\"full\": true}")).isEqualTo(new CheckBody(true, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"values": "false"}           | 'values' is neither
          {"full": 1}                   | 'full' is neither
          {"fully": true}               | 'fully' is unknown
          {"values": false,"full":true} | compares none
          {"values": false              | not JSON
          []                            | not a JSON object
          {} {}                         | not JSON
          """)
  void anythingElseIsRefusedWithItsReason(String body, String reason) {
    assertThatExceptionOfType(HttpProblem.class)
        .isThrownBy(() -> CheckBody.read(body))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode()).isEqualTo(400);
              assertThat(problem.getDetail()).contains(reason).contains("\"values\": true|false");
            });
  }
}
