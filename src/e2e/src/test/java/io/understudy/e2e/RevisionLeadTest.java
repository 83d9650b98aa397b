package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Limits;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.FaultLink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The target's revision is kept ahead of the source's. */
class RevisionLeadTest {

  private static final Rules RULES = TwoEtcds.profile("everything");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TwoEtcds etcds = new TwoEtcds();

  @AfterEach
  void close() {
    etcds.close();
  }

  @Test
  void closesTheGapWhileTheSourceIsWrittenAndLeavesACleanHistory() {
    for (int i = 0; i < 300; i++) {
      configMap(etcds.source(), "many-times");
    }
    LeadLimits lead = new LeadLimits(200, 400);
    try (RunningMirror mirror =
        RunningMirror.between(leading(etcds.targetProcess().endpoint(), lead))) {
      mirror.awaitEvent("sound");
      for (int i = 0; i < 50; i++) {
        configMap(etcds.source(), "meanwhile-" + i);
      }
      await().atMost(PATIENCE).until(() -> leadRevisions() >= 200);
      etcds.awaitEqual();
      assertThat(mirror.events()).noneMatch(event -> event.startsWith("drift"));
    }
    // Up to one second's more than wanted, and what was under way when the source moved on.
    assertThat(leadRevisions()).isLessThanOrEqualTo(200 + 400 + 64);
    etcds.replay(RULES);
  }

  @Test
  void makesNoMoreRevisionsThanTheRateAllows() {
    configMap(etcds.source(), "one");
    Instant began = Instant.now();
    try (RunningMirror mirror =
        RunningMirror.between(
            leading(etcds.targetProcess().endpoint(), new LeadLimits(100_000, 20)))) {
      mirror.awaitEvent("sound");
      await().atMost(PATIENCE).until(() -> fillers() >= 60);
    }
    long allowed = 20 * Duration.between(began, Instant.now()).toSeconds() + 20;

    assertThat(fillers()).isLessThanOrEqualTo(allowed + 20);
  }

  @Test
  void aLeaderOfThePastMakesNone() {
    configMap(etcds.source(), "one");
    try (FaultLink toTarget = FaultLink.to(etcds.targetProcess().endpoint());
        RunningMirror held =
            RunningMirror.between(
                leading(toTarget.endpoint(), new LeadLimits(100_000, 500))
                    .waiting(Duration.ofMillis(500)))) {
      held.awaitEvent("sound");
      await().atMost(PATIENCE).until(() -> fillers() > 0);
      toTarget.holdRequests();
      await().atMost(PATIENCE).until(() -> toTarget.heldBytes() > 2_000);
      try (RunningMirror successor =
          RunningMirror.between(leading(etcds.targetProcess().endpoint(), LeadLimits.OFF))) {
        successor.awaitEvent("sound");
        long lastFiller = etcds.target().get(TwoEtcds.KEYS.lead()).orElseThrow().modRevision();
        toTarget.release();
        await().atMost(PATIENCE).until(() -> toTarget.heldBytes() == 0);
        configMap(etcds.source(), "afterwards");
        etcds.awaitEqual();
        assertThat(etcds.target().get(TwoEtcds.KEYS.lead()).map(KeyValue::modRevision))
            .contains(lastFiller);
      }
    }
    etcds.replay(RULES);
  }

  private long leadRevisions() {
    return etcds.target().revision() - etcds.source().revision();
  }

  private long fillers() {
    return etcds.targetHistory().revisions().stream().filter(RevisionLeadTest::isFiller).count();
  }

  private static boolean isFiller(Revision revision) {
    return revision.changes().size() == 1
        && revision.changes().getFirst().key().equals(TwoEtcds.KEYS.lead());
  }

  private RunningMirror.Setup leading(String target, LeadLimits lead) {
    return RunningMirror.Setup.of(List.of(etcds.sourceProcess().endpoint()), List.of(target), RULES)
        .within(Limits.defaults().lead(lead));
  }
}
