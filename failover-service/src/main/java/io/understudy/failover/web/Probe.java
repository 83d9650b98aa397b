package io.understudy.failover.web;

import io.understudy.core.failover.Evidence;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a URL until it answers as it must. */
record Probe(
    WebCalls web,
    WebAddress address,
    Optional<String> at,
    Optional<String> caFile,
    Expectation expected,
    Duration requestTimeout,
    Duration every) {

  /** What came of asking once. */
  sealed interface Look {
    record Good(WebAnswer answer) implements Look {}

    /**
     * @param isSilent whether nothing was answered
     */
    record Bad(String why, boolean isSilent) implements Look {}
  }

  Look look(Duration left) throws InterruptedException {
    Duration timeout = left.compareTo(requestTimeout) < 0 ? left : requestTimeout;
    try {
      WebAnswer answer = web.call(WebRequest.get(address, at, caFile, atLeastOneMilli(timeout)));
      List<String> mismatches = expected.mismatches(answer);
      return mismatches.isEmpty()
          ? new Look.Good(answer)
          : new Look.Bad(String.join("; ", mismatches), false);
    } catch (NoWebAnswerException silent) {
      return new Look.Bad(String.valueOf(silent.getMessage()), true);
    }
  }

  private static Duration atLeastOneMilli(Duration timeout) {
    return timeout.toMillis() < 1 ? Duration.ofMillis(1) : timeout;
  }

  /**
   * @throws StepFailedException with what the last answer lacked, if time is up
   */
  Evidence await(StepContext context) throws InterruptedException {
    String why = "";
    while (true) {
      Duration left = context.left();
      switch (look(left)) {
        case Look.Good good -> {
          return evidence(good.answer());
        }
        case Look.Bad bad -> {
          boolean isCutShort = bad.isSilent() && left.compareTo(requestTimeout) < 0;
          why = isCutShort && !why.isEmpty() ? why : bad.why();
        }
      }
      Pause.of(
          context, shown() + " to answer with " + expected.says() + "; last it was: " + why, every);
    }
  }

  String shown() {
    return address.shown() + at.map(where -> " at " + where).orElse("");
  }

  private Evidence evidence(WebAnswer answer) {
    List<String> lines = new ArrayList<>(answer.lines());
    expected.headers().forEach((name, value) -> lines.add("header " + name + ": " + value));
    expected.bodyContains().ifPresent(text -> lines.add("its body holds '" + text + "'"));
    return new Evidence(
        shown() + " answered " + answer.status() + " from " + answer.from(), lines, Map.of());
  }
}
