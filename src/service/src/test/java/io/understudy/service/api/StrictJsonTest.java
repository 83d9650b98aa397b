package io.understudy.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {

  private static final Set<String> KNOWN = Set.of("a", "b");

  @Test
  void anObjectOfKnownFieldsIsRead() {
    assertThat(StrictJson.object("{\"a\": 1}", KNOWN, StrictJsonTest::bad).path("a").intValue())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      textBlock =
          """
          {"a": 1          | the body is not JSON
          {"a": 1, "a": 2} | the body is not JSON
          {"a": 1} {}      | the body is not JSON
          [1]              | the body is missing or not a JSON object
          {"c": "value"}   | field 'c' is unknown here
          ~~               | the body is missing or not a JSON object
          """)
  void anythingElseIsRefused(String body, String reason) {
    assertThat(refusal(body)).isEqualTo(reason);
  }

  @Test
  void noBodyIsRefused() {
    assertThat(refusal(null)).isEqualTo("the body is missing or not a JSON object");
  }

  @Test
  void aLongNameIsNotRepeated() {
    String longest = "c".repeat(100);

    assertThat(refusal("{\"" + longest + "\": 1}"))
        .isEqualTo("field '" + longest + "' is unknown here");
    assertThat(refusal("{\"c" + longest + "\": 1}"))
        .isEqualTo("a field with a name of 101 characters is unknown here");
  }

  private static String refusal(String body) {
    return catchThrowableOfType(
            HttpProblem.class, () -> StrictJson.object(body, KNOWN, StrictJsonTest::bad))
        .getDetail();
  }

  private static HttpProblem bad(String detail) {
    return Problems.of(Status.BAD_REQUEST, "bad", detail);
  }
}
