package io.understudy.failover.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.Command;
import io.understudy.core.failover.Verb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RightTest {

  @Test
  void drillAndFailoverAreRightsOfTheirOwnAndWhatIsPlannedIsOne() {
    assertThat(Right.toBegin(Verb.DRILL)).isEqualTo(Right.DRILL);
    assertThat(Right.toBegin(Verb.FAILOVER)).isEqualTo(Right.FAILOVER);
    for (Verb planned : new Verb[] {Verb.SWITCHOVER, Verb.SETTLE, Verb.REPROTECT, Verb.FAILBACK}) {
      assertThat(Right.toBegin(planned)).isEqualTo(Right.SWITCHOVER);
    }
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void aWordNeedsAsMuchAsBeginningAndAnApprovalItsOwn(Verb verb) {
    for (Command command : Command.values()) {
      Right wanted = command == Command.APPROVE ? Right.APPROVE : Right.toBegin(verb);
      assertThat(Right.toSay(command, verb)).as(command.text()).isEqualTo(wanted);
    }
  }

  @Test
  void addressesTellWhatACallNeeds() {
    assertThat(GuardedCall.of("POST", "/api/v1/plans"))
        .isEqualTo(new GuardedCall.Needs("plan", Right.PLAN));
    assertThat(GuardedCall.of("POST", "/api/v1/operations"))
        .isEqualTo(new GuardedCall.NeedsByContent("begin"));
    assertThat(GuardedCall.of("POST", "/api/v1/operations/20260101-000000-000-00ff:ignore"))
        .isEqualTo(new GuardedCall.NeedsByContent("ignore"));
    assertThat(GuardedCall.of("GET", "/api/v1/operations")).isEqualTo(new GuardedCall.Reads());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE /api/v1/operations",
        "POST /api/v1/operations/",
        "POST /api/v1/plans/",
        "POST /api/v1/plans;x=1",
        "POST /api/v1/orphans",
        "POST /anything",
        "PATCH /api/v1/plans",
        "get /api/v1/plans"
      })
  void whatIsNotInTheTableNobodyMayCall(String call) {
    String[] parts = call.split(" ", 2);
    assertThat(GuardedCall.of(parts[0], parts[1])).isEqualTo(new GuardedCall.Undefined());
  }
}
