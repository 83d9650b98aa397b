package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.freeze.FreezeAnswer;
import io.understudy.core.failover.freeze.FreezePolicy;
import io.understudy.core.failover.freeze.FreezeProbe;
import io.understudy.core.scope.Rules;
import io.understudy.failover.kube.Freezer.Tried;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.step.HeldStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Refuses every write in scope on the primary, proves it on each of its API servers, and then that
 * its etcd is quiet.
 */
final class FreezePrimary implements HeldStep {

  /** Output: the source's revision when it was proved to be quiet. */
  static final String FREEZE_REVISION = "freeze-revision";

  private static final Duration EVERY = Duration.ofMillis(250);

  /** More, a second apart, than the minute for which an API server works on a request. */
  private static final int LATE_LOOKS = 90;

  private final String link;
  private final Rules rules;
  private final PrimaryServers primary;
  private final QuietSource quiet;
  private final Limits limits;
  private final Freezer freezer;
  private final Optional<FreezeProbe> probe;

  private final Here here;
  private volatile boolean isAsked;
  private volatile boolean isBeingMade;
  private boolean isLetGo;
  private final AtomicInteger looksLeft = new AtomicInteger(LATE_LOOKS);
  private volatile boolean isMade;

  /**
   * @param most for how long it may hold
   * @param quiet for how long the source has to be
   * @param otherwise step that fences where this cannot
   */
  record Limits(Duration most, Duration quiet, Optional<String> otherwise) {}

  FreezePrimary(
      String link,
      Rules rules,
      PrimaryServers primary,
      QuietSource quiet,
      Limits limits,
      Here here) {
    this.link = link;
    this.rules = rules;
    this.primary = primary;
    this.quiet = quiet;
    this.limits = limits;
    this.here = here;
    this.freezer = new Freezer(link);
    this.probe = FreezeProbe.of(rules);
  }

  @Override
  public Forecast plan(PlanContext context) {
    FreezePolicy freeze = FreezePolicy.of(link, "to come", rules);
    String will =
        "refuses every write in scope on all API servers of the primary by policy "
            + freeze.name()
            + ", for "
            + limits.most().toSeconds()
            + " s at most, until its etcd has been quiet for "
            + limits.quiet().toSeconds()
            + " s";
    return new FreezePlan(freezer, freeze, probe, limits.otherwise()).of(will, primary);
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    FreezePolicy freeze = FreezePolicy.of(link, context.run(), rules);
    Optional<String> takenOver = put(freeze, context.run());
    List<Tried> tried = prove(context, freeze, "to refuse a write", FreezeAnswer.REFUSED::equals);
    QuietSource.Proof proof = quiet.prove(context);
    List<String> lines = new ArrayList<>(lines(tried));
    takenOver.ifPresent(run -> lines.add("the freeze of run " + run + " was taken over"));
    if (proof.quiet().written() > 0) {
      lines.add(
          proof.quiet().written()
              + " revisions in scope came after the freeze was in force, the last of "
              + proof.quiet().lastKey());
    }
    lines.add(
        "the source had no change in scope from "
            + proof.quiet().since()
            + " to its revision "
            + proof.revision());
    return new Evidence(
        "frozen: all "
            + tried.size()
            + " API servers refuse, and the source is quiet at revision "
            + proof.revision(),
        lines,
        Map.of(FREEZE_REVISION, Long.toString(proof.revision())));
  }

  private Optional<String> put(FreezePolicy freeze, String run) {
    begins();
    try {
      Optional<String> before = freezer.put(servers(), freeze, run, here.maker());
      isMade = true;
      return before;
    } finally {
      isBeingMade = false;
    }
  }

  private synchronized void begins() {
    if (isLetGo) {
      throw new StepFailedException("the time of this freeze was up before it was made");
    }
    isBeingMade = true;
    isAsked = true;
  }

  /** It is lifted first, by whichever API server is known, and proved then. */
  @Override
  public Evidence undo(StepContext context) throws InterruptedException {
    here.promotion().ifPresent(FreezePrimary::refuseToLift);
    FreezePolicy freeze = FreezePolicy.of(link, context.run(), rules);
    boolean wasThere = freezer.remove(reachable(), freeze.name());
    List<Tried> tried =
        prove(context, freeze, "to take a write again", FreezeAnswer.PASSED::equals);
    return new Evidence(
        (wasThere ? "lifted: " : "there was no freeze: ")
            + tried.size()
            + " API servers take writes",
        lines(tried),
        Map.of());
  }

  /** What users wrote to the old primary would be lost. */
  private static void refuseToLift(TermRecord promotion) {
    throw new StepFailedException(
        "this site is promoted, in term "
            + promotion.term()
            + " ("
            + promotion.reason()
            + "), by another request than this run's: what users write to the old primary from now on"
            + " would be lost, so its freeze stays until a reprotect lifts it; cancel the run, and"
            + " ignore this step");
  }

  @Override
  public String letGo() {
    synchronized (this) {
      isLetGo = true;
      if (isBeingMade) {
        throw new StepFailedException("the freeze is being made at this moment; looked at again");
      }
    }
    String name = FreezePolicy.of(link, "", rules).name();
    // An earlier attempt in this process may have made it.
    boolean wasThere = freezer.removeMadeBy(reachable(), name, here.maker());
    if (!wasThere && !isAsked) {
      return "no freeze was made";
    }
    if (!wasThere && !isMade && looksLeft.getAndDecrement() > 0) {
      throw new StepFailedException(
          "the making of freeze "
              + name
              + " was not answered, and it is not there yet; looked at"
              + " again");
    }
    return said(name, wasThere);
  }

  private static String said(String name, boolean wasThere) {
    return wasThere
        ? "the freeze " + name + " is deleted"
        : "the freeze " + name + " was gone, or another's by now";
  }

  /** To take a freeze away one of them is enough, where it is not known which there are. */
  private List<Server> reachable() {
    try {
      return primary.all();
    } catch (KubernetesClientException unlisted) {
      return known();
    }
  }

  private List<Server> known() {
    try {
      return primary.known();
    } catch (KubernetesClientException unusable) {
      throw new StepFailedException("the primary's API servers: " + Said.by(unusable), unusable);
    }
  }

  private List<Server> servers() {
    try {
      return primary.all();
    } catch (KubernetesClientException unknown) {
      throw new StepFailedException("the primary's API servers: " + Said.by(unknown), unknown);
    }
  }

  /** Asks each server by itself until all say what is wanted; those that come meanwhile too. */
  private List<Tried> prove(
      StepContext context, FreezePolicy freeze, String what, Predicate<FreezeAnswer> wanted)
      throws InterruptedException {
    FreezeProbe kind =
        probe.orElseThrow(
            () ->
                new StepFailedException(
                    "the scope rules leave out all kinds that a freeze is tried with; have one of "
                        + String.join(", ", FreezeProbe.known())
                        + " mirrored"));
    List<String> behind = new ArrayList<>();
    try {
      return context.await(
          "every API server of the primary " + what,
          EVERY,
          () -> {
            List<Tried> all =
                servers().stream().map(server -> freezer.attempt(server, freeze, kind)).toList();
            behind.clear();
            all.stream()
                .filter(one -> !wanted.test(one.answer()))
                .forEach(one -> behind.add(one.server().address() + ": " + one.said()));
            return behind.isEmpty() ? Optional.of(all) : Optional.empty();
          });
    } catch (StepFailedException over) {
      throw behind.isEmpty()
          ? over
          : new StepFailedException(over.getMessage() + "; " + String.join("; ", behind), over);
    }
  }

  private static List<String> lines(List<Tried> tried) {
    return tried.stream()
        .map(one -> "API server " + one.server().address() + ", a dry run: " + one.said())
        .toList();
  }
}
