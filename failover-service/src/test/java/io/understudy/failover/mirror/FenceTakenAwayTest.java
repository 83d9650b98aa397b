package io.understudy.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.RunReport;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Between the drain and the promotion somebody lifts the freeze, or opens the port. Real etcds. */
class FenceTakenAwayTest {

  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

  private TwoSites sites;
  private MirrorSite site;

  @BeforeEach
  void start() {
    sites = TwoSites.mirrored();
    site = sites.site(NOWHERE, List.of());
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private Step promote() {
    return promote("{}");
  }

  private Step promote(String with) {
    PromoteKind kind = new PromoteKind(site, new PrimaryContact(site, List::of));
    return kind.make(OneStep.spec(kind, with));
  }

  /** What the steps before the promotion hand on. */
  private Map<String, String> drained() throws InterruptedException {
    Map<String, String> outputs = new HashMap<>();
    outputs.put(Outputs.FREEZE_REVISION, Long.toString(sites.source().revision()));
    DrainKind kind = new DrainKind(site);
    Evidence drained =
        kind.make(OneStep.spec(kind, "{}")).run(TwoSites.run(Verb.SWITCHOVER, outputs));
    outputs.putAll(drained.outputs());
    return outputs;
  }

  @Test
  void aWriteSinceTheDrainStopsThePromotion() throws InterruptedException {
    Map<String, String> outputs = drained();
    sites.put("/registry/configmaps/team/late");

    assertThatThrownBy(() -> promote().run(TwoSites.run(Verb.SWITCHOVER, outputs)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("/registry/configmaps/team/late")
        .hasMessageContaining("written to after it was to stand still");
    assertThat(sites.term().isPromoted()).isFalse();
    assertThat(sites.term().request()).as("nothing was asked for").isNull();
  }

  @Test
  void whatIsNotInScopeDoesNot() throws InterruptedException {
    Map<String, String> outputs = drained();
    sites.put("/registry/events/team/late");

    Evidence evidence = promote().run(TwoSites.run(Verb.SWITCHOVER, outputs));

    assertThat(sites.term().isPromoted()).isTrue();
    assertThat(evidence.outputs()).containsEntry(RunReport.LOSS_SECONDS, "0");
    assertThat(evidence.lines())
        .anyMatch(line -> line.startsWith("right before: the primary's history from revision"));
  }

  @Test
  void aPrimaryThatCannotBeAskedAnyMoreIsNotLeftUnsaid() throws InterruptedException {
    Map<String, String> outputs = drained();
    sites.sourceProcess().stop();

    assertThatThrownBy(() -> promote().run(TwoSites.run(Verb.SWITCHOVER, outputs)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("cannot be told")
        .hasMessageContaining("begin a failover");
    assertThat(sites.term().isPromoted()).isFalse();
  }

  /** Then that nothing is lost is not said either. */
  @Test
  void aPortThatWasClosedMayBeWhatClosesTheWayToIt() throws InterruptedException {
    Map<String, String> outputs = drained();
    outputs.put(RunReport.FENCED, "true");
    sites.sourceProcess().stop();

    Evidence evidence = promote().run(TwoSites.run(Verb.SWITCHOVER, outputs));

    assertThat(sites.term().isPromoted()).isTrue();
    assertThat(evidence.lines()).anyMatch(line -> line.contains("could not be asked again"));
    assertThat(evidence.outputs()).doesNotContainKey(RunReport.LOSS_SECONDS);
  }

  /** What no step proved is held against the history all the same. */
  @Test
  void aFenceOfSomebodyElsesThatLetsWritesThroughIsNone() throws InterruptedException {
    Map<String, String> outputs = drained();
    outputs.remove(Outputs.FREEZE_REVISION);
    sites.put("/registry/configmaps/team/late");

    assertThatThrownBy(
            () -> promote("{fenced-otherwise: true}").run(TwoSites.run(Verb.SWITCHOVER, outputs)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("/registry/configmaps/team/late");
    assertThat(sites.term().isPromoted()).isFalse();
  }

  @Test
  void ofAFenceOfSomebodyElsesNothingIsClaimed() throws InterruptedException {
    Map<String, String> outputs = drained();
    outputs.remove(Outputs.FREEZE_REVISION);

    Evidence evidence =
        promote("{fenced-otherwise: true}").run(TwoSites.run(Verb.SWITCHOVER, outputs));

    assertThat(sites.term().isPromoted()).isTrue();
    assertThat(evidence.outputs()).doesNotContainKey(RunReport.LOSS_SECONDS);
  }

  /** A port that is closed only afterwards has let through what came before. */
  @Test
  void aDrainBeforeTheFenceIsNone() throws InterruptedException {
    Map<String, String> outputs = drained();
    outputs.remove(Outputs.FREEZE_REVISION);
    outputs.remove(Outputs.DRAINED_FENCED);
    outputs.put(RunReport.FENCED, "true");

    assertThatThrownBy(() -> promote().run(TwoSites.run(Verb.SWITCHOVER, outputs)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("no step of this run has proved");
  }
}
