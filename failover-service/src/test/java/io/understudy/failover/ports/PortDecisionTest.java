package io.understudy.failover.ports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortDecisionTest {

  private static Vip vip(boolean mayBeDead) {
    return new Vip("primary", "10.0.0.1", 2379, mayBeDead, false, true, new Way.Manual(""));
  }

  private static GateView view(String name) {
    return switch (name) {
      case "open" -> new GateView.Open("open");
      case "closed" -> new GateView.Closed("closed");
      case "partly" -> new GateView.Partly("partly");
      case "unreachable" -> new GateView.Unreachable("no answer");
      case "unusable" -> new GateView.Unusable("no such frontend");
      default -> new GateView.NotTold();
    };
  }

  private static String word(PortDecision decision) {
    return switch (decision) {
      case PortDecision.Already already -> "already";
      case PortDecision.Dead dead -> "dead";
      case PortDecision.Act act -> "act";
      case PortDecision.Fail fail -> "fail";
    };
  }

  /** Columns: what the gate says, what connecting says, may be dead, was open, what is done. */
  @ParameterizedTest
  @CsvSource({
    "open, ACCEPTED, false, false, act",
    "open, REFUSED, false, false, fail",
    "open, UNANSWERED, false, false, fail",
    "open, UNANSWERED, true, false, act",
    "open, REFUSED, false, true, act",
    "closed, REFUSED, false, false, already",
    "closed, UNANSWERED, false, false, already",
    "closed, ACCEPTED, false, false, fail",
    "closed, ACCEPTED, true, false, fail",
    "closed, ACCEPTED, false, true, act",
    "partly, ACCEPTED, false, false, act",
    "partly, REFUSED, false, false, act",
    "partly, REFUSED, false, true, act",
    "unreachable, REFUSED, true, false, dead",
    "unreachable, UNANSWERED, true, false, dead",
    "unreachable, ACCEPTED, true, false, fail",
    "unreachable, UNANSWERED, false, false, fail",
    "unreachable, UNANSWERED, false, true, fail",
    "unusable, REFUSED, true, false, fail",
    "none, ACCEPTED, false, false, act",
    "none, REFUSED, false, false, already",
    "none, REFUSED, false, true, already",
    "none, UNANSWERED, false, false, fail",
    "none, UNANSWERED, true, false, dead",
    "none, UNANSWERED, false, true, already"
  })
  void closing(
      String view, Knock.Answer answer, boolean mayBeDead, boolean wasOpen, String expected) {
    PortDecision decision =
        PortDecision.close(vip(mayBeDead), view(view), new Knock(answer, "said"), wasOpen);

    assertThat(word(decision)).isEqualTo(expected);
  }

  /** Columns: what the gate says, what connecting says, may be dead, what is done. */
  @ParameterizedTest
  @CsvSource({
    "closed, REFUSED, false, act",
    "open, ACCEPTED, false, already",
    "partly, REFUSED, false, act",
    "partly, ACCEPTED, false, act",
    "unreachable, UNANSWERED, true, dead",
    "unreachable, UNANSWERED, false, fail",
    "unusable, REFUSED, false, fail",
    "none, ACCEPTED, false, already",
    "none, REFUSED, true, act",
    "none, UNANSWERED, true, dead",
    "none, UNANSWERED, false, act"
  })
  void opening(String view, Knock.Answer answer, boolean mayBeDead, String expected) {
    PortDecision decision =
        PortDecision.open(vip(mayBeDead), view(view), new Knock(answer, "said"));

    assertThat(word(decision)).isEqualTo(expected);
  }
}
