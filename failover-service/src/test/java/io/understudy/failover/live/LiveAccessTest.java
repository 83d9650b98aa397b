package io.understudy.failover.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.failover.access.LiveAccess;
import io.understudy.failover.access.Right;
import io.understudy.service.access.Caller;
import io.understudy.service.access.MirrorRight;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callers and their rights as a real API server reviews them, with its own RBAC. */
@Tag("live-kubernetes")
class LiveAccessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String NAMESPACE = "default";
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String AUDIENCE = "understudy";
  private static final String ACCOUNT = "nightly-drill";

  private static ControlPlane plane;
  private static KubernetesClient admin;

  @BeforeAll
  static void start() {
    plane = ControlPlane.start(1);
    admin = plane.client(0, ControlPlane.ADMIN);
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  @Test
  void aServiceAccountMayDrillOnceARoleSaysSoAndNothingElse() {
    LiveAccess access = new LiveAccess(plane.client(0, ControlPlane.SERVICE), NAMESPACE, "global");
    String token = tokenOfTheAccount();

    HttpProblem notLet = catchThrowableOfType(HttpProblem.class, () -> access.caller(token));
    assertThat(notLet.getStatusCode()).isEqualTo(503);
    assertThat(notLet.getDetail()).contains("system:auth-delegator");

    letTheServiceReview();
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(HttpProblem.class)
        .until(() -> access.caller(token) != null);
    Caller caller = access.caller(token);
    assertThat(caller.name()).isEqualTo("system:serviceaccount:" + NAMESPACE + ":" + ACCOUNT);
    assertThat(caller.groups()).contains("system:serviceaccounts", "system:authenticated");
    HttpProblem nobody = catchThrowableOfType(HttpProblem.class, () -> access.caller("made-up"));
    assertThat(nobody.getStatusCode()).isEqualTo(401);

    for (Right right : Right.values()) {
      assertThat(access.refusal(token, right)).as(right.text()).isPresent();
    }
    grantDrill();
    Awaitility.await().atMost(PATIENCE).until(() -> access.refusal(token, Right.DRILL).isEmpty());
    assertThat(access.refusal(token, Right.FAILOVER)).isPresent();
    assertThat(access.refusal(token, Right.PLAN)).isPresent();
    LiveAccess ofAnotherLink =
        new LiveAccess(plane.client(0, ControlPlane.SERVICE), NAMESPACE, "another");
    assertThat(ofAnotherLink.refusal(token, Right.DRILL)).as("another link").isPresent();
    LiveAccess elsewhere =
        new LiveAccess(plane.client(0, ControlPlane.SERVICE), "kube-system", "global");
    assertThat(elsewhere.refusal(token, Right.DRILL)).as("another namespace").isPresent();
    isKnownByTokensOfItsAudienceAlone(access, token);
  }

  /** As sync-service and monitor-service know callers. */
  private static void isKnownByTokensOfItsAudienceAlone(LiveAccess access, String token) {
    LiveAccess amongServices =
        new LiveAccess(
            plane.client(0, ControlPlane.SERVICE),
            Optional.of(AUDIENCE),
            MirrorRight.RESOURCE,
            NAMESPACE,
            "global");
    String made = token(List.of(AUDIENCE));

    assertThat(amongServices.caller(made).name())
        .isEqualTo("system:serviceaccount:" + NAMESPACE + ":" + ACCOUNT);
    assertThat(amongServices.refusal(made, MirrorRight.REPAIR)).isPresent();
    HttpProblem ofTheApiServer =
        catchThrowableOfType(HttpProblem.class, () -> amongServices.caller(token));
    assertThat(ofTheApiServer.getStatusCode()).isEqualTo(401);
    HttpProblem ofServices = catchThrowableOfType(HttpProblem.class, () -> access.caller(made));
    assertThat(ofServices.getStatusCode()).isEqualTo(401);
  }

  private static String tokenOfTheAccount() {
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(ACCOUNT)
                .endMetadata()
                .build())
        .create();
    return token(List.of());
  }

  /**
   * @param audiences none for the API server
   */
  private static String token(List<String> audiences) {
    return admin
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .withName(ACCOUNT)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audiences)
                .withExpirationSeconds(3600L)
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private static void letTheServiceReview() {
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("reviews")
                .endMetadata()
                .withNewRoleRef(RBAC, "ClusterRole", "system:auth-delegator")
                .addNewSubject(RBAC, "User", ControlPlane.SERVICE_USER, null)
                .build())
        .create();
  }

  private static void grantDrill() {
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("drill")
                .endMetadata()
                .addNewRule()
                .withApiGroups("understudy.io")
                .withResources("operations")
                .withResourceNames("global")
                .withVerbs("drill")
                .endRule()
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("drill")
                .endMetadata()
                .withNewRoleRef(RBAC, "Role", "drill")
                .addNewSubject("", "ServiceAccount", ACCOUNT, NAMESPACE)
                .build())
        .create();
  }
}
