package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.StepType.InDrill;
import io.understudy.core.failover.StepType.Nature;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunbookTest {

  private static final StepType CALL =
      new StepType(
          "call",
          "Calls.",
          InDrill.REAL,
          Nature.PLAIN,
          List.of(
              Parameter.text("url", "where"),
              Parameter.number("times", "how often", 1, 5).optional(),
              Parameter.flag("quick", "without waiting").optional(),
              Parameter.choice("via", "how", List.of("wire", "air")).optional(),
              Parameter.texts("to", "whom").optional(),
              Parameter.table("headers", "more").optional(),
              Parameter.verbatim("args", "of a command").optional(),
              Parameter.objects("hops", "ways", List.of(Parameter.text("at", "a place")))
                  .optional()));
  private static final StepType RETIRE =
      new StepType("retire", "Ends it.", InDrill.DRY, Nature.AFTER_END, List.of());
  private static final List<StepType> TYPES = List.of(CALL, RETIRE, StepType.APPROVE);

  @Test
  void itIsReadAsWritten() {
    Runbook runbook =
        parse(
            """
            version: 1
            steps:
            - name: first
              type: call
              in: [switchover, drill]
              timeout-seconds: 7
              retries: 2
              retry-pause-seconds: 9
              remedy: mend
              with:
                url: http://${site.name}/${path:x}
                times: 3
                quick: true
                via: air
                to: [a, b]
                headers: {one: 1, two: "${site.name}"}
                hops:
                - at: here
                - at: there
            - name: mend
              type: approve
              with: {message: mend it}
            """);

    StepSpec first = runbook.steps(Verb.SWITCHOVER).getFirst();
    assertThat(first.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(first.retries()).isEqualTo(2);
    assertThat(first.retryPause()).isEqualTo(Duration.ofSeconds(9));
    assertThat(runbook.find("mend").orElseThrow().retryPause()).isEqualTo(StepSpec.RETRY_PAUSE);
    assertThat(first.remedy()).contains("mend");
    assertThat(first.with().text("url")).isEqualTo("http://b/x");
    assertThat(first.with().number("times")).isEqualTo(3);
    assertThat(first.with().flag("quick", false)).isTrue();
    assertThat(first.with().texts("to")).containsExactly("a", "b");
    assertThat(first.with().table("headers")).isEqualTo(Map.of("one", "1", "two", "b"));
    assertThat(first.with().objects("hops"))
        .extracting(hop -> hop.text("at"))
        .containsExactly("here", "there");
    assertThat(runbook.steps(Verb.FAILBACK)).hasSize(1);
    assertThat(runbook.steps(Verb.FAILOVER)).isEmpty();
  }

  /** A site that is not configured yet starts all the same, and its plans say what is missing. */
  @Test
  void aVariableWithoutAValueShowsInThePlan() {
    StepSpec step = one("{url: 'http://${platform.address}'}");

    assertThat(step.with().has("url")).isFalse();
    assertThat(step.unset())
        .singleElement()
        .asString()
        .contains("variable 'platform.address' has no value")
        .contains("set are: site.name");
  }

  @Test
  void whatAVariableLeavesEmptyIsLeftOut() {
    assertThat(one("{url: u, via: '${how:}'}").with().has("via")).isFalse();
    assertThat(one("{url: u, to: ['${how:}']}").with().has("to")).isFalse();
  }

  @Test
  void aVariableThatIsAnItemMayHoldSeveral() {
    StepSpec step =
        one("{url: 'u,v', to: ['${ways:a, b,}', 'c,d', 'e${ways:,}f'], args: ['${ways:a, b}']}");

    assertThat(step.with().text("url")).isEqualTo("u,v");
    assertThat(step.with().texts("to")).containsExactly("a", "b", "c,d", "e,f");
    assertThat(step.with().texts("args")).as("of a command").containsExactly("a, b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "type: dance | file.yaml:4: unknown step type 'dance'; known: approve, call, retire",
        "type: call, with: {url: u, urls: v} | unknown field 'urls' of 'with' of a step of type call",
        "type: call | lacks 'url' (where); add it",
        "type: call, with: {url: u, times: 6} | 'times' is '6'; write a whole number from 1 to 5",
        "type: call, with: {url: u, quick: yes} | 'quick' is 'yes'; write true or false",
        "type: call, with: {url: u, via: sea} | 'via' is 'sea'; allowed: wire, air",
        "type: call, with: {url: u, hops: [{at: x, to: y}]} | unknown field 'to' of 'hops' in",
        "type: call, with: {url: [u]} | 'url' must be a single value",
        "type: call, in: [dance], with: {url: u} | unknown operation 'dance'; known: settle,",
        "type: call, speed: 9, with: {url: u} | unknown field 'speed' of a step; known: in,",
        "type: call, remedy: other, retries: 1, with: {url: u} | remedy 'other' of step 'one' must be",
        "type: call, remedy: one, retries: 1, with: {url: u} | remedy 'one' of step 'one' must be",
        "type: call, retry-pause-seconds: 3601, with: {url: u} | 'retry-pause-seconds' is '3601'",
        "type: call, retries: 101, with: {url: u} | 'retries' is '101'",
        "type: call, retries: 1, retries: 2, with: {url: u} | a second field 'retries' of",
        "type: call, with: {url: u, url: v} | a second field 'url' of",
        "type: call, with: {url: &a u, via: *a} | aliases are not allowed; write it out"
      })
  void mistakesAreToldWithTheirPlace(String step, String message) {
    String text = "version: 1\nsteps:\n-\n  {name: one, " + step + "}\n";

    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(RunbookException.class)
        .hasMessageStartingWith("file.yaml:")
        .hasMessageContaining(message);
  }

  /** Written out it would be two to the power of 64 values. */
  @Test
  void aliasesThatGrowAreRefusedBeforeTheyDo() {
    StringBuilder text = new StringBuilder("version: 1\nsteps:\n- &a0 [x]\n");
    for (int i = 1; i <= 64; i++) {
      text.append("- &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1));
    }

    assertThatThrownBy(() -> parse(text.toString()))
        .isInstanceOf(RunbookException.class)
        .hasMessageContaining("file.yaml:4: aliases are not allowed");
  }

  @Test
  void whatIsRunAfterTheEndComesLastWhereverItStands() {
    Runbook runbook =
        parse(
            """
            version: 1
            steps:
            - {name: retire, type: retire, in: [switchover]}
            - {name: ask, type: approve, in: [switchover], with: {message: is it so}}
            """);

    assertThat(runbook.steps(Verb.SWITCHOVER))
        .extracting(StepSpec::name)
        .containsExactly("ask", "retire");
  }

  @Test
  void whatIsRunAfterTheEndRemediesNothing() {
    String text =
        """
        version: 1
        steps:
        - {name: retire, type: retire, in: [switchover]}
        - {name: one, type: call, remedy: retire, retries: 1, with: {url: u}}
        """;

    assertThatThrownBy(() -> parse(text))
        .hasMessageContaining("file.yaml:4: remedy 'retire' of step 'one' must be another step")
        .hasMessageContaining("is not run after the end");
  }

  @Test
  void namesDiffer() {
    String step = "- {name: one, type: approve, with: {message: x}}\n";

    assertThatThrownBy(() -> parse("version: 1\nsteps:\n" + step + step))
        .hasMessageContaining("file.yaml:4: a second step named 'one'");
  }

  private static StepSpec one(String with) {
    return parse(
            "version: 1\nsteps:\n- name: one\n  type: call\n  in: settle\n  with: " + with + "\n")
        .steps()
        .getFirst();
  }

  private static Runbook parse(String text) {
    return Runbook.parse(text, "file.yaml", TYPES, Map.of("site.name", "b"));
  }
}
