package io.understudy.failover.mirror;

import io.understudy.core.failover.mirror.LateWrites;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.step.RunAbortedException;
import io.understudy.failover.step.StepFailedException;
import java.time.Duration;
import java.util.Optional;

/** Whether a fenced primary has stood still, by its history. */
record Stillness(MirrorSite site) {

  /**
   * The same for a promotion: a fence may have been taken away by somebody since the drain, and
   * what was written then is not sure to be here. So it is not enough that the primary was drained:
   * it is asked again.
   *
   * @return empty if it does not answer
   */
  Optional<String> stillSince(long revision, Duration left) {
    long now;
    try {
      now = site.sourceRevisionWithin(site.limits().askPrimary());
    } catch (EtcdException silent) {
      return Optional.empty();
    }
    return Optional.of(between(revision, now, left));
  }

  /**
   * @param revision the last one that is known of
   * @param left time for it
   * @return what was read, for evidence
   * @throws StepFailedException if something in scope was written after the revision, if history
   *     cannot tell, or if the primary's etcd does not answer
   */
  String since(long revision, Duration left) {
    return between(revision, site.sourceRevision(), left);
  }

  private String between(long revision, long now, Duration left) {
    SourceHistory history =
        new SourceHistory(site.ends().source(), new LateWrites(site.classifier()));
    SourceHistory.Found found = site.reading(() -> history.between(revision + 1, now, left));
    if (found.first().isPresent()) {
      throw new RunAbortedException(
          "the primary was written to after it was to stand still: "
              + found.first().get().text()
              + "; find who writes it past the freeze, and begin again");
    }
    return "the primary's history from revision "
        + (revision + 1)
        + " to "
        + now
        + " was read again: "
        + found.revisions()
        + " revisions, none in scope";
  }
}
