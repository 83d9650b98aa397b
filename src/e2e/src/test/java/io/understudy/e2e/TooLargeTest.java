package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.EtcdOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects that the source takes and the target does not. */
class TooLargeTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");
  private static final int MOST = 1_572_864 - 4_096;
  private static final EtcdOptions LARGE =
      EtcdOptions.standard().argument("--max-request-bytes=8388608");

  @Test
  void aValueOfTheLimitLessFourKibPassesAndALargerOneIsBlocked() {
    try (TwoEtcds etcds = new TwoEtcds(LARGE, EtcdOptions.standard())) {
      Bytes fits = put(etcds, "fits", MOST);
      Bytes blocked = put(etcds, "blocked", MOST + 1);
      Bytes dependent = configMap(etcds.source(), "dependent", "blocked");
      try (RunningMirror mirror = start(etcds, TargetLimit.DEFAULT_MAX_REQUEST_BYTES)) {
        etcds.awaitEqual();
        assertThat(etcds.targetHas(fits)).isTrue();
        assertThat(etcds.targetHas(blocked) || etcds.isParked(blocked)).isFalse();
        assertThat(etcds.isParked(dependent)).isTrue();
        mirror.awaitEvent("too large " + blocked + " " + (MOST + 1));
        assertThat(mirror.events()).noneMatch(event -> event.startsWith("end"));

        put(etcds, "tailed", MOST);
        put(etcds, "fits", MOST + 1);
        etcds.awaitEqual();
        assertThat(etcds.targetHas(fits)).isFalse();
        assertThat(etcds.targetHas(Values.key("configmaps/team/tailed"))).isTrue();

        put(etcds, "blocked", 1_000);
        etcds.awaitEqual();
        assertThat(List.of(blocked, dependent)).allMatch(etcds::targetHas);
        assertThat(etcds.isParked(dependent)).isFalse();
        assertThat(mirror.events()).noneMatch(event -> event.startsWith("end"));
      }
      assertThat(etcds.replay(RULES).violations()).isEmpty();
    }
  }

  @Test
  void aTargetThatTakesLessThanConfiguredIsLearntInACopyAndInTheTail() {
    EtcdOptions small = EtcdOptions.standard().argument("--max-request-bytes=200000");
    try (TwoEtcds etcds = new TwoEtcds(LARGE, small)) {
      for (int i = 0; i < 8; i++) {
        put(etcds, "several" + i, 100_000);
      }
      Bytes copied = put(etcds, "copied", 900_000);
      try (RunningMirror mirror = start(etcds, TargetLimit.DEFAULT_MAX_REQUEST_BYTES)) {
        etcds.awaitEqual();
        assertThat(etcds.targetHas(copied)).isFalse();
        Bytes tailed = put(etcds, "tailed", 800_000);
        Bytes after = configMap(etcds.source(), "after");
        etcds.awaitEqual();

        assertThat(etcds.targetHas(tailed)).isFalse();
        assertThat(etcds.targetHas(after)).isTrue();
        assertThat(etcds.targetHas(Values.key("configmaps/team/several7"))).isTrue();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> mirror.events().contains("too large " + tailed + " 800000"));
        assertThat(mirror.events()).anyMatch(event -> event.startsWith("limit lower"));
      }
    }
  }

  @Test
  void anotherLimitAfterARestartMakesADifference() {
    try (TwoEtcds etcds = new TwoEtcds(LARGE, EtcdOptions.standard())) {
      Bytes key = put(etcds, "object", 900_000);
      try (RunningMirror mirror = start(etcds, 500_000)) {
        mirror.awaitEvent("sound");
        assertThat(etcds.targetHas(key)).isFalse();
      }
      try (RunningMirror mirror = start(etcds, TargetLimit.DEFAULT_MAX_REQUEST_BYTES)) {
        mirror.awaitEvent("phase RESYNC the scope rules changed, or what");
        // Until it writes, the checkpoint is still the last mirror's, which was equal by its own
        // rules.
        mirror.awaitEvent("sound");
        etcds.awaitEqual();
        assertThat(etcds.targetHas(key)).isTrue();
      }
      try (RunningMirror mirror = start(etcds, 500_000)) {
        mirror.awaitEvent("phase RESYNC the scope rules changed, or what");
        mirror.awaitEvent("sound");
        assertThat(etcds.targetHas(key)).isFalse();
      }
    }
  }

  private static RunningMirror start(TwoEtcds etcds, long maxRequestBytes) {
    Healing healing = Healing.of(Duration.ofMinutes(30), Duration.ofMinutes(1), maxRequestBytes);
    return RunningMirror.between(
        RunningMirror.Setup.of(
                List.of(etcds.sourceProcess().endpoint()),
                List.of(etcds.targetProcess().endpoint()),
                RULES)
            .healing(healing));
  }

  /** A ConfigMap whose whole value is so long. */
  private static Bytes put(TwoEtcds etcds, String name, int bytes) {
    Bytes key = Values.key("configmaps/team/" + name);
    String start = Values.object("ConfigMap", name).utf8();
    String head = start.substring(0, start.length() - 1) + ",\"data\":\"";
    String value = head + "x".repeat(bytes - head.length() - 2) + "\"}";
    etcds.source().put(key, Bytes.utf8(value));
    return key;
  }
}
