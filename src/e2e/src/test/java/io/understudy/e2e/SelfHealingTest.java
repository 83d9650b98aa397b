package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tailing mirror that compares again and again. */
class SelfHealingTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void onAHealthyPairAComparisonWritesNothing() {
    configMap(etcds.source(), "kept");
    try (RunningMirror mirror = start(Duration.ofMillis(100))) {
      etcds.awaitEqual();
      awaitComparisons(mirror, 1);
      long before = etcds.target().revision();
      awaitComparisons(mirror, comparisons(mirror) + 3);

      assertThat(etcds.target().revision()).isEqualTo(before);
      assertThat(mirror.events()).contains("sound 0").doesNotContain("found content 1");
    }
  }

  @Test
  void whatTheStandbysGarbageCollectorTookComesBackOwnersFirst() {
    Bytes owner = configMap(etcds.source(), "owner");
    Bytes middle = configMap(etcds.source(), "middle", "owner");
    Bytes bottom = configMap(etcds.source(), "bottom", "middle");
    try (RunningMirror mirror = start(Duration.ofMillis(100))) {
      etcds.awaitEqual();
      awaitComparisons(mirror, 1);
      List.of(bottom, middle, owner).forEach(etcds.target()::delete);

      await()
          .atMost(PATIENCE)
          .until(() -> List.of(owner, middle, bottom).stream().allMatch(etcds::targetHas));
    }
    etcds.replay(RULES);
  }

  @Test
  void changedContentIsRecopiedAndAReportedStatusIsNot() {
    Bytes content = Values.key("configmaps/team/content");
    Bytes status = Values.key("configmaps/team/status");
    etcds.source().put(content, object("one", "two"));
    etcds.source().put(status, object("one", "two"));
    try (RunningMirror mirror = start(Duration.ofMillis(100))) {
      etcds.awaitEqual();
      awaitComparisons(mirror, 1);
      etcds.target().put(status, object("one", "reported"));
      etcds.target().put(content, object("changed", "two"));

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  etcds
                      .targetValue(content)
                      .equals(etcds.source().get(content).map(kv -> kv.value())));
      int seen = comparisons(mirror);
      awaitComparisons(mirror, seen + 2);
      assertThat(etcds.targetValue(status)).contains(object("one", "reported"));
      assertThat(mirror.events()).contains("found status-only 1");
    }
    etcds.replay(RULES);
  }

  @Test
  void aNewLeaderLeavesAReportedStatusAloneButCarriesOverTheSourcesOwn() {
    Bytes reported = Values.key("configmaps/team/reported");
    Bytes moved = Values.key("configmaps/team/moved");
    etcds.source().put(reported, object("one", "two"));
    etcds.source().put(moved, object("one", "two"));
    try (RunningMirror mirror = start(Duration.ZERO)) {
      etcds.awaitEqual();
      awaitComparisons(mirror, 1);
    }
    etcds.target().put(reported, object("one", "reported"));
    etcds.source().put(moved, object("one", "three"));
    try (RunningMirror mirror = start(Duration.ZERO)) {
      etcds.awaitEqual();
      awaitComparisons(mirror, 1);

      assertThat(etcds.targetValue(reported)).contains(object("one", "reported"));
      assertThat(etcds.targetValue(moved)).contains(object("one", "three"));
    }
    etcds.replay(RULES);
  }

  @Test
  void withoutAnIntervalOnlyTheFirstComparisonIsMade() {
    try (RunningMirror mirror = start(Duration.ZERO)) {
      etcds.awaitEqual();
      awaitComparisons(mirror, 1);
      for (int i = 0; i < 5; i++) {
        configMap(etcds.source(), "n" + i);
        etcds.awaitEqual();
      }
      assertThat(comparisons(mirror)).isEqualTo(1);
    }
  }

  @Test
  void aKeyThatTheStandbyKeepsRewritingIsReportedAndNotFoughtOver() {
    Bytes key = Values.key("configmaps/team/contested");
    etcds.source().put(key, object("ours", "x"));
    try (RunningMirror mirror = start(Duration.ofMillis(100))) {
      etcds.awaitEqual();
      awaitComparisons(mirror, 1);
      etcds.target().put(key, object("theirs", "x"));
      await()
          .atMost(PATIENCE)
          .until(() -> etcds.targetValue(key).equals(Optional.of(object("ours", "x"))));
      awaitComparisons(mirror, comparisons(mirror) + 1);
      etcds.target().put(key, object("theirs again", "x"));
      await().atMost(PATIENCE).until(() -> mirror.events().contains("contested 1"));
      assertThat(etcds.targetValue(key)).contains(object("theirs again", "x"));

      etcds.source().put(key, object("ours anew", "x"));
      etcds.awaitEqual();
      assertThat(etcds.targetValue(key)).contains(object("ours anew", "x"));
    }
    etcds.replay(RULES);
  }

  private RunningMirror start(Duration interval) {
    Healing healing =
        Healing.of(interval, Duration.ofHours(1), TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
    return RunningMirror.between(
        RunningMirror.Setup.of(
                List.of(etcds.sourceProcess().endpoint()),
                List.of(etcds.targetProcess().endpoint()),
                RULES)
            .healing(healing));
  }

  private static int comparisons(RunningMirror mirror) {
    return (int) mirror.events().stream().filter(event -> event.startsWith("sound ")).count();
  }

  private static void awaitComparisons(RunningMirror mirror, int count) {
    await().atMost(PATIENCE).until(() -> comparisons(mirror) >= count);
  }

  /** Stored as JSON, with content and status. */
  private static Bytes object(String content, String status) {
    return Bytes.utf8(
        """
        {"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"x",\
        "namespace":"team","uid":"uid-of-x"},"spec":"%s","status":"%s"}"""
            .formatted(content, status));
  }
}
