package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdCluster;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.replay.History;
import io.understudy.testkit.replay.HistoryReplay;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A target of three members, one of which hangs, and then another dies, under load. */
class TargetMembersTest {

  private static final int WRITERS = 8;
  private static final long SEED = 71;
  private static final Rules RULES = TwoEtcds.profile("acp-global");

  @Test
  void noPromiseIsBrokenWhileAMemberOfTheTargetHangsOrIsDead() {
    try (TwoEtcds etcds = new TwoEtcds();
        EtcdCluster cluster = EtcdProcess.cluster(3);
        IndependentClient target = cluster.members().get(1).client()) {
      try (RunningMirror mirror = RunningMirror.between(into(cluster, etcds))) {
        try (Writers writers = new Writers(etcds, WRITERS, SEED)) {
          mirror.awaitEvent("sound");
          EtcdProcess hangs = cluster.members().getFirst();
          hangs.suspend();
          awaitWhatIsThereNow(etcds, target);
          hangs.resume();
          awaitWhatIsThereNow(etcds, target);

          EtcdProcess dies = cluster.members().getLast();
          dies.kill();
          awaitWhatIsThereNow(etcds, target);
          dies.restart();
          awaitWhatIsThereNow(etcds, target);
          assertThat(writers.written()).isPositive();
        }
        awaitWhatIsThereNow(etcds, target);
      }
      replay(etcds, cluster);
    }
  }

  private static RunningMirror.Setup into(EtcdCluster cluster, TwoEtcds etcds) {
    return RunningMirror.Setup.of(
            List.of(etcds.sourceProcess().endpoint()), cluster.endpoints(), RULES)
        .waiting(Duration.ofSeconds(2));
  }

  /** A member without a leader does not answer; soon it does. */
  private static void awaitWhatIsThereNow(TwoEtcds etcds, IndependentClient target) {
    long revision = etcds.source().revision();
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(
            () ->
                target
                    .get(TwoEtcds.KEYS.checkpoint())
                    .map(kv -> Checkpoint.fromJson(kv.value()))
                    .filter(c -> c.phase() == Checkpoint.Phase.TAIL && !c.inParts())
                    .filter(c -> c.watermark() >= revision)
                    .isPresent());
  }

  private static void replay(TwoEtcds etcds, EtcdCluster cluster) {
    String one = cluster.members().get(1).endpoint();
    try (GrpcEtcd reader = GrpcEtcd.connect(EtcdEndpoint.of("history", List.of(one)))) {
      HistoryReplay.run(RULES, TwoEtcds.KEYS, etcds.sourceHistory(), History.of(reader)).orFail();
    }
  }
}
