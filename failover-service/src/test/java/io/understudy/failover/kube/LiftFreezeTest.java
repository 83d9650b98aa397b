package io.understudy.failover.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.freeze.FreezePolicy;
import io.understudy.core.scope.Rules;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.GrantedRights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two API servers of a site that a switchover has frozen. */
class LiftFreezeTest {

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", "cpaas-system", LiftFreezeTest.class);

  private static final PlanContext PLAN = new PlanContext(Verb.REPROTECT, Instant.EPOCH);
  private static final Rules RULES = Rules.profile("acp-global", Rules.Options.DEFAULT);
  private static final FreezePolicy FREEZE = FreezePolicy.of("global", "42", RULES);

  private MockApi api;

  @BeforeEach
  void start() {
    api = new MockApi("v1.34.1", "v1.34.1");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void freeze() {
    api.client().resource(FreezeObjects.policy(FREEZE, "global", "42", "one")).create();
    api.client().resource(FreezeObjects.binding(FREEZE, "global", "42", "one")).create();
  }

  private Step step(String with) {
    return step(this::bound, with);
  }

  /** As of this site: the chart's rights are for a freeze that is left here. */
  private List<Server> bound() {
    return api.servers().stream()
        .map(server -> new Server(server.address(), RIGHTS.bound(server.client())))
        .toList();
  }

  /** Of the other site; this one has no API servers. */
  private static Step step(PrimaryServers servers, String with) {
    LiftFreezeKind kind = new LiftFreezeKind("global", RULES, servers, new NoServers());
    return kind.make(OneStep.spec(kind, with));
  }

  private static final class NoServers implements StandbyServers {
    @Override
    public boolean isConfigured() {
      return false;
    }

    @Override
    public List<Server> all() {
      throw new KubernetesClientException("no access to the standby's API servers");
    }
  }

  private ValidatingAdmissionPolicy policy() {
    return api.client()
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicies()
        .withName(FREEZE.name())
        .get();
  }

  private ValidatingAdmissionPolicyBinding binding() {
    return api.client()
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicyBindings()
        .withName(FREEZE.name())
        .get();
  }

  /** The two servers, and one that is gone. */
  private List<Server> withOneDead() {
    List<Server> servers = new ArrayList<>(api.servers());
    MockApi dead = new MockApi("v1.34.1");
    servers.add(dead.servers().getFirst());
    dead.closeServers();
    return servers;
  }

  @Test
  void aFreezeIsLiftedAndEachApiServerTakesAWriteAgain() throws InterruptedException {
    freeze();
    // As it was before the deletion, for some writes more.
    api.server(1).know();
    api.server(1).lag(3);

    Evidence evidence = step("{}").run(OneStep.of(Verb.REPROTECT));

    assertThat(policy()).isNull();
    assertThat(binding()).isNull();
    assertThat(evidence.summary())
        .isEqualTo("the freeze of run 42 is lifted on the other site: 2 of its API servers say so");
    assertThat(evidence.lines())
        .hasSize(2)
        .allMatch(
            line -> line.endsWith("has no freeze any more; a dry run: it would have been written"));
    assertThat(api.cluster().written()).as("the writes that are tried are not stored").isEmpty();
  }

  @Test
  void aServerThatStillRefusesKeepsItFromBeingDone() {
    freeze();
    api.server(1).know();
    api.server(1).lag(1_000_000);

    assertThatThrownBy(() -> step("{}").run(new FewLooks(Verb.REPROTECT, 5)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining(api.servers().get(1).address())
        .hasMessageContaining("denied request")
        .hasMessageNotContaining(api.servers().get(0).address());
    assertThat(policy()).isNull();
  }

  @Test
  void afterACrashBetweenTheDeletionAndItsProofTheProofIsMade() throws InterruptedException {
    freeze();
    api.server(1).know();
    api.server(1).lag(1_000_000);
    OneStep run = OneStep.of(Verb.REPROTECT);
    run.note("frozen-by", "42");
    api.client().resource(binding()).delete();
    api.client().resource(policy()).delete();
    api.server(1).lag(2);

    assertThat(step("{}").run(run.resumed()).summary())
        .startsWith("the freeze of run 42 is lifted");
  }

  @Test
  void whatIsLeftOfAFreezeGoesToo() throws InterruptedException {
    freeze();
    api.client().resource(policy()).delete();

    step("{}").run(OneStep.of(Verb.REPROTECT));

    assertThat(binding()).isNull();
  }

  @Test
  void aSecondTimeThereIsNone() throws InterruptedException {
    freeze();
    OneStep run = OneStep.of(Verb.REPROTECT);
    step("{}").run(run);

    assertThat(step("{}").run(OneStep.of(Verb.REPROTECT)).summary())
        .startsWith("there is no freeze on the other site: 2 of");
  }

  @Test
  void aFreezeOfAnotherLinkStays() throws InterruptedException {
    freeze();
    ValidatingAdmissionPolicy other = policy();
    other.getMetadata().getAnnotations().put("understudy.io/link", "another");
    api.client().resource(other).update();

    assertThatThrownBy(() -> step("{}").run(OneStep.of(Verb.REPROTECT)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("on the other site was not made for link 'global'");
    assertThat(step("{}").plan(PLAN).problems()).anyMatch(p -> p.contains("it is left alone"));
    assertThat(policy()).isNotNull();
  }

  @Test
  void aServerThatDoesNotAnswerHoldsItUpUnlessItMayBeDead() throws InterruptedException {
    freeze();
    List<Server> servers = withOneDead();
    String dead = servers.getLast().address();

    assertThatThrownBy(() -> step(() -> servers, "{}").run(new FewLooks(Verb.REPROTECT, 4)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining(dead);
    assertThat(step(() -> servers, "{}").plan(PLAN).problems())
        .anyMatch(problem -> problem.contains(dead) && problem.contains("may-be-dead"));
    Evidence evidence =
        step(() -> servers, "{may-be-dead: true, attempts: 2}").run(OneStep.of(Verb.REPROTECT));
    assertThat(evidence.lines())
        .anyMatch(line -> line.startsWith("WARNING: counts as dead") && line.contains(dead));
    assertThat(step(() -> servers, "{may-be-dead: true}").plan(PLAN).warnings())
        .anyMatch(warning -> warning.contains(dead));
  }

  @Test
  void aSiteWithoutAccessCountsWithAWarningWhereItMayBeDead() throws InterruptedException {
    String here = "{at: this-site, may-be-dead: true, attempts: 1}";

    Forecast forecast = step(here).plan(PLAN);
    Evidence evidence = step(here).run(OneStep.of(Verb.SWITCHOVER));

    assertThat(forecast.problems()).isEmpty();
    assertThat(forecast.warnings()).singleElement().asString().contains("no access");
    assertThat(evidence.summary())
        .isEqualTo("there is no freeze on this site: 0 of its API servers say so");
    assertThat(evidence.lines()).singleElement().asString().startsWith("WARNING: ");
    assertThat(step("{at: this-site}").plan(PLAN).problems())
        .singleElement()
        .asString()
        .contains("no access", "may-be-dead");
  }

  @Test
  void aPlanSaysWhoseFreezeItIsAndWhatIsMissing() {
    freeze();
    api.cluster().refuse("delete validatingadmissionpolicies");

    Forecast forecast = step("{}").plan(PLAN);

    assertThat(forecast.facts()).hasSize(2).allMatch(fact -> fact.endsWith("the freeze of run 42"));
    assertThat(forecast.problems())
        .singleElement()
        .asString()
        .contains("delete validatingadmissionpolicies");
    assertThat(policy()).isNotNull();
  }

  @Test
  void withoutAFreezeNoRightIsNeededButToLook() {
    api.cluster().refuse("delete validatingadmissionpolicies");
    api.cluster().refuse("create runtimeclasses");

    assertThat(step("{}").plan(PLAN).problems()).isEmpty();
  }
}
