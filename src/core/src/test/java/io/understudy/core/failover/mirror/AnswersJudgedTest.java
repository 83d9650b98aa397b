package io.understudy.core.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.mirror.GcAnswer.Allowed;
import io.understudy.core.failover.mirror.GcAnswer.When;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What monitor-service's answers let pass. */
class AnswersJudgedTest {

  private static final When SAFE = new When("safe", 100, 0, 0, 0, List.of());
  private static final When UNPROVEN =
      new When("unproven", 100, 0, 0, 1, List.of("unknown /registry/x"));
  private static final When UNSAFE =
      new When("unsafe", 100, 2, 0, 0, List.of("deleted /registry/y"));

  private static final Allowed PROVEN = new Allowed(false, 0);
  private static final Allowed UNPROVEN_TOO = new Allowed(true, 0);

  private static CheckAnswer check(boolean consistent, long watermark) {
    return new CheckAnswer(
        consistent,
        watermark,
        90,
        10,
        "changes",
        consistent ? Map.of() : Map.of("missed", 2L, "different", 1L),
        consistent ? List.of() : List.of("missed /registry/configmaps/a/b"));
  }

  @Test
  void equalSidesPassFromTheRevisionOnThatIsWanted() {
    assertThat(check(true, 10).against(OptionalLong.empty())).isEmpty();
    assertThat(check(true, 10).against(OptionalLong.of(10))).isEmpty();
    assertThat(check(true, 10).against(OptionalLong.of(11)))
        .hasValueSatisfying(why -> assertThat(why).contains("revision 10", "before revision 11"));
  }

  @Test
  void unequalSidesAreToldWithCountsAndFirstKeys() {
    assertThat(check(false, 10).against(OptionalLong.empty()))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("different 1, missed 2", "missed /registry/configmaps/a/b"));
  }

  @Test
  void theCollectorHasToLeaveAloneBothNowAndAfterwards() {
    assertThat(new GcAnswer(5, SAFE, SAFE).against(PROVEN)).isEmpty();
    assertThat(new GcAnswer(5, UNSAFE, SAFE).against(UNPROVEN_TOO))
        .hasValueSatisfying(why -> assertThat(why).contains("now", "deleted /registry/y"));
    assertThat(new GcAnswer(5, SAFE, UNSAFE).against(UNPROVEN_TOO))
        .hasValueSatisfying(why -> assertThat(why).contains("after the unpark"));
    assertThat(
            new GcAnswer(5, SAFE, new When("new-word", 1, 0, 0, 0, List.of()))
                .against(UNPROVEN_TOO))
        .isPresent();
  }

  @Test
  void whatHangsOnParkedOwnersIsSaidToGoOnceTheSitesOwnControllersRun() {
    assertThat(new GcAnswer(5, UNSAFE, SAFE).against(UNPROVEN_TOO))
        .hasValueSatisfying(
            why -> assertThat(why).contains("at least 2 of them", "once its controllers run"));
    assertThat(new GcAnswer(5, UNSAFE, UNSAFE).against(UNPROVEN_TOO))
        .hasValueSatisfying(why -> assertThat(why).doesNotContain("controllers"));
    assertThat(new GcAnswer(5, UNPROVEN, SAFE).against(PROVEN))
        .hasValueSatisfying(why -> assertThat(why).doesNotContain("controllers"));
  }

  @Test
  void whatIsUnprovenPassesOnlyIfThatIsAllowed() {
    assertThat(new GcAnswer(5, UNPROVEN, SAFE).against(PROVEN))
        .hasValueSatisfying(why -> assertThat(why).contains("unknown /registry/x"));
    assertThat(new GcAnswer(5, UNPROVEN, UNPROVEN).against(UNPROVEN_TOO)).isEmpty();
  }

  @Test
  void whatWouldOnlyStayParkedPassesUpToANumber() {
    When parked = new When("unsafe", 100, 2, 2, 0, List.of("stays-parked /registry/z"));
    assertThat(new GcAnswer(5, SAFE, parked).against(new Allowed(false, 2))).isEmpty();
    assertThat(new GcAnswer(5, SAFE, parked).against(new Allowed(false, 1)))
        .hasValueSatisfying(
            why -> assertThat(why).contains("2 of them would only stay parked", "/registry/z"));

    When oneDeleted = new When("unsafe", 100, 3, 2, 0, List.of("deleted /registry/y"));
    assertThat(new GcAnswer(5, SAFE, oneDeleted).against(new Allowed(true, 2))).isPresent();

    When oneUnknown = new When("unsafe", 100, 2, 2, 1, List.of("unknown /registry/x"));
    assertThat(new GcAnswer(5, SAFE, oneUnknown).against(new Allowed(true, 2))).isEmpty();
    assertThat(new GcAnswer(5, SAFE, oneUnknown).against(new Allowed(false, 2)))
        .hasValueSatisfying(why -> assertThat(why).contains("it cannot be told"));
  }
}
