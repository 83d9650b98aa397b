package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FencingTest {

  private static StepSpec step(String type, Map<String, Object> with) {
    return new StepSpec(
        type,
        new StepType(type, "It.", StepType.InDrill.DRY, StepType.Nature.PLAIN, List.of()),
        EnumSet.allOf(Verb.class),
        Duration.ofSeconds(1),
        0,
        Optional.empty(),
        new Parameters(with),
        1);
  }

  private static Optional<String> refusal(Verb verb, String types) {
    return Fencing.refusal(verb, Arrays.stream(types.split(" ")).map(FencingTest::step).toList());
  }

  private static StepSpec step(String type) {
    return type.equals("close-port")
        ? closePort(List.of(Map.of("port", 6443L), Map.of()))
        : step(type, Map.of());
  }

  private static StepSpec closePort(List<Map<String, Object>> vips) {
    return step("close-port", Map.of("vips", vips.stream().map(Parameters::new).toList()));
  }

  /** API servers mostly write to their etcd's members, not by the VIP. */
  @Test
  void closingTheEtcdsPortIsAFenceOnlyWhereThatIsSaid() {
    assertThat(refusal(closePort(List.of(Map.of(), Map.of("port", 2379L)))))
        .hasValueSatisfying(why -> assertThat(why).contains("fences: true"));
    assertThat(refusal(closePort(List.of(Map.of("fences", true))))).isEmpty();
    assertThat(refusal(closePort(List.of(Map.of("port", 6443L, "fences", false))))).isPresent();
  }

  private static Optional<String> refusal(StepSpec first) {
    return Fencing.refusal(Verb.SWITCHOVER, List.of(first, step("drain"), step("promote")));
  }

  @ParameterizedTest
  @CsvSource({
    "freeze-primary drain promote, true",
    "close-port wait drain wait promote, true",
    "drain freeze-primary promote, false",
    "freeze-primary promote drain, false",
    "freeze-primary promote, false",
    "drain promote, false",
    "approve promote, false",
    "approve wait, true"
  })
  void aPrimaryThatLivesIsFencedAndThenDrained(String steps, boolean isWell) {
    for (Verb verb : List.of(Verb.SWITCHOVER, Verb.FAILBACK)) {
      assertThat(refusal(verb, steps).isEmpty()).isEqualTo(isWell);
    }
    assertThat(refusal(Verb.FAILOVER, steps)).isEmpty();
    assertThat(refusal(Verb.DRILL, steps)).isEmpty();
  }

  @Test
  void anotherFenceIsDeclared() {
    assertThat(
            Fencing.refusal(
                Verb.SWITCHOVER, List.of(step("promote", Map.of(Fencing.OTHERWISE, true)))))
        .isEmpty();
    assertThat(refusal(Verb.SWITCHOVER, "promote"))
        .hasValueSatisfying(why -> assertThat(why).contains("'promote'", "fenced-otherwise: true"));
  }
}
