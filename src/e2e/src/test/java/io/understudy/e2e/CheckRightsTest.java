package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.check.CheckResult;
import io.understudy.core.check.Checker;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.Login;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdRoles;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import io.understudy.testkit.sample.SampleRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons with no more rights than the documentation gives, over TLS. */
class CheckRightsTest {

  private static final Bytes OUTSIDE = Bytes.utf8("/other/key");

  @TempDir private Path directory;
  private TestCa ca;
  private TwoEtcds etcds;
  private EtcdRoles atSource;
  private EtcdRoles atTarget;
  private RunningMirror.Access access;

  @BeforeEach
  void start() {
    ca = new TestCa(directory, "ca");
    EtcdOptions tls = EtcdOptions.standard().tls(ServerTls.of(ca));
    etcds = new TwoEtcds(tls, tls);
    atSource = new EtcdRoles(etcds.sourceProcess(), directory);
    atTarget = new EtcdRoles(etcds.targetProcess(), directory);
    Login login =
        new Login("understudy-source", atSource.passwordFile("source", "password-of-source"));
    access =
        new RunningMirror.Access(
            Secured.by(ca.file(), ca.client("nobody", "nobody-in-particular"), login),
            Secured.by(ca.file(), ca.client("target", "understudy-target")));
    atTarget.run("target-role", "target-user-by-certificate").enable();
    SampleRegistry.of(51, 2).objects().forEach(put -> etcds.source().put(put.key(), put.value()));
  }

  @AfterEach
  void close() {
    etcds.close();
  }

  @ParameterizedTest
  @CsvSource({"source-role-registry, MOVED", "source-role-all, CHANGES"})
  void whoMayReadTheSourceMayCompareIt(String role, CheckResult.How how) {
    atSource.run(role, "source-user").enable();
    Rules rules = TwoEtcds.profile("acp-global");
    Bytes kept = Values.configMap(etcds.source(), "kept");
    mirrorOnce(rules);
    try (Checks checks = new Checks(etcds, Classifier.of(rules), access)) {
      Checker checker = checks.checker();
      Checks.Outcome first = Checks.run(checker);
      assertThat(first.lines()).isEmpty();
      assertThat(first.result().sourceKeys()).isGreaterThan(50);

      changeOutOfScope();
      etcds.target().delete(kept);
      Bytes foreign = Values.configMap(etcds.target(), "foreign");

      List<String> lines =
          List.of(
              Checks.line(foreign, DifferenceKind.SURPLUS, false),
              Checks.line(kept, DifferenceKind.MISSED, false));
      Checks.Outcome later = Checks.run(checker);
      assertThat(later.lines()).isEqualTo(lines);
      assertThat(later.result().how()).isEqualTo(how);
      assertThat(Checks.run(checks.checker()).lines()).isEqualTo(lines);
    }
  }

  @Test
  void whatTheMirrorMayNotReadIsNotComparedEvenIfItIsInScope() {
    atSource.run("source-role-registry", "source-user").enable();
    Rules rules = TwoEtcds.profile("everything");
    etcds.source().put(OUTSIDE, Bytes.utf8("1"));
    etcds.target().put(Bytes.utf8("/other/of-the-target"), Bytes.utf8("2"));
    mirrorOnce(rules);
    RunningMirror.Access reachingAll =
        new RunningMirror.Access(
            Secured.by(ca.file(), ca.client("root", "root")), access.toTarget());
    for (RunningMirror.Access each : List.of(access, reachingAll)) {
      try (Checks checks = new Checks(etcds, Classifier.of(rules), each)) {
        Checker checker = checks.checker();
        assertThat(Checks.run(checker).lines()).isEmpty();
        etcds.source().put(OUTSIDE, Bytes.utf8("another"));
        etcds.target().put(Bytes.utf8("/other/of-the-target"), Bytes.utf8("another"));
        claim();

        Checks.Outcome later = Checks.run(checker);
        assertThat(later.lines()).isEmpty();
        assertThat(later.result().how())
            .isEqualTo(each.equals(access) ? CheckResult.How.MOVED : CheckResult.How.CHANGES);
      }
    }
  }

  @Test
  void whatTheMirrorMayReadIsComparedOutsideTheRegistryToo() {
    atSource.run("source-role-all", "source-user").enable();
    Rules rules = TwoEtcds.profile("everything");
    Bytes surplus = Bytes.utf8("/other/of-the-target");
    etcds.target().put(surplus, Bytes.utf8("2"));
    mirrorOnce(rules);
    try (Checks checks = new Checks(etcds, Classifier.of(rules), access)) {
      assertThat(Checks.run(checks.checker()).lines())
          .containsExactly(Checks.line(surplus, DifferenceKind.SURPLUS, false));
    }
  }

  @Test
  void whoseRightsAreTakenAwayIsToldSoAndNothingIsFound() {
    atSource.run("source-role-registry", "source-user").enable();
    Rules rules = TwoEtcds.profile("acp-global");
    mirrorOnce(rules);
    try (Checks checks = new Checks(etcds, Classifier.of(rules), access)) {
      Checker checker = checks.checker();
      assertThat(Checks.run(checker).lines()).isEmpty();
      changeOutOfScope();
      atSource.run("source-revoke");

      assertThatExceptionOfType(EtcdException.class)
          .isThrownBy(() -> Checks.run(checker))
          .withMessageContaining("source")
          .withMessageContaining("permission denied");

      atSource.run("source-grant");
      assertThat(Checks.run(checker).lines()).isEmpty();
    }
  }

  /** And is mirrored, which takes no more than to say so. */
  private void changeOutOfScope() {
    Values.put(etcds.source(), "events/team/happened", "Event", "happened");
    claim();
  }

  private void claim() {
    Checkpoint claim =
        etcds.checkpoint().orElseThrow().at(etcds.source().revision(), Instant.now());
    etcds.target().put(TwoEtcds.KEYS.checkpoint(), claim.toJson());
  }

  private void mirrorOnce(Rules rules) {
    RunningMirror.Setup setup =
        RunningMirror.Setup.of(
                List.of(etcds.sourceProcess().endpoint()),
                List.of(etcds.targetProcess().endpoint()),
                rules)
            .connecting(access.toSource(), access.toTarget());
    try (RunningMirror mirror = RunningMirror.between(setup)) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
    }
  }
}
