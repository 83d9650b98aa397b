package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.CheckBook;
import io.understudy.core.check.CheckDesk;
import io.understudy.core.check.CheckTurns;
import io.understudy.core.check.CheckTurns.Attempt;
import io.understudy.core.check.CheckTurns.Turn;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Reading;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Tolerated;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.readiness.told.VerdictTurns;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.Login;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdRoles;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What monitor-service does, with no more rights than the documentation gives it, over TLS. */
class MonitorRolesTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");
  private static final InstantSource TIME = InstantSource.system();
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long TTL_SECONDS = 600;

  @TempDir private Path directory;
  private TwoEtcds etcds;
  private RunningMirror.Access mirror;
  private RunningMirror.Access byCertificate;
  private RunningMirror.Access byPassword;

  @BeforeEach
  void start() {
    TestCa ca = new TestCa(directory, "ca");
    EtcdOptions tls = EtcdOptions.standard().tls(ServerTls.of(ca));
    etcds = new TwoEtcds(tls, tls);
    EtcdRoles atSource = new EtcdRoles(etcds.sourceProcess(), directory);
    EtcdRoles atTarget = new EtcdRoles(etcds.targetProcess(), directory);
    Login login =
        new Login("understudy-source", atSource.passwordFile("source", "password-of-source"));
    var source = Secured.by(ca.file(), ca.client("nobody", "nobody-in-particular"), login);
    Login monitor =
        new Login("understudy-monitor", atTarget.passwordFile("monitor", "password-of-monitor"));
    mirror =
        new RunningMirror.Access(
            source, Secured.by(ca.file(), ca.client("target", "understudy-target")));
    byCertificate =
        new RunningMirror.Access(
            source, Secured.by(ca.file(), ca.client("monitor", "understudy-monitor")));
    byPassword =
        new RunningMirror.Access(
            source, Secured.by(ca.file(), ca.client("other", "nobody-in-particular"), monitor));
    atSource.run("source-role-all", "source-user").enable();
    atTarget
        .run("target-role", "target-user-by-certificate", "monitor-role", "monitor-user")
        .enable();
    Values.configMap(etcds.source(), "mirrored");
  }

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void itComparesKeepsResultsTakesRequestsAndTellsVerdicts() {
    mirrorOnce();
    for (RunningMirror.Access access : List.of(byCertificate, byPassword)) {
      try (Checks checks = new Checks(etcds, Classifier.of(RULES), access)) {
        assertThat(Checks.run(checks.checker()).lines()).isEmpty();
        CheckTurns turns =
            new CheckTurns(checks.target(), TwoEtcds.KEYS, "monitor-0", TTL_SECONDS, TIME);
        CheckDesk desk = new CheckDesk(checks.target(), TwoEtcds.KEYS, TIME);
        CheckBook book = new CheckBook(checks.target(), TwoEtcds.KEYS);

        desk.ask(true, false);
        Turn turn = taken(turns.begin(desk.now().requested().orElseThrow()));
        assertThat(turns.keepAlive(turn)).isTrue();
        assertThat(turns.finish(turn, result())).isTrue();
        assertThat(desk.now().requested()).isEmpty();
        Turn other = taken(turns.begin());
        turns.giveUp(other);
        assertThat(desk.now().running()).isEmpty();
        assertThat(book.find(turn.checker().id())).isPresent();
        assertThat(book.keepNewest(0)).isEqualTo(1);

        VerdictTurns told =
            new VerdictTurns(checks.target(), TwoEtcds.KEYS, "monitor-0", TTL_SECONDS, TIME);
        assertThat(told.replace(Map.of("failover", "ready"))).isPresent();
        assertThat(told.replace(Map.of("failover", "not-ready")))
            .contains(Map.of("failover", "ready"));
        told.giveUp();
        etcds.target().delete(TwoEtcds.KEYS.verdicts());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/registry/configmaps/team/mirrored",
        "/understudy/global/term",
        "/understudy/global/checkpoint",
        "/understudy/global/repair",
        "/understudy/global/parked/registry/x",
        "/understudy/other/checks/1",
        "/elsewhere"
      })
  void itWritesNothingElse(String key) {
    try (Checks checks = new Checks(etcds, Classifier.of(RULES), byCertificate)) {
      Txn put = new Txn(List.of(), List.of(Txn.put(Bytes.utf8(key), Bytes.utf8("x"))));

      assertThat(checks.target().txn(put).await())
          .isInstanceOfSatisfying(
              TxnOutcome.Rejected.class,
              rejected -> assertThat(rejected.cause().kind()).isEqualTo(EtcdException.Kind.DENIED));
    }
  }

  private static Turn taken(Attempt attempt) {
    assertThat(attempt).isInstanceOf(Attempt.Taken.class);
    return ((Attempt.Taken) attempt).turn();
  }

  private static CheckRecord result() {
    return new CheckRecord(
        "0",
        Trigger.REQUEST,
        NOON,
        NOON,
        Result.CONSISTENT,
        "",
        Reading.none(false),
        Counts.NONE,
        Tolerated.NOTHING,
        CheckLists.NONE,
        null);
  }

  private void mirrorOnce() {
    RunningMirror.Setup setup =
        RunningMirror.Setup.of(
                List.of(etcds.sourceProcess().endpoint()),
                List.of(etcds.targetProcess().endpoint()),
                RULES)
            .connecting(mirror.toSource(), mirror.toTarget());
    try (RunningMirror running = RunningMirror.between(setup)) {
      running.awaitEvent("sound");
      etcds.awaitEqual();
    }
  }
}
