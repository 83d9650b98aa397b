package io.understudy.failover.reprotect;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.failover.Ends;
import io.understudy.failover.step.StepFailedException;
import java.util.List;
import java.util.Optional;

/** The control records of both sites, as far as they say which of them follows. */
final class LinkEnds {

  /** Of one question by name. */
  static final int KEYS_AT_ONCE = 16;

  private final Ends ends;
  private final ControlKeys keys;

  LinkEnds(Ends ends, ControlKeys keys) {
    this.ends = ends;
    this.keys = keys;
  }

  /**
   * @param here of this site
   * @param there of the old primary
   */
  record Terms(TermRecord here, TermRecord there, boolean hasTermThere) {

    /** Whether the old primary is a standby, in a term above that. */
    boolean isReversed(long term) {
      return hasTermThere && !there.assumed() && !there.isPromoted() && there.term() > term;
    }

    Optional<String> problem() {
      return here.isPromoted()
          ? Optional.empty()
          : Optional.of(
              "this site is no promoted one: its term "
                  + here.term()
                  + " says standby; ask the failover-service of the site that took over");
    }

    String text() {
      return "term here "
          + here.term()
          + " ("
          + role(here)
          + "), at the old primary "
          + (hasTermThere ? there.term() + " (" + role(there) + ")" : "none");
    }

    private static String role(TermRecord term) {
      return term.isPromoted() ? "promoted" : "standby";
    }
  }

  /**
   * The old primary follows this site's etcd.
   *
   * @param watermark this site's revision that it has reached
   */
  record Following(long watermark, String clusterId) {
    String text() {
      return "its checkpoint is in phase tail at revision "
          + watermark
          + " of cluster "
          + clusterId
          + ", this site's";
    }
  }

  /**
   * @throws EtcdException if an end does not answer
   * @throws CorruptRecordException if a record cannot be read
   */
  Terms terms() {
    Optional<KeyValue> here = get(ends.target(), keys.term());
    Optional<KeyValue> there = get(ends.source(), keys.term());
    return new Terms(term(here), term(there), there.isPresent());
  }

  /**
   * @throws StepFailedException if they cannot be told, or this site is not the primary
   */
  Terms requiredTerms() {
    Terms terms;
    try {
      terms = terms();
    } catch (EtcdException | CorruptRecordException failure) {
      throw new StepFailedException(String.valueOf(failure.getMessage()), failure);
    }
    terms
        .problem()
        .ifPresent(
            problem -> {
              throw new StepFailedException(problem);
            });
    return terms;
  }

  /** The old primary's revision at which its term was put last, which made it a standby. */
  long demoted() {
    return get(ends.source(), keys.term()).map(KeyValue::modRevision).orElse(0L);
  }

  /** Empty while it does not follow, or an end does not answer. */
  Optional<Following> following() {
    try {
      long cluster = ends.target().status().clusterId();
      return get(ends.source(), keys.checkpoint())
          .map(kv -> Checkpoint.fromJson(kv.value()))
          .filter(at -> at.phase() == Checkpoint.Phase.TAIL && !at.inParts())
          .filter(at -> at.source().clusterId() == cluster)
          .map(at -> new Following(at.watermark(), Long.toHexString(cluster)));
    } catch (EtcdException failure) {
      return Optional.empty();
    } catch (CorruptRecordException bad) {
      throw new StepFailedException(
          "the old primary's checkpoint cannot be read: " + bad.getMessage(), bad);
    }
  }

  private static TermRecord term(Optional<KeyValue> stored) {
    return stored.map(kv -> TermRecord.fromJson(kv.value())).orElseGet(TermRecord::none);
  }

  private static Optional<KeyValue> get(Etcd etcd, Bytes key) {
    return Optional.ofNullable(etcd.get(List.of(key), 0).await().keys().get(key));
  }
}
