package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.mirror.Prune;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.Login;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdRoles;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import io.understudy.testkit.replay.Report;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mirror with no more rights than the documentation gives it, over TLS. */
class RolesTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");
  private static final Bytes OUT_OF_REACH = Bytes.utf8("/other/key");

  @TempDir private Path directory;
  private TestCa ca;
  private TwoEtcds etcds;
  private EtcdRoles atSource;
  private EtcdRoles atTarget;
  private Login login;

  @BeforeEach
  void start() {
    ca = new TestCa(directory, "ca");
    etcds =
        new TwoEtcds(
            EtcdOptions.standard().tls(ServerTls.of(ca)),
            EtcdOptions.standard().tls(ServerTls.of(ca)));
    atSource = new EtcdRoles(etcds.sourceProcess(), directory);
    atTarget = new EtcdRoles(etcds.targetProcess(), directory);
    login = new Login("understudy-source", atSource.passwordFile("source", "password-of-source"));
    atTarget.run("target-role", "target-user-by-certificate").enable();
  }

  @AfterEach
  void close() {
    etcds.close();
  }

  @ParameterizedTest
  @CsvSource({
    "source-role-all, proven",
    "source-role-registry-and-own, unproven",
    "source-role-registry, unproven"
  })
  void theWholeHistoryIsRightUnderEachRole(String role, String continuity) {
    atSource.run(role, "source-user").enable();
    SampleRegistry registry = SampleRegistry.of(21, 4);
    registry.objects().forEach(put -> etcds.source().commit(List.of(put)));
    Traffic traffic = new Traffic(registry, 21);
    try (RunningMirror mirror = RunningMirror.between(setup(RULES))) {
      changes(traffic);
      mirror.awaitEvent("sound");
      changes(traffic);
      etcds.awaitEqual();
      assertThat(mirror.events()).contains("continuity " + continuity);
    }
    changes(traffic);
    try (RunningMirror resumed = RunningMirror.between(setup(RULES))) {
      resumed.awaitEvent("sound");
      changes(traffic);
      etcds.awaitEqual();
      assertThat(resumed.events()).noneMatch(event -> event.startsWith("phase RESYNC"));
    }
    Report report = etcds.replay(RULES);
    assertThat(report.lastWatermark()).isEqualTo(etcds.source().revision());
    assertThat(report.equalKeys()).isGreaterThan(50);
  }

  @Test
  void theWatermarkMovesOnWhileOnlyKeysOutOfReachChange() {
    atSource.run("source-role-registry", "source-user").enable();
    configMap(etcds.source(), "first");
    try (RunningMirror mirror = RunningMirror.between(setup(RULES))) {
      mirror.awaitEvent("sound");
      etcds.source().put(OUT_OF_REACH, Bytes.utf8("1"));
      etcds.source().put(OUT_OF_REACH, Bytes.utf8("2"));

      etcds.awaitEqual();
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("phase RESYNC"));
    }
    etcds.replay(RULES);
  }

  @Test
  void whatIsOutOfReachIsNeitherWrittenNorDeleted() {
    atSource.run("source-role-registry", "source-user").enable();
    Bytes onTarget = Bytes.utf8("/other/of-the-target");
    Bytes surplus = Values.key("configmaps/team/surplus");
    etcds.source().put(OUT_OF_REACH, Bytes.utf8("1"));
    etcds.target().put(onTarget, Bytes.utf8("2"));
    etcds.target().put(surplus, Bytes.utf8("3"));
    Bytes mirrored = configMap(etcds.source(), "first");

    RunningMirror.Setup all = setup(TwoEtcds.profile("everything")).pruning(Prune.ALL);
    try (RunningMirror mirror = RunningMirror.between(all)) {
      mirror.awaitEvent("sound");

      assertThat(etcds.targetHas(mirrored)).isTrue();
      assertThat(etcds.targetHas(surplus)).isFalse();
      assertThat(etcds.targetHas(OUT_OF_REACH)).isFalse();
      assertThat(etcds.targetHas(onTarget)).isTrue();
    }
  }

  @Test
  void aRevokedRoleStopsItWithAReasonAndAGrantedOneLetsItGoOn() {
    atSource.run("source-role-all", "source-user").enable();
    configMap(etcds.source(), "first");
    try (RunningMirror mirror = RunningMirror.between(setup(RULES))) {
      mirror.awaitEvent("sound");
      atTarget.run("target-revoke");
      Bytes second = configMap(etcds.source(), "second");
      mirror.awaitEvent("end Failed[why=target: txn failed: etcdserver: permission denied");
      assertThat(etcds.targetHas(second)).isFalse();

      atTarget.run("target-grant");
      await().atMost(Duration.ofSeconds(60)).until(() -> etcds.targetHas(second));
      etcds.awaitEqual();
    }
    etcds.replay(RULES);
  }

  @Test
  void aWrongPasswordIsNamedAndARightOneIsTakenUp() {
    atSource.run("source-role-all", "source-user").enable();
    Bytes first = configMap(etcds.source(), "first");
    atSource.passwordFile("source", "not-the-password");
    try (RunningMirror mirror = RunningMirror.between(setup(RULES))) {
      mirror.awaitEvent("end Failed[why=source as user 'understudy-source'");
      assertThat(String.join(" ", mirror.events())).doesNotContain("not-the-password");

      atSource.passwordFile("source", "password-of-source");
      await().atMost(Duration.ofSeconds(60)).until(() -> etcds.targetHas(first));
    }
  }

  private void changes(Traffic traffic) {
    for (int i = 0; i < 60; i++) {
      etcds.source().commit(traffic.next().writes());
    }
  }

  private RunningMirror.Setup setup(Rules rules) {
    return RunningMirror.Setup.of(
            List.of(etcds.sourceProcess().endpoint()),
            List.of(etcds.targetProcess().endpoint()),
            rules)
        .connecting(
            Secured.by(ca.file(), ca.client("nobody", "nobody-in-particular"), login),
            Secured.by(ca.file(), ca.client("target", "understudy-target")));
  }
}
