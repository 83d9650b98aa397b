package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ResyncRequest;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.PreflightLimits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Rules;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A first copy into a target that is not empty. */
class FirstCopyTest {

  private static final Rules RULES = TwoEtcds.profile("everything");
  private static final Bytes THEIRS = Bytes.utf8("theirs");

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void wouldOverwriteMoreThanAllowedAndIsRefusedUntilItIsAccepted() {
    List<Bytes> contested = onBoth(4);
    try (RunningMirror mirror = RunningMirror.between(allowing(3))) {
      mirror.awaitEvent("end Refused[why=a first copy would overwrite 4 keys");
      assertThat(mirror.events())
          .anyMatch(event -> event.contains("POST /api/v1/resync {\"accept\": 4}"))
          .anyMatch(event -> event.contains(contested.getFirst().utf8()));
      assertUntouched(contested);

      accept(3);
      mirror.awaitMoreEvents("end Refused[why=a first copy would overwrite 4 keys", 3);
      assertUntouched(contested);

      accept(4);
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
      contested.forEach(
          key ->
              assertThat(etcds.targetValue(key))
                  .isEqualTo(etcds.source().get(key).map(kv -> kv.value())));
      assertThat(etcds.targetHas(TwoEtcds.KEYS.resyncRequest())).isFalse();
    }
    etcds.replay(RULES);
  }

  @Test
  void countsOnlyWhatDiffersAndIsWanted() {
    onBoth(3);
    Bytes equal = configMap(etcds.source(), "equal");
    etcds.target().put(equal, Values.object("ConfigMap", "equal"));
    etcds.target().put(Values.key("configmaps/team/only-there"), THEIRS);
    try (RunningMirror mirror = RunningMirror.between(allowing(3))) {
      mirror.awaitEvent("sound");
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("end Refused"));
    }
    assertThat(etcds.targetValue(Values.key("configmaps/team/only-there"))).contains(THEIRS);
  }

  @Test
  void countsWhatPruningAllWouldDelete() {
    Bytes onlyThere = Values.key("configmaps/team/only-there");
    etcds.target().put(onlyThere, THEIRS);
    try (RunningMirror mirror = RunningMirror.between(allowing(0).pruning(Prune.ALL))) {
      mirror.awaitEvent("end Refused[why=a first copy would overwrite 1 keys");
    }
    assertUntouched(List.of(onlyThere));
  }

  @Test
  void isNotCountedAgainOnceItHasBegun() {
    onBoth(3);
    try (RunningMirror mirror = RunningMirror.between(allowing(3))) {
      mirror.awaitEvent("sound");
    }
    onBoth(4);
    try (RunningMirror mirror = RunningMirror.between(allowing(3))) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("end Refused"));
    }
  }

  private List<Bytes> onBoth(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> configMap(etcds.source(), "contested-" + i))
        .peek(key -> etcds.target().put(key, THEIRS))
        .toList();
  }

  private void accept(long count) {
    etcds
        .target()
        .put(TwoEtcds.KEYS.resyncRequest(), new ResyncRequest(count, 0).toJson(Instant.now()));
  }

  private void assertUntouched(List<Bytes> contested) {
    contested.forEach(key -> assertThat(etcds.targetValue(key)).contains(THEIRS));
    assertThat(etcds.checkpoint()).isEmpty();
  }

  private RunningMirror.Setup allowing(int overwrites) {
    Limits limits =
        Limits.defaults()
            .lead(LeadLimits.OFF)
            .preflight(PreflightLimits.defaults().overwriting(overwrites));
    return RunningMirror.Setup.of(
            List.of(etcds.sourceProcess().endpoint()),
            List.of(etcds.targetProcess().endpoint()),
            RULES)
        .within(limits);
  }
}
