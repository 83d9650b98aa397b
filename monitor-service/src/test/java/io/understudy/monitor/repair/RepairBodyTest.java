package io.understudy.monitor.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepairBodyTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "{}"})
  void withoutConfirmationNothingIsDeleted(String body) {
    assertThat(RepairBody.read(body).confirm()).isEmpty();
  }

  @Test
  void aConfirmationNamesADigest() {
    assertThat(RepairBody.read("{\"surplus\": \"delete\", \"confirm\": \"abc\"}").confirm())
        .contains("abc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"surplus": "delete"}                 | 'confirm' is missing
          {"surplus": "delete", "confirm": ""}  | 'confirm' is missing
          {"surplus": "delete", "confirm": 7}   | 'confirm' is missing
          {"confirm": "abc"}                    | 'surplus' is missing
          {"surplus": true, "confirm": "abc"}   | 'surplus' is missing
          {"surplus": "keep", "confirm": "abc"} | 'surplus' is missing
          {"delete": "surplus"}                 | 'delete' is unknown
          {"surplus": "delete",                 | not JSON
          "delete"                              | not a JSON object
          """)
  void anythingElseIsRefusedWithItsReason(String body, String reason) {
    assertThatExceptionOfType(HttpProblem.class)
        .isThrownBy(() -> RepairBody.read(body))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode()).isEqualTo(400);
              assertThat(problem.getDetail()).contains(reason);
            });
  }
}
