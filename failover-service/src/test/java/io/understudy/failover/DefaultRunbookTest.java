package io.understudy.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.core.failover.Runbook;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType.Nature;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.Steps;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The runbook that the product ships with. */
@QuarkusTest
@WithTestResource(FailoverEtcds.class)
class DefaultRunbookTest {

  private static final Map<String, String> SITE =
      Map.of(
          "site.name", "b",
          "peer.name", "a",
          "link", "global",
          "namespace", "cpaas-system");

  @Inject Steps steps;

  @Test
  void itIsReadWithNothingButTheSitesNames() {
    Runbook runbook = read(SITE);

    assertThat(runbook.steps(Verb.SWITCHOVER))
        .filteredOn(step -> !step.unset().isEmpty())
        .extracting(StepSpec::name)
        .contains("close-2379", "switch-dns", "verify-dns", "platform-answers");
  }

  @Test
  void whereTheAddressesAreKnownEveryStepCanBeMade() {
    Runbook runbook = read(configured());

    assertThat(runbook.steps()).allSatisfy(step -> assertThat(step.unset()).isEmpty());
    assertThat(runbook.steps())
        .filteredOn(step -> !step.type().name().equals("approve"))
        .allSatisfy(step -> assertThat(steps.make(step)).isNotNull());
  }

  @Test
  void nothingIsFrozenBeforeTheChecksAndNothingPromotedBeforeTheProof() {
    Runbook runbook = read(configured());

    assertThat(names(runbook, Verb.SWITCHOVER))
        .containsSubsequence(
            "ready",
            "gc-safe",
            "compare-before",
            "freeze",
            "drain",
            "compare-frozen",
            "promote",
            "unpark",
            "stop-mirror",
            "advance",
            "close-2379",
            "switch-dns",
            "platform-answers",
            "verify-dns");
    assertThat(runbook.steps(Verb.FAILOVER))
        .noneMatch(step -> step.type().nature() == Nature.HELD)
        .anyMatch(step -> step.type().nature() == Nature.COMMIT);
    assertThat(names(runbook, Verb.SETTLE))
        .containsExactly("check-first-copy", "restart-elasticsearch", "restart-victoriametrics");
    assertThat(names(runbook, Verb.REPROTECT))
        .as("nobody writes to the old primary before it is a standby")
        .containsSubsequence("old-primary-stopped", "mirror-the-other-way", "lift-freeze");
    assertThat(names(runbook, Verb.REPROTECT).getFirst())
        .as("what a switchover closed is opened before the old primary's etcd is read")
        .isEqualTo("open-2379");
    assertThat(vips(runbook, Verb.REPROTECT, "open-2379"))
        .containsExactlyInAnyOrderElementsOf(vips(runbook, Verb.SWITCHOVER, "close-2379"));
    assertThat(names(runbook, Verb.REPROTECT))
        .containsSubsequence(
            "export-orphans", "confirm-orphans", "mirror-the-other-way", "drop-orphans");
  }

  @Test
  void aFailbackIsTheSwitchoverAtTheOldPrimary() {
    Runbook runbook = read(configured());

    assertThat(names(runbook, Verb.FAILBACK)).isEqualTo(names(runbook, Verb.SWITCHOVER));
    assertThat(names(runbook, Verb.DRILL)).isEqualTo(names(runbook, Verb.SWITCHOVER));
    assertThat(names(runbook, Verb.FAILOVER))
        .as("what needs a primary that lives")
        .isEqualTo(
            names(runbook, Verb.SWITCHOVER).stream()
                .map(step -> step.equals("close-2379") ? "close-2379-lost" : step)
                .filter(
                    step ->
                        !List.of("compare-before", "freeze", "drain", "compare-frozen")
                            .contains(step))
                .toList());
  }

  /** A promotion that is refused leaves a former primary frozen: that may be all that fences it. */
  @Test
  void aFreezeHereIsLiftedOnceThisSiteIsThePrimaryAndBeforeUsersCome() {
    Runbook runbook = read(configured());

    for (Verb verb : List.of(Verb.SWITCHOVER, Verb.FAILOVER, Verb.FAILBACK)) {
      assertThat(names(runbook, verb))
          .containsSubsequence(
              "promote",
              "not-frozen-here",
              verb == Verb.FAILOVER ? "close-2379-lost" : "close-2379",
              "platform-answers");
      assertThat(runbook.steps(verb))
          .filteredOn(step -> step.name().equals("not-frozen-here"))
          .allSatisfy(step -> assertThat(step.with().text("at")).isEqualTo("this-site"));
    }
  }

  private static List<String> vips(Runbook runbook, Verb verb, String name) {
    return runbook.steps(verb).stream()
        .filter(step -> step.name().equals(name))
        .flatMap(step -> step.with().objects("vips").stream())
        .map(vip -> vip.text("name") + " " + vip.text("address"))
        .toList();
  }

  private static List<String> names(Runbook runbook, Verb verb) {
    return runbook.steps(verb).stream().map(StepSpec::name).toList();
  }

  private Runbook read(Map<String, String> variables) {
    String text = RunbookInForce.text(Optional.empty());
    return Runbook.parse(text, RunbookInForce.DEFAULT, steps.types(), variables);
  }

  private static Map<String, String> configured() {
    Map<String, String> variables = new HashMap<>(SITE);
    variables.put("platform.address", "platform.example.com");
    variables.put("site.vip", "10.0.0.2");
    variables.put("peer.vip", "10.0.0.1");
    variables.put("dns.servers", "10.0.0.53");
    return variables;
  }
}
