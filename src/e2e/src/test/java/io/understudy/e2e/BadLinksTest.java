package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.EtcdCluster;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cut, slow and holding networks, and members that are gone. */
class BadLinksTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");

  private static final int LARGE_BYTES = 20_000;

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void cutAndHealedOnEitherSide() {
    SampleRegistry registry = SampleRegistry.of(11, 3);
    registry.objects().forEach(put -> etcds.source().commit(List.of(put)));
    Traffic traffic = new Traffic(registry, 11);
    try (FaultLink toSource = FaultLink.to(etcds.sourceProcess().endpoint());
        FaultLink toTarget = FaultLink.to(etcds.targetProcess().endpoint());
        RunningMirror mirror = RunningMirror.between(over(toSource, toTarget))) {
      etcds.awaitEqual();
      for (FaultLink link : List.of(toSource, toTarget, toSource, toTarget)) {
        changes(traffic, 50);
        link.cut();
        changes(traffic, 50);
        link.heal();
        etcds.awaitEqual();
      }
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("phase RESYNC"));
    }
    etcds.replay(RULES);
  }

  @Test
  void oneOfThreeMembersOfTheSourceIsDead() {
    try (EtcdCluster cluster = EtcdProcess.cluster(3);
        IndependentClient source = cluster.members().get(1).client()) {
      Bytes before = configMap(source, "before");
      cluster.members().getFirst().kill();
      try (RunningMirror mirror = RunningMirror.between(from(cluster))) {
        mirror.awaitEvent("sound");
        Bytes between = putOnceThereIsALeader(source, "between");
        // The one that the mirror may be connected to goes, and the first one comes back.
        cluster.members().getFirst().restart();
        cluster.members().getLast().kill();
        Bytes after = putOnceThereIsALeader(source, "after");
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> Stream.of(before, between, after).allMatch(etcds::targetHas));
      }
    }
  }

  private static Bytes putOnceThereIsALeader(IndependentClient source, String name) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> configMap(source, name), key -> true);
  }

  private RunningMirror.Setup from(EtcdCluster cluster) {
    return RunningMirror.Setup.of(
        cluster.endpoints(), List.of(etcds.targetProcess().endpoint()), RULES);
  }

  @Test
  void aTxnHeldPastItsRetryAndPastANewTermIsRefused() {
    try (FaultLink toTarget = FaultLink.to(etcds.targetProcess().endpoint())) {
      configMap(etcds.source(), "first");
      try (RunningMirror held = RunningMirror.between(impatient(toTarget))) {
        held.awaitEvent("sound");
        toTarget.holdRequests();
        Bytes second = Values.key("configmaps/team/second");
        etcds.source().put(second, Bytes.utf8("x".repeat(LARGE_BYTES)));
        // So much is held only once the Txn with the object is among it.
        await().atMost(Duration.ofSeconds(30)).until(() -> toTarget.heldBytes() > LARGE_BYTES);
        long term = term();
        try (RunningMirror successor = etcds.mirror(RULES)) {
          await().atMost(Duration.ofSeconds(30)).until(() -> term() > term);
          etcds.awaitEqual();
          successor.awaitEvent("sound");
          etcds.source().delete(second);
          etcds.awaitEqual();
          toTarget.release();
          await().atMost(Duration.ofSeconds(30)).until(() -> toTarget.heldBytes() == 0);
          configMap(etcds.source(), "third");
          etcds.awaitEqual();
          assertThat(etcds.targetHas(second)).isFalse();
        }
      }
    }
    etcds.replay(RULES);
  }

  private long term() {
    return etcds
        .target()
        .get(TwoEtcds.KEYS.term())
        .map(KeyValue::value)
        .map(value -> TermRecord.fromJson(value).term())
        .orElse(0L);
  }

  private void changes(Traffic traffic, int count) {
    for (int i = 0; i < count; i++) {
      etcds.source().commit(traffic.next().writes());
    }
  }

  private RunningMirror.Setup over(FaultLink toSource, FaultLink toTarget) {
    return RunningMirror.Setup.of(List.of(toSource.endpoint()), List.of(toTarget.endpoint()), RULES)
        .waiting(Duration.ofSeconds(2));
  }

  private RunningMirror.Setup impatient(FaultLink toTarget) {
    return RunningMirror.Setup.of(
            List.of(etcds.sourceProcess().endpoint()), List.of(toTarget.endpoint()), RULES)
        .waiting(Duration.ofMillis(500));
  }
}
