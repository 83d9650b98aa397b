package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.scope.Rules;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All certificates are replaced by those of another CA while the mirror runs. */
class CertificateSwapTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");
  private static final int WRITERS = 8;
  private static final long SEED = 31;

  @TempDir private Path directory;

  @Test
  void theMirrorGoesOnThroughAChangeOfCas() throws IOException {
    TestCa old = new TestCa(directory, "old");
    TestCa next = new TestCa(directory, "next");
    Path trusted = Files.copy(old.file(), directory.resolve("trusted.pem"));
    ServerTls tls = new ServerTls(trusted, old.server("server"), old.client("admin", "root"));
    TestCa.Issued shown = old.client("mirror", "mirror");
    SampleRegistry registry = SampleRegistry.of(SEED, 3);
    Traffic traffic = new Traffic(registry, SEED);
    try (TwoEtcds etcds =
            new TwoEtcds(EtcdOptions.standard().tls(tls), EtcdOptions.standard().tls(tls));
        RunningMirror mirror = RunningMirror.between(setup(etcds, trusted, shown))) {
      registry.objects().forEach(put -> etcds.source().commit(List.of(put)));
      mirror.awaitEvent("sound");

      TestCa.bundle(trusted, old, next);
      restart(etcds);
      changes(etcds, traffic);

      try (Writers writers = new Writers(etcds, WRITERS, SEED)) {
        awaitWrites(writers);
        tls.server().replaceWith(next.server("server"));
        tls.admin().replaceWith(next.client("admin", "root"));
        shown.replaceWith(next.client("mirror", "mirror"));
        awaitWrites(writers);
      }
      changes(etcds, traffic);

      TestCa.bundle(trusted, next);
      restart(etcds);
      changes(etcds, traffic);

      assertThat(mirror.events()).noneMatch(event -> event.startsWith("phase RESYNC"));
      etcds.replay(RULES);
    }
  }

  private static void awaitWrites(Writers writers) {
    long before = writers.written();
    await().atMost(Duration.ofSeconds(60)).until(() -> writers.written() > before + 50);
  }

  /** etcd reads whom it trusts when it starts; what it shows, at each handshake. */
  private static void restart(TwoEtcds etcds) {
    etcds.sourceProcess().restart();
    etcds.targetProcess().restart();
  }

  private static void changes(TwoEtcds etcds, Traffic traffic) {
    etcds.reconnect();
    for (int i = 0; i < 100; i++) {
      etcds.source().commit(traffic.next().writes());
    }
    etcds.awaitEqual();
  }

  private static RunningMirror.Setup setup(TwoEtcds etcds, Path trusted, TestCa.Issued shown) {
    return RunningMirror.Setup.of(
            List.of(etcds.sourceProcess().endpoint()),
            List.of(etcds.targetProcess().endpoint()),
            RULES)
        .connecting(Secured.by(trusted, shown), Secured.by(trusted, shown));
  }
}
