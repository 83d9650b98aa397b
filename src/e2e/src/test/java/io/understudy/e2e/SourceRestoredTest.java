package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.IndependentClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A source that is restored from a snapshot, or replaced, while the mirror tails it: refused, and
 * nothing written, until an operator asks for a resynchronisation.
 */
class SourceRestoredTest {

  private static final Rules RULES = TwoEtcds.profile("everything");
  private static final int LOST = 5;

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @ParameterizedTest(name = "same cluster id {0}, {1} other writes since")
  @CsvSource({
    "true, 0, behind the watermark",
    "true, 5, the last applied key is not at revision",
    "true, 25, the last applied key is not at revision",
    "false, 0, cluster id",
    "false, 5, cluster id",
    "false, 25, cluster id"
  })
  void isRefusedWhereverItHasComeTo(boolean sameCluster, int writesSince, String why) {
    write(etcds.source(), "before", 10);
    try (FaultLink toSource = FaultLink.to(etcds.sourceProcess().endpoint());
        RunningMirror mirror = RunningMirror.between(over(toSource))) {
      mirror.awaitEvent("sound");
      Path snapshot = etcds.sourceProcess().snapshot();
      write(etcds.source(), "lost", LOST);
      etcds.awaitEqual();

      toSource.cut();
      etcds.sourceProcess().restore(snapshot, sameCluster);
      write(etcds.source(), "since", writesSince);
      Map<Bytes, Long> target = targetRevisions();
      toSource.heal();
      mirror.awaitMoreEvents("end Refused[why=", 2);
      assertThat(mirror.events()).anyMatch(event -> isRefusal(event, why));
      assertThat(targetRevisions()).isEqualTo(target);

      resyncAndCompare(mirror);
    }
  }

  @Test
  void isRefusedAlsoWhereNothingWasAppliedSinceTheCopy() {
    write(etcds.source(), "before", 10);
    Path snapshot = etcds.sourceProcess().snapshot();
    write(etcds.source(), "lost", LOST);
    try (RunningMirror mirror = etcds.mirror(RULES)) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
    }
    etcds.sourceProcess().restore(snapshot, true);
    write(etcds.source(), "since", LOST + 5);
    Map<Bytes, Long> target = targetRevisions();
    try (RunningMirror mirror = etcds.mirror(RULES)) {
      mirror.awaitMoreEvents("end Refused[why=the last applied key is not at revision", 1);
      assertThat(targetRevisions()).isEqualTo(target);

      resyncAndCompare(mirror);
    }
  }

  @ParameterizedTest(name = "while the mirror stands {0}")
  @CsvSource({"true", "false"})
  void isRefusedAlsoWhereTheNewestKeyWasDeletedBefore(boolean stopped) {
    write(etcds.source(), "before", 10);
    try (FaultLink toSource = FaultLink.to(etcds.sourceProcess().endpoint())) {
      RunningMirror mirror = RunningMirror.between(over(toSource));
      mirror.awaitEvent("sound");
      Path snapshot = etcds.sourceProcess().snapshot();
      write(etcds.source(), "lost", LOST);
      etcds.source().delete(configMap(etcds.source(), "newest"));
      etcds.awaitEqual();
      if (stopped) {
        mirror.close();
      }

      toSource.cut();
      etcds.sourceProcess().restore(snapshot, true);
      write(etcds.source(), "since", 25);
      Map<Bytes, Long> target = targetRevisions();
      toSource.heal();
      if (stopped) {
        mirror = RunningMirror.between(over(toSource));
      }
      mirror.awaitMoreEvents("end Refused[why=", 2);
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("phase RESYNC"));
      assertThat(targetRevisions()).isEqualTo(target);

      resyncAndCompare(mirror);
      mirror.close();
    }
  }

  @Test
  void isToldByKeysOutOfScopeToo() {
    Rules without = TwoEtcds.profile("live-standby");
    configMap(etcds.source(), "in-scope");
    try (FaultLink toSource = FaultLink.to(etcds.sourceProcess().endpoint());
        RunningMirror mirror =
            RunningMirror.between(
                RunningMirror.Setup.of(
                    List.of(toSource.endpoint()),
                    List.of(etcds.targetProcess().endpoint()),
                    without))) {
      mirror.awaitEvent("sound");
      Path snapshot = etcds.sourceProcess().snapshot();
      Values.put(etcds.source(), "events/team/left-out", "Event", "left-out");
      etcds.awaitEqual();

      toSource.cut();
      etcds.sourceProcess().restore(snapshot, true);
      Bytes unseen = configMap(etcds.source(), "at-a-revision-that-is-taken");
      configMap(etcds.source(), "another");
      toSource.heal();
      mirror.awaitEvent("end Refused[why=the last applied key is not at revision");
      assertThat(etcds.targetHas(unseen)).isFalse();
    }
  }

  @Test
  void thatWasReplacedByAnotherClusterIsRefused() {
    write(etcds.source(), "before", 10);
    try (FaultLink toSource = FaultLink.to(etcds.sourceProcess().endpoint());
        EtcdProcess another = EtcdProcess.start();
        IndependentClient client = another.client();
        RunningMirror mirror = RunningMirror.between(over(toSource))) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
      write(client, "other", 50);

      toSource.cut();
      etcds.sourceProcess().restore(another.snapshot(), false);
      Map<Bytes, Long> target = targetRevisions();
      toSource.heal();
      mirror.awaitMoreEvents("end Refused[why=the source's cluster id", 2);
      assertThat(targetRevisions()).isEqualTo(target);

      resyncAndCompare(mirror);
    }
  }

  private void resyncAndCompare(RunningMirror mirror) {
    etcds
        .target()
        .put(TwoEtcds.KEYS.resyncRequest(), new ResyncRequest(0, 0).toJson(Instant.now()));
    mirror.awaitEvent("phase RESYNC an operator asked for it");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(objects(etcds.target())).isEqualTo(objects(etcds.source())));
    configMap(etcds.source(), "afterwards");
    etcds.awaitEqual();
    assertThat(objects(etcds.target())).isEqualTo(objects(etcds.source()));
  }

  private static boolean isRefusal(String event, String why) {
    return event.startsWith("end Refused[why=")
        && event.contains(why)
        && event.contains("POST /api/v1/resync");
  }

  private static void write(IndependentClient etcd, String name, int count) {
    for (int i = 0; i < count; i++) {
      configMap(etcd, name + "-" + i);
    }
  }

  private static Map<Bytes, Bytes> objects(IndependentClient etcd) {
    return etcd.all(0).values().stream()
        .filter(kv -> !kv.key().startsWith(ControlKeys.ROOT))
        .collect(Collectors.toMap(KeyValue::key, KeyValue::value, (a, b) -> a, TreeMap::new));
  }

  /** When each key was put last, but for the records of who leads. */
  private Map<Bytes, Long> targetRevisions() {
    return etcds.target().all(0).values().stream()
        .filter(kv -> !List.of(TwoEtcds.KEYS.term(), TwoEtcds.KEYS.leader()).contains(kv.key()))
        .collect(Collectors.toMap(KeyValue::key, KeyValue::modRevision));
  }

  private RunningMirror.Setup over(FaultLink toSource) {
    return RunningMirror.Setup.of(
        List.of(toSource.endpoint()), List.of(etcds.targetProcess().endpoint()), RULES);
  }
}
