package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.understudy.failover.bootstrap.BootstrapMode;
import io.understudy.failover.mode.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bootstrap's Job, its CronJob and what both may do. */
class BootstrapChartTest {

  private static final String TOKEN =
      "source: {vip: 192.0.2.10}\nbootstrap: {tokenSecret: primary-token}\n";

  /** Brings out every variable. */
  private static final String EVERYTHING =
      """
      source: {vip: '2001:db8::10'}
      bootstrap:
        tokenSecret: primary-token
        primary: {port: 7443, caConfigMap: primary-ca, caSecret: primary-ca}
        etcdCa: {namespace: kube-system}
        localEtcdCa: {namespace: kube-system, secret: own-ca}
        certManager: never
        adopt: true
        settings: {understudy.bootstrap.call-timeout-ms: "5000"}
      """;

  private static Map<String, String> env(PodSpec pod) {
    return pod.getContainers().getFirst().getEnv().stream()
        .filter(one -> one.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static PodSpec job(List<HasMetadata> objects) {
    return Chart.one(objects, Job.class, "etcd-sync-bootstrap").getSpec().getTemplate().getSpec();
  }

  private static PodSpec renewal(List<HasMetadata> objects) {
    return Chart.one(objects, CronJob.class, "etcd-sync-bootstrap-renewal")
        .getSpec()
        .getJobTemplate()
        .getSpec()
        .getTemplate()
        .getSpec();
  }

  private static int weight(HasMetadata object) {
    return Integer.parseInt(object.getMetadata().getAnnotations().get("helm.sh/hook-weight"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          source: {vip: 192.0.2.10}
          {source: {vip: 192.0.2.10}, bootstrap: {enabled: false, tokenSecret: primary-token}}
          """)
  void withoutATokenOrSwitchedOffThereIsNone(String values) {
    assertThat(Chart.render(values))
        .noneMatch(object -> object.getMetadata().getName().contains("bootstrap"));
  }

  @Test
  void theJobRunsBeforeTheReleaseWithWhatItNeedsThereBeforeIt() {
    List<HasMetadata> objects = Chart.render(TOKEN);

    Policy.holds(objects);
    assertThat(Chart.one(objects, Job.class, "etcd-sync-bootstrap").getMetadata().getAnnotations())
        .containsEntry("helm.sh/hook", "pre-install,pre-upgrade");
    List<HasMetadata> before =
        objects.stream()
            .filter(object -> object.getMetadata().getName().equals("etcd-sync-bootstrap"))
            .filter(object -> !(object instanceof Job))
            .toList();
    assertThat(before)
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder("ServiceAccount", "Role", "RoleBinding");
    assertThat(before).allMatch(one -> weight(one) < 0);
    assertThat(job(objects).getServiceAccountName()).isEqualTo("etcd-sync-bootstrap");
    assertThat(job(objects).getContainers().getFirst().getArgs()).containsExactly("bootstrap");

    assertThat(renewal(objects).getContainers().getFirst().getArgs()).containsExactly("bootstrap");
    assertThat(env(renewal(objects))).isEqualTo(env(job(objects)));
    assertThat(
            Chart.one(objects, ServiceAccount.class, renewal(objects).getServiceAccountName())
                .getMetadata()
                .getAnnotations())
        .as("goes with the release")
        .isNullOrEmpty();
    assertThat(env(job(objects)))
        .containsEntry("UNDERSTUDY_BOOTSTRAP_TOKEN_SECRET_NAME", "primary-token")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_PRIMARY_HOST", "192.0.2.10")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_PRIMARY_PORT", "6443")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_CLIENT_SECRET_NAME", "remote-etcd-client")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_LOST_PRIMARY_MARGIN_HOURS", "168")
        .containsEntry("UNDERSTUDY_SYNC_URL", "http://etcd-sync:8080")
        .doesNotContainKey("UNDERSTUDY_BOOTSTRAP_LOCAL_SUBJECT");
  }

  @Test
  void eachVariableIsOneThatItReads() {
    List<HasMetadata> objects = Chart.render(EVERYTHING);
    Policy.holds(objects);
    Set<String> known =
        BootstrapMode.properties().stream().map(Surroundings::variable).collect(Collectors.toSet());

    assertThat(env(job(objects)))
        .containsEntry("UNDERSTUDY_BOOTSTRAP_PRIMARY_HOST", "2001:db8::10")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_ETCD_CA_NAMESPACE", "kube-system")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_LOCAL_ETCD_CA_SECRET_NAME", "own-ca")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_ADOPT", "true")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_CALL_TIMEOUT_MS", "5000")
        .hasSizeGreaterThan(20);
    assertThat(known).containsAll(env(job(objects)).keySet());
  }

  @Test
  void itMayTouchItsOwnSecretsAlone() {
    List<PolicyRule> rules =
        Chart.one(Chart.render(TOKEN), Role.class, "etcd-sync-bootstrap").getRules();

    assertThat(names(rules, "secrets", "get"))
        .containsExactlyInAnyOrder("primary-token", "remote-etcd-ca", "remote-etcd-client");
    assertThat(names(rules, "secrets", "update"))
        .containsExactlyInAnyOrder("remote-etcd-ca", "remote-etcd-client");
    assertThat(names(rules, "secrets", "delete")).containsExactly("remote-etcd-client");
    assertThat(names(rules, "issuers", "update")).containsExactly("remote-etcd-issuer");
    assertThat(names(rules, "certificates", "update")).containsExactly("remote-etcd-client");

    List<HasMetadata> more = Chart.render(EVERYTHING);
    List<PolicyRule> without =
        Chart.of(more, Role.class).stream()
            .filter(role -> role.getMetadata().getName().equals("etcd-sync-bootstrap"))
            .flatMap(role -> role.getRules().stream())
            .toList();
    assertThat(without)
        .as("cert-manager is left aside")
        .noneMatch(rule -> rule.getApiGroups().contains("cert-manager.io"))
        .noneMatch(rule -> rule.getVerbs().contains("delete"));
    assertThat(names(without, "secrets", "update")).contains("local-etcd-client");
    assertThat(
            Chart.of(more, Role.class).stream()
                .filter(role -> "kube-system".equals(role.getMetadata().getNamespace()))
                .filter(role -> role.getMetadata().getName().startsWith("etcd-sync-bootstrap"))
                .flatMap(role -> role.getRules().stream()))
        .hasSize(2)
        .allMatch(rule -> rule.getVerbs().equals(List.of("get")))
        .allMatch(rule -> rule.getResourceNames().equals(List.of("own-ca")));
  }

  private static List<String> names(List<PolicyRule> rules, String resource, String verb) {
    return rules.stream()
        .filter(rule -> rule.getResources().contains(resource))
        .filter(rule -> rule.getVerbs().contains(verb))
        .flatMap(rule -> rule.getResourceNames().stream())
        .toList();
  }

  @Test
  void theFieldOfTheFormReachesIt() {
    assertThat(
            env(
                job(
                    Chart.render(
                        PluginTest.values(
                            Map.of(
                                "active_cluster_vip",
                                "203.0.113.9",
                                "active_cluster_token_secret_ref",
                                "given-token"))))))
        .containsEntry("UNDERSTUDY_BOOTSTRAP_TOKEN_SECRET_NAME", "given-token")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_PRIMARY_HOST", "203.0.113.9");
    assertThat(
            env(job(Chart.render(PluginTest.values(Map.of("active_cluster_vip", "203.0.113.9"))))))
        .as("the platform's own name for it")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_TOKEN_SECRET_NAME", "etcd-sync-active-cluster-token");
  }

  @Test
  void takingOverReachesItFromTheForm() {
    assertThat(
            env(
                job(
                    Chart.render(
                        PluginTest.values(
                            Map.of("active_cluster_vip", "203.0.113.9", "adopt_existing", true))))))
        .containsEntry("UNDERSTUDY_BOOTSTRAP_ADOPT", "true");
    assertThat(
            env(job(Chart.render(PluginTest.values(Map.of("active_cluster_vip", "203.0.113.9"))))))
        .containsEntry("UNDERSTUDY_BOOTSTRAP_ADOPT", "false");
  }

  /** Helm waits for 5 min and then only says that it has waited. */
  @Test
  void itEndsBeforeHelmGivesItsHookUp() {
    var spec = Chart.one(Chart.render(TOKEN), Job.class, "etcd-sync-bootstrap").getSpec();

    assertThat(spec.getActiveDeadlineSeconds()).isBetween(200L, 299L);
    assertThat(spec.getBackoffLimit()).isEqualTo(1);
    assertThat(spec.getPodFailurePolicy().getRules())
        .as("what only a hand can mend is tried once")
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getAction()).isEqualTo("FailJob");
              assertThat(rule.getOnExitCodes().getValues()).containsExactly(2, 3, 5, 6);
              assertThat(rule.getOnExitCodes().getContainerName())
                  .isEqualTo(spec.getTemplate().getSpec().getContainers().getFirst().getName());
            });
  }

  @Test
  void fromTheFormThisSitesCertificateIsMadeTooUnlessItsEtcdIsPlain() {
    Map<String, String> tls =
        env(job(Chart.render(PluginTest.values(Map.of("active_cluster_vip", "203.0.113.9")))));
    Map<String, String> plain =
        env(
            job(
                Chart.render(
                    PluginTest.values(
                        Map.of(
                            "active_cluster_vip",
                            "203.0.113.9",
                            "standby_etcd_endpoints",
                            "http://10.2.0.1:2379")))));

    assertThat(tls)
        .containsEntry("UNDERSTUDY_BOOTSTRAP_LOCAL_ETCD_CA_SECRET_NAME", "etcd-ca")
        .containsEntry("UNDERSTUDY_BOOTSTRAP_LOCAL_CLIENT_SECRET_NAME", "local-etcd-client");
    assertThat(plain).doesNotContainKey("UNDERSTUDY_BOOTSTRAP_LOCAL_ETCD_CA_SECRET_NAME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {primary: {port: 0}} | port
          {certManager: perhaps} | certManager
          {renewAfterPercent: 99} | renewAfterPercent
          {lostPrimaryMarginHours: -1} | lostPrimaryMarginHours
          {schedule: hourly} | schedule
          {tokenSecret: Token_1} | tokenSecret
          {etcdCa: {name: etcd-ca}} | name
          """)
  void aBadValueIsNamed(String bootstrap, String named) {
    assertThatThrownBy(
            () -> Chart.render("source: {vip: 192.0.2.10}\nbootstrap: " + bootstrap + "\n"))
        .hasMessageContaining("schema")
        .hasMessageContaining(named);
  }

  @Test
  void withoutTheVipItSaysWhatToGive() {
    assertThatThrownBy(
            () ->
                Chart.render(
                    "source: {endpoints: ['https://192.0.2.10:2379']}\n"
                        + "bootstrap: {tokenSecret: primary-token}\n"))
        .hasMessageContaining("bootstrap.primary.host is empty and so is source.vip");
  }
}
