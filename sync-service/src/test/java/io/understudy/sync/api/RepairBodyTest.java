package io.understudy.sync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.control.RepairRequest.Surplus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepairBodyTest {

  @Test
  void eachKeyIsReadOnceInTheOrderGiven() {
    assertThat(
            RepairBody.read("{\"keys\": [\"/registry/b\", \"/registry/a\", \"/registry/b\"]}", 3))
        .isEqualTo(new RepairBody(List.of("/registry/b", "/registry/a"), List.of()));
  }

  @Test
  void surplusKeysAreReadWithTheirRevisionsBesideOthersOrAlone() {
    String surplus =
        """
        "surplus": [{"key": "/registry/s", "revision": 9223372036854775807},
                    {"revision": 1, "key": "/registry/r"},
                    {"key": "/registry/r", "revision": 1}]""";
    List<Surplus> read =
        List.of(new Surplus("/registry/s", Long.MAX_VALUE), new Surplus("/registry/r", 1));

    assertThat(RepairBody.read("{" + surplus + "}", 3)).isEqualTo(new RepairBody(List.of(), read));
    assertThat(RepairBody.read("{\"keys\": [\"/registry/b\"], " + surplus + "}", 4))
        .isEqualTo(new RepairBody(List.of("/registry/b"), read));
  }

  @Test
  void tooManyKeysAreRefusedWithTheirLimit() {
    assertThat(refusal("{\"keys\": [\"/registry/b\", \"/registry/a\"]}", 1).getDetail())
        .contains("2 keys", "understudy.repair.max-keys is 1", "/api/v1/resync");
    String both =
        "{\"keys\": [\"/registry/b\"], \"surplus\": [{\"key\": \"/registry/a\", \"revision\": 7}]}";
    assertThat(refusal(both, 1).getDetail()).contains("2 keys");
  }

  @Test
  void noBodyIsRefused() {
    assertThat(catchThrowableOfType(HttpProblem.class, () -> RepairBody.read(null, 9)).getDetail())
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
          {"surplus": []}                       | 'surplus' is missing, empty
          {"surplus": null}                     | not a list
          {"surplus": "/registry/a"}            | not a list
          {"surplus": ["/registry/a"]}          | surplus[0] is not an object of
          {"surplus": [{"key": "/registry/a"}]} | surplus[0] is not an object of
          {"surplus": [{"key": "/registry/a", "revision": 1, "x": 1}]}   | surplus[0] is not an object of
          {"surplus": [{"key": "/registry/a", "revision": "7"}]}         | 'revision' is not a whole number
          {"surplus": [{"key": "/registry/a", "revision": 0}]}           | 'revision' is not a whole number
          {"surplus": [{"key": "/registry/a", "revision": 1.5}]}         | 'revision' is not a whole number
          {"surplus": [{"key": "/registry/a", "revision": 9223372036854775808}]} | 'revision' is not a whole
          {"surplus": [{"key": "/understudy/global/term", "revision": 7}]} | surplus[0]: 'key' is not a key
          {"surplus": [{"key": 7, "revision": 7}]}                       | surplus[0]: 'key' is not a key
          {"surplus": [{"key": "/registry/a", "revision": 1}, {"key": "/registry/a", "revision": 2}]} | surplus[1] names a key again
          {"keys": ["/registry/a"], "surplus": [{"key": "/registry/a", "revision": 1}]} | surplus[0] names a key that
          {"keys": [], "surplus": [{"key": "/registry/a", "revision": 1}]} | 'keys' is missing, empty
          {"keys": ["/registry/b"], "surplus": []}                       | 'surplus' is missing, empty
          """)
  void anythingElseIsAProblem400ThatSaysWhatToSend(String body, String reason) {
    HttpProblem problem = refusal(body, 9);

    assertThat(problem.getStatusCode()).isEqualTo(400);
    assertThat(problem.getDetail()).contains(reason, "{\"keys\": [");
  }

  private static HttpProblem refusal(String body, int max) {
    return catchThrowableOfType(HttpProblem.class, () -> RepairBody.read(body, max));
  }
}
