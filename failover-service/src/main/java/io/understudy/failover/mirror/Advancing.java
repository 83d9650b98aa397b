package io.understudy.failover.mirror;

import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.mirror.LeadGoal;
import io.understudy.core.mirror.LeadCatchUp;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes the revisions that are missing, drops the history before them, and reads both back. */
final class Advancing {

  /** Between rounds of some 64 revisions: the etcd and the rate bound it, not the pause. */
  private static final Duration EVERY = Duration.ofMillis(1);

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration ASK_LOST = Duration.ofMillis(500);
  private static final KeyRange REGISTRY = KeyRange.prefix(RegistryKeys.PREFIX);

  private final MirrorSite site;
  private final StepContext context;
  private final Wanted wanted;
  private long present;
  private long known;
  private String trouble = "";

  /**
   * @param margin revisions past what is known of the old primary
   * @param known a revision of it that somebody knows of, 0 for none
   * @param perSecond most revisions made a second
   */
  record Wanted(long margin, long known, int perSecond) {}

  Advancing(MirrorSite site, StepContext context, Wanted wanted) {
    this.site = site;
    this.context = context;
    this.wanted = wanted;
  }

  Evidence run() throws InterruptedException {
    SiteState state = site.state();
    if (!state.term().isPromoted()) {
      throw new StepFailedException(
          "this site is a standby, whose mirror keeps its revision ahead; put advance-revision"
              + " after promote");
    }
    LeadGoal goal = goal(state.term());
    known = goal.known();
    present = site.targetRevision();
    long before = present;
    advance(state.termRevision(), goal.revision());
    long dropped = drop();
    List<String> lines = new ArrayList<>();
    lines.add(
        "the old primary's last known revision is "
            + goal.known()
            + " ("
            + goal.from()
            + "); this site was at "
            + before
            + " and is at "
            + present);
    lines.add("history before revision " + dropped + " is dropped");
    lines.add(tooOld(goal.known()));
    return new Evidence(
        "this site's revision is " + (present - goal.known()) + " past the old primary's",
        lines,
        Map.of("advanced-revision", Long.toString(present)));
  }

  /** The old primary's last known revision; 0 before it is run. */
  long known() {
    return known;
  }

  private LeadGoal goal(TermRecord term) {
    TermRecord.Claim claim = term.claim();
    LeadGoal goal =
        LeadGoal.of(
            primaryRevision(),
            LossBounds.contact(site).sourceRevision(),
            claim == null ? OptionalLong.empty() : OptionalLong.of(claim.watermark()),
            wanted.margin());
    if (wanted.known() > goal.known()) {
      return new LeadGoal(wanted.known(), "known-revision of the runbook", wanted.margin());
    }
    if (!goal.isKnown()) {
      throw new StepFailedException(
          "nothing is known of the old primary's revision: it does not answer, sync-service has not"
              + " seen it, and the promotion claims nothing; give known-revision");
    }
    return goal;
  }

  /** One that was just found lost is asked all the same, but not waited for: it may be back. */
  private OptionalLong primaryRevision() {
    Duration most =
        context.output(Outputs.PRIMARY_LOST).isPresent() ? ASK_LOST : site.limits().askPrimary();
    return PrimaryContact.etcd(site, most).revision();
  }

  private void advance(long termRevision, long goal) throws InterruptedException {
    LeadCatchUp lead =
        new LeadCatchUp(
            site.ends().target(), site.keys(), termRevision, site.timing(), wanted.perSecond());
    try {
      context.await("this site's revision to reach " + goal, EVERY, () -> round(lead, goal));
    } catch (StepFailedException failed) {
      throw trouble.isEmpty()
          ? failed
          : new StepFailedException(failed.getMessage() + "; at last: " + trouble, failed);
    }
    // What counts is what the etcd says, not what was answered.
    present = site.targetRevision();
    if (present < goal) {
      throw new StepFailedException(
          "this site's etcd says that it is at revision " + present + ", below " + goal);
    }
  }

  private Optional<Long> round(LeadCatchUp lead, long goal) {
    if (present >= goal) {
      return Optional.of(present);
    }
    switch (lead.round(present, goal)) {
      case LeadCatchUp.Round.Made made -> present = made.revision();
      case LeadCatchUp.Round.Trouble failed -> {
        trouble = failed.why();
        present = site.targetRevision();
      }
      case LeadCatchUp.Round.Deposed deposed ->
          throw new StepFailedException(
              "this site's role has changed meanwhile; look at its term before you go on");
    }
    return present >= goal ? Optional.of(present) : Optional.empty();
  }

  /** Compacted by somebody else that far is as good. */
  private long drop() {
    long revision = present;
    site.reading(
        () -> {
          try {
            site.ends().target().compact(revision);
          } catch (EtcdException failure) {
            if (failure.kind() != EtcdException.Kind.COMPACTED) {
              throw failure;
            }
          }
          return revision;
        });
    return revision;
  }

  /** As a client would go on from the old primary's last revision. */
  private String tooOld(long known) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (WatchStream watch = site.ends().target().watch(REGISTRY, known)) {
      while (true) {
        Message message = watch.next(PATIENCE);
        if (message instanceof Message.Compacted compacted) {
          return "a watch of this site's etcd from revision "
              + known
              + " is answered as compacted; the oldest is "
              + compacted.oldest();
        }
        if (message instanceof Message.Ended || System.nanoTime() - end > 0) {
          throw new StepFailedException(
              "a watch of this site's etcd from the old primary's revision "
                  + known
                  + " is not answered as compacted but: "
                  + message.getClass().getSimpleName()
                  + "; run the step again");
        }
      }
    }
  }
}
