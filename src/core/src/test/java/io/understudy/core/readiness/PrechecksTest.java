package io.understudy.core.readiness;

import static io.understudy.core.readiness.Given.both;
import static io.understudy.core.readiness.Precheck.*;
import static io.understudy.core.readiness.Result.FAIL;
import static io.understudy.core.readiness.Result.PASS;
import static io.understudy.core.readiness.Result.UNKNOWN;
import static io.understudy.core.readiness.Result.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.readiness.Facts.Port;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each precheck in each of its results. */
class PrechecksTest {

  static final String NO = "no answer";

  /** What is given, and what the precheck makes of it. */
  record Case(Precheck check, Result result, String says, Consumer<Given> given) {
    @Override
    public String toString() {
      return check.text() + " " + result + ": " + says;
    }
  }

  static Case of(Precheck check, Result result, String says, Consumer<Given> given) {
    return new Case(check, result, says, given);
  }

  @ParameterizedTest
  @MethodSource("io.understudy.core.readiness.MirrorCases#ofTheMirror")
  @MethodSource("io.understudy.core.readiness.MirrorCases#ofTheEtcds")
  @MethodSource("io.understudy.core.readiness.ClusterCases#ofTheClusters")
  @MethodSource("io.understudy.core.readiness.ClusterCases#ofServices")
  @MethodSource("io.understudy.core.readiness.ClusterCases#ofObjects")
  @MethodSource("io.understudy.core.readiness.ApiServerCases#all")
  void saysWhatItFound(Case expected) {
    Outcome outcome = Given.judged(expected.given).outcome(expected.check);
    assertThat(outcome.result()).as("%s", outcome).isEqualTo(expected.result);
    assertThat(outcome.summary()).contains(expected.says);
    assertThat(outcome.evidence()).isNotEmpty();
    if (expected.result == PASS) {
      assertThat(outcome.remedy()).isEmpty();
    } else {
      assertThat(outcome.remedy()).isNotBlank();
    }
  }

  @ParameterizedTest
  @EnumSource
  void passesWithNothingWrong(Precheck check) {
    Outcome outcome = Given.judged(given -> {}).outcome(check);
    assertThat(outcome.result()).as("%s", outcome).isEqualTo(PASS);
    assertThat(outcome.summary()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void everyPrecheckIsTriedInWhatIsNotPass(Precheck check) {
    Set<Result> tried = new TreeSet<>();
    Stream.of(
            MirrorCases.ofTheMirror(),
            MirrorCases.ofTheEtcds(),
            ApiServerCases.all(),
            ClusterCases.ofTheClusters(),
            ClusterCases.ofServices(),
            ClusterCases.ofObjects())
        .flatMap(cases -> cases)
        .filter(one -> one.check == check)
        .forEach(one -> tried.add(one.result));
    assertThat(tried).contains(UNKNOWN).containsAnyOf(WARN, FAIL);
  }

  @Test
  void evidenceIsBoundedAndTheWorstComesFirst() {
    List<Port> ports = new ArrayList<>();
    for (int port = 1; port <= 100; port++) {
      ports.add(new Port("v:" + port, port == 100 ? "refused" : ""));
    }
    Outcome outcome = Given.judged(g -> g.vips = both(ports)).outcome(STANDBY_VIP);
    assertThat(outcome.evidence()).hasSize(Draft.EVIDENCE_MAX + 1);
    assertThat(outcome.evidence().getFirst()).isEqualTo("v:100: refused");
    assertThat(outcome.evidence().getLast()).isEqualTo("and 80 more");
  }

  @Test
  void aCheckOfTheFutureIsNew() {
    Outcome outcome =
        Given.judged(
                g -> g.checks = Given.checks(CheckRecord.Result.CONSISTENT, Duration.ofHours(-9)))
            .outcome(LAST_CHECK);
    assertThat(outcome.result()).isEqualTo(PASS);
  }
}
