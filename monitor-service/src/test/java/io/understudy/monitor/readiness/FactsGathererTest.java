package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.gc.GcLimits;
import io.understudy.core.gc.GcProof;
import io.understudy.core.gc.GcReport;
import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Facts.Member;
import io.understudy.core.readiness.Facts.Port;
import io.understudy.core.readiness.Facts.Shown;
import io.understudy.core.readiness.Precheck;
import io.understudy.core.readiness.Readiness;
import io.understudy.core.readiness.Result;
import io.understudy.core.readiness.Verb;
import io.understudy.core.scope.Classifier;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.monitor.Ends;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.TestSettings;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.time.ServiceTiming;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that is asked, of two real etcds with client certificates, and of ports. */
class FactsGathererTest {

  private static final ApiClient NO_CLUSTER =
      new ApiClient(
          () -> {
            throw new IllegalStateException("there is no cluster here");
          });

  @TempDir Path directory;

  private final Map<String, String> properties = new HashMap<>();
  private EtcdProcess source;
  private EtcdProcess target;

  @BeforeEach
  void start() {
    TestCa ca = new TestCa(directory, "ca");
    List<String> names = List.of("127.0.0.1", "platform.example.com");
    Instant end = Instant.now().plus(Duration.ofDays(40));
    EtcdOptions secured =
        EtcdOptions.standard()
            .tls(new ServerTls(ca.file(), ca.server("s", names, end), ca.client("a", "root")));
    source = EtcdProcess.start(secured);
    target = EtcdProcess.start(secured);
    TestCa.Issued client = ca.client("monitor", "root", end, TestCa.KeyFormat.PKCS8);
    for (String side : List.of("source", "target")) {
      properties.put(side + ".tls.ca-file", ca.file().toString());
      properties.put(side + ".tls.cert-file", client.cert().toString());
      properties.put(side + ".tls.key-file", client.key().toString());
    }
    properties.put("source.endpoints", source.endpoint());
    properties.put("target.endpoints", target.endpoint());
    properties.put("readiness.source-vip", "127.0.0.1");
    properties.put("readiness.target-vip", "127.0.0.1");
    properties.put("readiness.platform-host", "platform.example.com");
    properties.put("readiness.ports", port(source) + "," + port(target));
    properties.put("readiness.registry", target.address());
    properties.put("call.timeout-ms", "10000");
    properties.put("readiness.timeout-ms", "60000");
  }

  @AfterEach
  void stop() {
    source.close();
    target.close();
  }

  private static String port(EtcdProcess etcd) {
    return etcd.address().substring(etcd.address().indexOf(':') + 1);
  }

  @Test
  void membersCertificatesAndPortsOfBothSidesAreKnown() {
    Facts facts = gather();
    assertThat(members(facts.etcds().primary()))
        .singleElement()
        .satisfies(
            member -> {
              assertThat(member.endpoint()).isEqualTo(source.endpoint());
              assertThat(member.status()).isInstanceOf(Fact.Known.class);
            });
    assertThat(shown(facts.certificates().standby()))
        .hasSize(2)
        .allMatch(one -> one.certificate() instanceof Fact.Known)
        .extracting(Shown::isServer)
        .containsExactly(true, false);
    assertThat(facts.registry()).isEqualTo(Fact.known(new Port(target.address(), "")));

    Readiness readiness = judged(facts);
    for (Precheck passed :
        List.of(
            Precheck.PRIMARY_ETCD,
            Precheck.STANDBY_ETCD,
            Precheck.PRIMARY_CERTIFICATES,
            Precheck.STANDBY_CERTIFICATES,
            Precheck.CERTIFICATE_NAMES,
            Precheck.PRIMARY_VIP,
            Precheck.STANDBY_VIP,
            Precheck.STANDBY_REGISTRY,
            Precheck.GC_SAFETY,
            Precheck.STANDBY_TERMINATING)) {
      assertThat(readiness.outcome(passed).result())
          .as("%s", readiness.outcome(passed))
          .isEqualTo(Result.PASS);
    }
  }

  @Test
  void withThePrimaryGoneNothingOfItPassesAndNoneOfItBlocksAFailover() {
    source.kill();
    properties.put("call.timeout-ms", "1000");
    Readiness readiness = judged(gather());
    for (Precheck unknown :
        List.of(
            Precheck.PRIMARY_ETCD,
            Precheck.PRIMARY_CERTIFICATES,
            Precheck.DEFINITIONS,
            Precheck.SERVICE_RANGES,
            Precheck.CLUSTER_CA,
            Precheck.PRIMARY_TERMINATING,
            Precheck.PRIMARY_MACHINES)) {
      assertThat(readiness.outcome(unknown).result())
          .as("%s", readiness.outcome(unknown))
          .isEqualTo(Result.UNKNOWN);
    }
    assertThat(readiness.outcome(Precheck.PRIMARY_VIP).result()).isEqualTo(Result.FAIL);
    assertThat(readiness.verdict(Verb.FAILOVER).blockers())
        .extracting(outcome -> outcome.check())
        .doesNotContain(
            Precheck.PRIMARY_ETCD,
            Precheck.PRIMARY_CERTIFICATES,
            Precheck.PRIMARY_VIP,
            Precheck.DEFINITIONS);
  }

  private Facts gather() {
    MonitorSettings settings = TestSettings.of(properties);
    try (GrpcEtcd one = GrpcEtcd.connect(settings.link().source());
        GrpcEtcd two = GrpcEtcd.connect(settings.link().target());
        FactsGatherer gatherer =
            new FactsGatherer(
                settings,
                new Ends(one, two),
                Classifier.of(settings.link().rules()),
                () -> proof(settings, two),
                NO_CLUSTER,
                InstantSource.system())) {
      return gatherer.gather();
    }
  }

  private static GcReport proof(MonitorSettings settings, GrpcEtcd standby) {
    ServiceTiming timing = new ServiceTiming(InstantSource.system(), new Random());
    Classifier classifier = Classifier.of(settings.link().rules());
    return new GcProof(standby, settings.link().keys(), classifier, timing, GcLimits.defaults())
        .run();
  }

  private Readiness judged(Facts facts) {
    return Readiness.of(facts, TestSettings.of(properties).readiness().thresholds());
  }

  private static List<Member> members(Fact<List<Member>> side) {
    return ((Fact.Known<List<Member>>) side).value();
  }

  private static List<Shown> shown(Fact<List<Shown>> side) {
    return ((Fact.Known<List<Shown>>) side).value();
  }
}
