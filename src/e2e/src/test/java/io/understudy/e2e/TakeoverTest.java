package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import io.understudy.e2e.Reigns.Reign;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.replay.Report;
import io.understudy.testkit.sample.SampleRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several replicas as processes, and the ways in which their leader goes. */
class TakeoverTest {

  private static final int WRITERS = 64;
  private static final int SHORT_TTL_SECONDS = 2;
  private static final int LONG_TTL_SECONDS = 300;
  private static final Rules RULES = TwoEtcds.profile("acp-global");

  @TempDir private Path folder;

  private enum Blow {
    KILL,
    FREEZE,
    STOP
  }

  /** The lease would have lived on for minutes: only that it was revoked lets another lead. */
  @Test
  void aCleanStopIsTakenOverWithoutWaitingForTheLease() {
    try (TwoEtcds etcds = new TwoEtcds();
        Replicas replicas = new Replicas(etcds, folder, LONG_TTL_SECONDS)) {
      etcds.source().put(Writers.key("one"), Writers.value("one", 0, "a"));
      String first = replicas.start();
      KeyValue before = replicas.awaitLeaderAfter(0);
      replicas.awaitPhase(first, "tail");
      String second = replicas.start();
      replicas.awaitPhase(second, "following");

      long stopped = System.nanoTime();
      replicas.named(first).terminate();
      replicas.awaitGone(before);
      report("clean stop, lease of " + LONG_TTL_SECONDS + " s: key gone", stopped);
      KeyValue after = replicas.awaitLeaderAfter(before.createRevision());
      report("clean stop, lease of " + LONG_TTL_SECONDS + " s: taken over", stopped);

      assertThat(after.value()).isEqualTo(Bytes.utf8(second));
      List<Reign> reigns = Reigns.of(etcds.targetHistory(), TwoEtcds.KEYS);
      assertThat(reigns).extracting(Reign::holder).containsExactly(first, second);
      assertThat(after.createRevision())
          .as("nothing came between the old leader's key going and the new one's coming")
          .isEqualTo(reigns.getFirst().until().orElseThrow() + 1);
    }
  }

  @Test
  void whateverHappensToLeadersUnderLoadNoPromiseIsBroken() {
    long seed = Long.getLong("takeover.seed", new Random().nextLong());
    System.out.println("TakeoverTest: -Dtakeover.seed=" + seed + " replays the order of blows");
    Random random = new Random(seed);
    try (TwoEtcds etcds = new TwoEtcds();
        Replicas replicas = new Replicas(etcds, folder, SHORT_TTL_SECONDS)) {
      SampleRegistry.of(seed).objects().forEach(put -> etcds.source().commit(List.of(put)));
      List<Blow> blows = new ArrayList<>(List.of(Blow.values()));
      blows.addAll(List.of(Blow.values()));
      Collections.shuffle(blows, random);
      for (int i = 0; i < blows.size(); i++) {
        etcds.source().put(planted(i), Writers.value("planted-" + i, 0, "of the source"));
      }
      for (int i = 0; i < 3; i++) {
        replicas.start();
      }
      try (Writers writers = new Writers(etcds, WRITERS, seed)) {
        long reign = 0;
        for (int i = 0; i < blows.size(); i++) {
          reign = strike(blows.get(i), i, reign, etcds, replicas);
        }
        System.out.println("TakeoverTest: changes of the source: " + writers.written());
        assertThat(writers.written()).isGreaterThan(WRITERS);
      }
      etcds.awaitEqual();
      for (int i = 0; i < blows.size(); i++) {
        awaitRepaired(etcds, i);
      }
      Report replay = etcds.replay(RULES);
      assertThat(replay.lastWatermark()).isEqualTo(etcds.source().revision());
      assertThat(replay.claims()).isGreaterThan(50);
      assertThat(Reigns.of(etcds.targetHistory(), TwoEtcds.KEYS)).hasSizeGreaterThan(blows.size());
    }
  }

  /**
   * One leader goes, another comes; meanwhile somebody writes the target.
   *
   * @return target revision at which the new leader began
   */
  private static long strike(Blow blow, int at, long reign, TwoEtcds etcds, Replicas replicas) {
    KeyValue leader = replicas.awaitLeaderAfter(reign);
    String holder = leader.value().utf8();
    replicas.awaitFollowerOf(holder);
    if (at % 2 == 0) {
      replicas.awaitTailAfter(leader.createRevision());
    }
    assertThat(leaseSecondsLeft(etcds, leader.lease()))
        .as("what etcd says of the leader's lease")
        .isLessThanOrEqualTo(SHORT_TTL_SECONDS);
    SyncService service = replicas.named(holder);
    long struck = System.nanoTime();
    switch (blow) {
      case KILL -> service.kill();
      case FREEZE -> service.suspend();
      case STOP -> service.terminate();
    }
    etcds.target().put(planted(at), Bytes.utf8("by somebody else, while nobody may lead"));
    replicas.awaitGone(leader);
    report(blow + ", lease of " + SHORT_TTL_SECONDS + " s: key gone", struck);
    KeyValue next = replicas.awaitLeaderAfter(leader.createRevision());
    report(blow + ", lease of " + SHORT_TTL_SECONDS + " s: taken over", struck);
    if (blow == Blow.FREEZE) {
      service.resume();
      replicas.awaitPhase(holder, "following");
    } else {
      replicas.forget(holder);
      replicas.start();
    }
    return next.createRevision() - 1;
  }

  private static Bytes planted(int at) {
    return Writers.key("planted-" + at);
  }

  private static void awaitRepaired(TwoEtcds etcds, int at) {
    await()
        .alias("drift planted during takeover " + at)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                etcds
                    .targetValue(planted(at))
                    .equals(etcds.source().get(planted(at)).map(KeyValue::value)));
  }

  private static long leaseSecondsLeft(TwoEtcds etcds, long lease) {
    String endpoint = etcds.targetProcess().endpoint();
    try (GrpcEtcd etcd = GrpcEtcd.connect(EtcdEndpoint.of("target", List.of(endpoint)))) {
      return etcd.leaseSecondsLeft(lease);
    }
  }

  /** For whoever reads the output: a time is nothing to fail a test by. */
  private static void report(String what, long since) {
    Duration took = Duration.ofNanos(System.nanoTime() - since);
    System.out.printf("TakeoverTest: %s after %d ms%n", what, took.toMillis());
  }
}
