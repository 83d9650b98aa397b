package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.understudy.failover.reprotect.PeerSyncConfig;
import io.understudy.service.access.KubernetesReviews;
import io.understudy.service.access.MirrorRight;
import io.understudy.service.rest.RestClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By what the services know each other, and what they may ask of each other. */
class TokensTest {

  private static final String TOKEN = "/etc/understudy/token/token";

  private static final String PEER_SYNC = PeerSyncConfig.class.getPackageName() + ".PeerSync";

  private static List<HasMetadata> objects;

  @BeforeAll
  static void render() {
    objects = Chart.render(Chart.VIP + "link: '42'\nserviceToken: {expirationSeconds: 900}\n");
  }

  @Test
  void noSecretHasToBeMadeByHandForIt() {
    Set<String> secrets =
        Policy.pods(objects).stream()
            .flatMap(pod -> pod.getSpec().getVolumes().stream())
            .filter(volume -> volume.getSecret() != null)
            .filter(volume -> !Boolean.TRUE.equals(volume.getSecret().getOptional()))
            .map(volume -> volume.getSecret().getSecretName())
            .collect(Collectors.toSet());

    assertThat(secrets).containsExactlyInAnyOrder("remote-etcd-client", "local-etcd-client");
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-sync-monitor", "etcd-sync-failover"})
  void aCallerShowsATokenOfItsAccountMadeForWhomItCalls(String caller) {
    assertThat(ChartTest.env(objects, caller)).containsEntry("UNDERSTUDY_SYNC_TOKEN_FILE", TOKEN);
    PodSpec pod = pod(caller);
    VolumeMount mount =
        pod.getContainers().getFirst().getVolumeMounts().stream()
            .filter(one -> TOKEN.startsWith(one.getMountPath() + "/"))
            .findFirst()
            .orElseThrow();
    assertThat(mount.getReadOnly()).isTrue();
    assertThat(mount.getSubPath()).as("the kubelet renews no file by its subPath").isNull();
    ServiceAccountTokenProjection token = projected(pod, mount.getName());
    assertThat(mount.getMountPath() + "/" + token.getPath()).isEqualTo(TOKEN);
    assertThat(token.getExpirationSeconds()).isEqualTo(900);
    for (String called : List.of("etcd-sync", "etcd-sync-monitor")) {
      assertThat(ChartTest.env(objects, called))
          .containsEntry("UNDERSTUDY_API_AUDIENCE", token.getAudience())
          .doesNotContainKey("UNDERSTUDY_API_TOKEN_FILE");
    }
  }

  @Test
  void whoeverIsCalledMayReviewTokensAndRights() {
    List<ClusterRoleBinding> reviews =
        Chart.of(objects, ClusterRoleBinding.class).stream()
            .filter(one -> one.getRoleRef().getName().equals("system:auth-delegator"))
            .toList();

    assertThat(reviews).hasSize(1);
    assertThat(reviews.getFirst().getSubjects())
        .extracting(Subject::getName)
        .containsExactlyInAnyOrder("etcd-sync", "etcd-sync-monitor", "etcd-sync-failover");
  }

  @Test
  void eachCallerIsGrantedExactlyWhatItAsksFor() {
    assertThat(granted("etcd-sync")).isEmpty();
    assertThat(granted("etcd-sync-monitor")).isEqualTo(asked("io.understudy.monitor", false));
    assertThat(granted("etcd-sync-failover")).isEqualTo(asked("io.understudy.failover", false));
    // For the other site's failover-service there is a token of its own.
    List<HasMetadata> withPeer = Chart.render(Chart.VIP + "peer: {callerTokenSecret: caller}\n");
    Policy.holds(withPeer);
    Map<String, String> env = ChartTest.env(withPeer, "etcd-sync");
    assertThat(env).containsEntry("UNDERSTUDY_API_TOKEN_FILE", "/etc/understudy/peer-caller/token");
    assertThat(texts(MirrorRight.list(env.get("UNDERSTUDY_API_TOKEN_RIGHTS"))))
        .isEqualTo(asked("io.understudy.failover", true));
    assertThat(ChartTest.env(withPeer, "etcd-sync-monitor"))
        .doesNotContainKey("UNDERSTUDY_API_TOKEN_FILE");
  }

  /** Verbs of the rules that its account is bound to, each of which is of this link alone. */
  private static Set<String> granted(String account) {
    Set<String> roles =
        Chart.of(objects, RoleBinding.class).stream()
            .filter(one -> one.getSubjects().stream().anyMatch(by -> by.getName().equals(account)))
            .map(one -> one.getRoleRef().getName())
            .collect(Collectors.toSet());
    List<PolicyRule> rules =
        Chart.of(objects, Role.class).stream()
            .filter(role -> roles.contains(role.getMetadata().getName()))
            .flatMap(role -> role.getRules().stream())
            .filter(rule -> rule.getApiGroups().contains(KubernetesReviews.GROUP))
            .toList();
    assertThat(rules)
        .allSatisfy(
            rule -> {
              assertThat(rule.getResources()).containsExactly(MirrorRight.RESOURCE);
              assertThat(rule.getResourceNames()).containsExactly("42");
            });
    return rules.stream().flatMap(rule -> rule.getVerbs().stream()).collect(Collectors.toSet());
  }

  /**
   * What a service's classes that post to another name.
   *
   * @param isPeer whether of the other site's sync-service
   */
  private static Set<String> asked(String service, boolean isPeer) {
    Set<String> names =
        Arrays.stream(MirrorRight.values()).map(Enum::name).collect(Collectors.toSet());
    List<JavaClass> callers =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(service)
                .stream()
                .filter(TokensTest::posts)
                .filter(one -> one.getName().equals(PEER_SYNC) == isPeer)
                .toList();
    assertThat(callers)
        .isNotEmpty()
        .allSatisfy(one -> assertThat(rights(one, names)).as(one.getName()).isNotEmpty());
    return callers.stream()
        .flatMap(one -> rights(one, names).stream())
        .map(name -> MirrorRight.valueOf(name).text())
        .collect(Collectors.toSet());
  }

  private static Set<String> rights(JavaClass caller, Set<String> names) {
    return caller.getFieldAccessesFromSelf().stream()
        .filter(access -> access.getTargetOwner().isEquivalentTo(MirrorRight.class))
        .map(access -> access.getTarget().getName())
        .filter(names::contains)
        .collect(Collectors.toSet());
  }

  private static boolean posts(JavaClass one) {
    return one.getMethodCallsFromSelf().stream()
        .anyMatch(
            call ->
                call.getTargetOwner().isEquivalentTo(RestClient.class)
                    && call.getTarget().getName().equals("post"));
  }

  private static Set<String> texts(Set<MirrorRight> rights) {
    return rights.stream().map(MirrorRight::text).collect(Collectors.toSet());
  }

  private static PodSpec pod(String deployment) {
    return Chart.one(objects, Deployment.class, deployment).getSpec().getTemplate().getSpec();
  }

  private static ServiceAccountTokenProjection projected(PodSpec pod, String name) {
    Volume volume =
        pod.getVolumes().stream()
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return volume.getProjected().getSources().getFirst().getServiceAccountToken();
  }
}
