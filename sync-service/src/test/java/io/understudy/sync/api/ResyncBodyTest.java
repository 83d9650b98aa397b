package io.understudy.sync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResyncBodyTest {

  @Test
  void withoutABodyNothingIsAccepted() {
    assertThat(ResyncBody.accept(null)).isZero();
    assertThat(ResyncBody.accept(" \n")).isZero();
  }

  @Test
  void theAcceptedCountIsRead() {
    assertThat(ResyncBody.accept("{\"accept\": 1234}")).isEqualTo(1234);
    assertThat(ResyncBody.accept("{\"accept\": 0}")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"accept": -1}              | not a whole number
          {"accept": 1.5}             | not a whole number
          {"accept": "7"}             | not a whole number
          {"accept": null}            | not a whole number
          {"accept": 1e3}             | not a whole number
          {"accept": 99999999999999999999} | not a whole number
          {}                          | not a whole number
          {"acept": 7}                | 'acept' is unknown
          {"accept": 7, "accept": 8}  | not JSON
          {"accept": 7} more          | not JSON
          {"accept": 7                | not JSON
          [7]                         | not a JSON object
          7                           | not a JSON object
          """)
  void anythingElseIsAProblem400ThatSaysWhatToSend(String body, String reason) {
    HttpProblem problem = catchThrowableOfType(HttpProblem.class, () -> ResyncBody.accept(body));

    assertThat(problem.getStatusCode()).isEqualTo(400);
    assertThat(problem.getDetail()).contains(reason, "{\"accept\": <count>}");
  }
}
