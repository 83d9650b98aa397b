package io.understudy.sync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepairBodyTest {

  @Test
  void eachKeyIsReadOnceInTheOrderGiven() {
    assertThat(
            RepairBody.keys("{\"keys\": [\"/registry/b\", \"/registry/a\", \"/registry/b\"]}", 3))
        .containsExactly("/registry/b", "/registry/a");
  }

  @Test
  void tooManyKeysAreRefusedWithTheirLimit() {
    assertThat(refusal("{\"keys\": [\"/registry/b\", \"/registry/a\"]}", 1).getDetail())
        .contains("2 keys", "understudy.repair.max-keys is 1", "/api/v1/resync");
  }

  @Test
  void noBodyIsRefused() {
    assertThat(catchThrowableOfType(HttpProblem.class, () -> RepairBody.keys(null, 9)).getDetail())
        .contains("the body is missing");
    assertThat(refusal(" ", 9).getDetail()).contains("the body is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {}                                    | 'keys' is missing
          {"keys": []}                          | 'keys' is missing, empty
          {"keys": "/registry/a"}               | not a list
          {"keys": null}                        | not a list
          {"keys": {"/registry/a": 1}}          | not a list
          {"keys": ["/registry/a", 7]}          | keys[1] is not a key
          {"keys": [null]}                      | keys[0] is not a key
          {"keys": [""]}                        | keys[0] is not a key
          {"keys": ["/understudy/global/term"]} | keys[0] is not a key
          {"keys": ["/registry/\ud800"]}        | keys[0] is not a key
          {"keys": ["/registry/a"], "all": 1}   | 'all' is unknown
          {"keys": ["/registry/a"], "keys": []} | not JSON
          {"keys": ["/registry/a"]} more        | not JSON
          {"keys": ["/registry/a"               | not JSON
          ["/registry/a"]                       | not a JSON object
          """)
  void anythingElseIsAProblem400ThatSaysWhatToSend(String body, String reason) {
    HttpProblem problem = refusal(body, 9);

    assertThat(problem.getStatusCode()).isEqualTo(400);
    assertThat(problem.getDetail()).contains(reason, "{\"keys\": [");
  }

  private static HttpProblem refusal(String body, int max) {
    return catchThrowableOfType(HttpProblem.class, () -> RepairBody.keys(body, max));
  }
}
