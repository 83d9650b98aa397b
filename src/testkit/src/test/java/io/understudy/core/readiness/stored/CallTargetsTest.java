package io.understudy.core.readiness.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts.Answers;
import io.understudy.core.readiness.Facts.CallTarget;
import io.understudy.testkit.Captures;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether what webhooks and aggregated APIs call will answer, with a real registry around them. */
class CallTargetsTest {

  private static final String WEB = "/registry/services/specs/app-1/web";
  private static final String WORKLOAD = "/registry/deployments/app-1/web";

  private Site standby;

  @BeforeEach
  void start() {
    standby = new Site().load(Captures.REGISTRY);
  }

  @AfterEach
  void stop() {
    standby.close();
  }

  @Test
  void localApisCallNothing() {
    assertThat(targets()).isEmpty();
  }

  @Test
  void aServiceThatDoesNotExistIsToldWithItsCaller() {
    webhook("ValidatingWebhookConfiguration", "hook", "gone", "Fail");
    assertThat(targets())
        .containsExactly(
            new CallTarget(
                "ValidatingWebhookConfiguration hook (one.example.com)",
                "app-1/gone",
                true,
                Answers.NO_SERVICE));
  }

  @Test
  void aWebhookThatMayFailIsNotRequired() {
    webhook("MutatingWebhookConfiguration", "hook", "gone", "Ignore");
    assertThat(targets()).extracting(CallTarget::required).containsExactly(false);
  }

  @Test
  void aServiceWithEndpointsAnswersNow() {
    webhook("ValidatingWebhookConfiguration", "hook", "web", "Fail");
    standby.put(
        "/registry/services/endpoints/app-1/web",
        "{\"kind\":\"Endpoints\",\"subsets\":[{\"addresses\":[{\"ip\":\"10.1.1.1\"}]}]}");
    assertThat(answers()).containsExactly(Answers.NOW);
  }

  @Test
  void aServiceWithAReadySliceAnswersNow() {
    withoutEndpoints();
    webhook("ValidatingWebhookConfiguration", "hook", "web", "Fail");
    standby.put("/registry/endpointslices/app-1/web-x", slice("web", "{\"ready\":true}"));
    assertThat(answers()).containsExactly(Answers.NOW);
  }

  @Test
  void slicesThatAreNotReadyOrOfAnotherServiceDoNotCount() {
    withoutEndpoints();
    webhook("ValidatingWebhookConfiguration", "hook", "web", "Fail");
    standby.put("/registry/endpointslices/app-1/web-x", slice("web", "{\"ready\":false}"));
    standby.put("/registry/endpointslices/app-1/web-admin-x", slice("web-admin", "{}"));
    assertThat(answers()).containsExactly(Answers.NO_ENDPOINTS);
  }

  @Test
  void aParkedServiceWithItsParkedWorkloadComesWithTheUnpark() {
    withoutEndpoints();
    standby.park(WEB).park(WORKLOAD);
    api("web");
    assertThat(answers()).containsExactly(Answers.AFTER_UNPARK);
  }

  @Test
  void aParkedServiceThatSelectsNothingStaysDead() {
    withoutEndpoints();
    standby.park(WEB).delete(WORKLOAD);
    standby.delete("/registry/replicasets/app-1/" + replicaSet());
    api("web");
    assertThat(answers()).containsExactly(Answers.NO_ENDPOINTS);
  }

  @Test
  void aParkedWebhookCountsAndAProtobufOneIsReadAsJsonIs() {
    standby.put(
        Site.KEYS.parked(Bytes.utf8("/registry/validatingwebhookconfigurations/hook")).utf8(),
        protobufWebhook());
    assertThat(targets())
        .containsExactly(
            new CallTarget(
                "ValidatingWebhookConfiguration hook (a.b)", "ns/svc", false, Answers.NO_SERVICE));
  }

  @Test
  void whatCannotBeReadIsUnknown() {
    standby.put("/registry/mutatingwebhookconfigurations/odd", "damaged");
    assertThat(CallTargets.of(standby.asStandby()))
        .isEqualTo(
            Fact.unknown("cannot be read here: /registry/mutatingwebhookconfigurations/odd"));
  }

  private void withoutEndpoints() {
    standby.delete("/registry/services/endpoints/app-1/web");
    for (String slice : standby.asStandby().names("/registry/endpointslices/app-1/")) {
      standby.delete("/registry/endpointslices/app-1/" + slice);
    }
  }

  private String replicaSet() {
    return standby.asStandby().names("/registry/replicasets/app-1/").getFirst();
  }

  private static String slice(String service, String conditions) {
    return """
        {"kind":"EndpointSlice","metadata":{"labels":{"kubernetes.io/service-name":"%s"}},
         "endpoints":[{"addresses":["10.1.1.1"],"conditions":%s}]}"""
        .formatted(service, conditions);
  }

  private void webhook(String kind, String name, String service, String policy) {
    standby.put(
        "/registry/" + kind.toLowerCase(java.util.Locale.ROOT) + "s/" + name,
        """
        {"kind":"%s","webhooks":[{"name":"one.example.com","failurePolicy":"%s",
         "clientConfig":{"service":{"namespace":"app-1","name":"%s"}}}]}"""
            .formatted(kind, policy, service));
  }

  private void api(String service) {
    standby.put(
        "/registry/apiregistration.k8s.io/apiservices/v1.things.example.com",
        """
        {"kind":"APIService","spec":{"service":{"namespace":"app-1","name":"%s"}}}"""
            .formatted(service));
  }

  /**
   * A ValidatingWebhookConfiguration by the field numbers of its API: webhooks (2) with name (1),
   * clientConfig (2) with service (1) with namespace (1) and name (2), and failurePolicy (4).
   */
  private static Bytes protobufWebhook() {
    String service = "0a026e731203737663";
    String client = "0a09" + service;
    String webhook = "0a03612e62" + "120b" + client + "220649676e6f7265";
    String raw = "0a060a04686f6f6b" + "121a" + webhook;
    return Bytes.wrap(HexFormat.of().parseHex("6b387300" + "0a00" + "1224" + raw));
  }

  private List<CallTarget> targets() {
    return switch (CallTargets.of(standby.asStandby())) {
      case Fact.Known<List<CallTarget>>(List<CallTarget> found) -> found;
      case Fact.Unknown<List<CallTarget>>(String why) -> throw new AssertionError(why);
    };
  }

  private List<Answers> answers() {
    return targets().stream().map(CallTarget::answers).toList();
  }
}
