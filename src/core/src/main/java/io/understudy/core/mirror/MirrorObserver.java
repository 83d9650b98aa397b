package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.RepairResult;
import io.understudy.core.ownership.RuleCount;
import io.understudy.core.port.Bytes;
import java.time.Duration;
import java.util.List;

/** Told what a mirror does; for status, metrics and logs. Must not block or throw. */
public interface MirrorObserver {

  /**
   * A phase begins.
   *
   * @param checkpoint as it will be in that phase
   * @param why what made it necessary
   */
  void phase(Checkpoint checkpoint, String why);

  /** What the preflight warns of, in place of what it said before. */
  void warnings(List<Finding.Warning> warnings);

  /** The preflight walks the target: keys dealt with, of about so many. */
  void preflight(long keys, long ofAbout);

  /** A difference or its first half goes on: keys of the source dealt with, of about so many. */
  void progress(long keys, long ofAbout);

  /**
   * A Txn is in the target.
   *
   * @param checkpoint as it is there now
   * @param targetRevision T
   * @param revisions whole source revisions in it
   */
  void committed(Checkpoint checkpoint, long targetRevision, int revisions, int writes, long bytes);

  /** How long a Txn took from being sent to being known to be in the target. */
  void applied(Duration latency);

  /** The target refused a Txn because its fence no longer holds. */
  void fenced(String why);

  /** The source's watch was opened anew, or a call to one end is tried again. */
  void retried(String what, String why);

  /** A hole in the source's revisions: events were lost. */
  void hole(long expected, long got);

  /**
   * A run reads the source.
   *
   * @param proven whether it may watch the whole keyspace, so that it notices a missing revision
   */
  void continuity(boolean proven);

  /** Keys in scope that only the target has and the mirror did not write. */
  void foreign(long count, List<Bytes> examples);

  /** Somebody else wrote a key in scope on the target. */
  void drift(Drift drift);

  /** The difference that every new leader runs has ended; the mirror is sound from now on. */
  void sound(long repaired);

  /** A comparison while tailing has ended. */
  default void compared(Comparison comparison) {}

  /** Keys that an operator named have been recopied, as far as they can be. */
  default void repaired(String id, RepairResult result) {}

  /**
   * Objects of the source that are too large for the target.
   *
   * @param examples all of them if they are not too many
   */
  default void blocked(long count, List<BlockedKey> examples) {}

  /** A resync was asked for of a source that is not the one that is followed: it is not run. */
  default void resyncDropped(long askedClusterId, long followedClusterId) {}

  /** The target takes less at once than it is configured to. */
  default void targetLimitLower(String why) {}

  /**
   * How many objects the rules and owners place where.
   *
   * @param unparsable keys of the registry whose layout is unknown: mirrored as they are
   */
  void placements(long mirrored, long parked, long leftOut, long unparsable);

  /**
   * What encryption at rest keeps from being known, or read.
   *
   * @param orderUnproven objects in scope whose owners cannot be read here
   * @param undecryptable objects in scope that the standby's API server cannot read, as far as its
   *     configuration is known
   */
  void encrypted(long orderUnproven, long undecryptable);

  /** The placements by the rule that decides of each; told now and then. */
  void objects(List<RuleCount> byRule);
}
