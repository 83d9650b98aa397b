package io.understudy.failover.mirror;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.mirror.MirrorEnd;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code stop-mirror}: waits until every mirror of the link has stopped. Uninstalls nothing. */
@Singleton
public class StopMirrorKind implements StepKind {

  private static final Duration EVERY = Duration.ofMillis(500);

  private static final StepType TYPE =
      new StepType(
          "stop-mirror",
          "Waits until every replica of sync-service says that it has stopped mirroring since the"
              + " site is promoted; the records in the standby's etcd prove that none has written"
              + " since. Nothing is uninstalled.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.flag(
                      "allow-silent",
                      "go on without replicas that do not answer: the records prove the same")
                  .optional()));

  private final MirrorSite site;

  @Inject
  StopMirrorKind(MirrorSite site) {
    this.site = site;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new StopMirror(site, spec.with().flag("allow-silent", false));
  }

  private record StopMirror(MirrorSite site, boolean allowSilent) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will = "waits until every mirror of the link has stopped";
      if (site.replicas().isEmpty()) {
        return new Forecast(
            will,
            List.of(),
            List.of(),
            List.of(
                "no replicas are named in understudy.sync.replicas: that they have stopped is"
                    + " proved by the records in the standby's etcd alone"));
      }
      List<MirrorEnd.Replica> replicas = Replicas.ask(site.replicas());
      List<String> silent =
          replicas.stream()
              .filter(replica -> replica.phase().isEmpty())
              .map(
                  replica ->
                      replica.text() + (allowSilent ? "" : "; start it, or set allow-silent"))
              .toList();
      return new Forecast(
          will, replicas.stream().map(MirrorEnd.Replica::text).toList(), List.of(), silent);
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      List<MirrorEnd.Replica> replicas = stopped(context);
      SiteState state = site.state();
      Optional<String> against = state.mirrorEnd().against();
      if (against.isPresent()) {
        throw new StepFailedException(against.get() + "; see who wrote it before you go on");
      }
      List<String> lines = new ArrayList<>();
      lines.add(
          "the records in the standby's etcd: promoted in term "
              + state.term().term()
              + " at target revision "
              + state.termRevision()
              + ", no checkpoint, last written to by a copy at "
              + state.copyingRevision());
      replicas.forEach(replica -> lines.add(replica.text()));
      return new Evidence(
          "every mirror of the link has stopped" + (replicas.isEmpty() ? ", by the records" : ""),
          lines,
          Map.of());
    }

    private List<MirrorEnd.Replica> stopped(StepContext context) throws InterruptedException {
      ensurePromoted();
      if (site.replicas().isEmpty()) {
        return List.of();
      }
      String[] last = {""};
      try {
        return context.await(
            "every replica of sync-service to say that it has stopped",
            EVERY,
            () -> {
              List<MirrorEnd.Replica> all = Replicas.ask(site.replicas());
              List<MirrorEnd.Replica> waiting =
                  MirrorEnd.waiting(all).stream()
                      .filter(replica -> !allowSilent || replica.phase().isPresent())
                      .toList();
              last[0] =
                  waiting.stream().map(MirrorEnd.Replica::text).collect(Collectors.joining(" | "));
              return waiting.isEmpty() ? Optional.of(all) : Optional.empty();
            });
      } catch (StepFailedException failed) {
        throw new StepFailedException(failed.getMessage() + "; not yet: " + last[0], failed);
      }
    }

    private void ensurePromoted() {
      SiteState state = site.state();
      if (!state.term().isPromoted()) {
        throw new StepFailedException(
            state.mirrorEnd().against().orElse("this site is a standby")
                + "; put stop-mirror after promote");
      }
    }
  }
}
