package io.understudy.core.failover.mirror;

import io.understudy.core.control.TermRecord;
import java.util.List;
import java.util.Optional;

/**
 * Whether a link's mirrors have stopped, by the records in the target and by what the replicas say.
 *
 * <p>Every transaction of a mirror puts the checkpoint (the tail) or the record {@code copying} (a
 * copy or resync). So once the term is promoted, no checkpoint is there and {@code copying} was not
 * put since, none has been written: whatever the history still shows.
 *
 * @param term as the target has it
 * @param termRevision target revision at which it was put, 0 if there is none
 * @param hasCheckpoint whether there is one
 * @param copyingRevision target revision at which {@code copying} was last put, 0 if never
 */
public record MirrorEnd(
    TermRecord term, long termRevision, boolean hasCheckpoint, long copyingRevision) {

  /** As a replica words it in its status. */
  public static final String STOPPED = "promoted";

  /**
   * One replica of sync-service.
   *
   * @param phase as its status says; empty if it does not answer
   * @param trouble why not
   */
  public record Replica(String address, Optional<String> phase, String trouble) {

    public boolean isStopped() {
      return phase.filter(STOPPED::equals).isPresent();
    }

    public String text() {
      return address + " " + phase.map(said -> "is in phase " + said).orElse(trouble);
    }
  }

  /** Why the records do not prove that nothing is mirrored any more; empty if they do. */
  public Optional<String> against() {
    if (!term.isPromoted()) {
      return Optional.of(
          "this site is a standby, in term " + term.term() + "; it has to be promoted first");
    }
    if (hasCheckpoint) {
      return Optional.of("the target has a checkpoint although it is promoted");
    }
    if (copyingRevision > termRevision) {
      return Optional.of(
          "a copy wrote at target revision "
              + copyingRevision
              + ", after the promotion at "
              + termRevision);
    }
    return Optional.empty();
  }

  /** Those of them that have not said that they stopped. */
  public static List<Replica> waiting(List<Replica> replicas) {
    return replicas.stream().filter(replica -> !replica.isStopped()).toList();
  }
}
