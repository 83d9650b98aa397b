package io.understudy.core.failover.truth;

import java.util.Optional;

/** Whether this site's role is what the other site and the platform's name say. */
public sealed interface RoleVerdict {

  record Agrees(String says) implements RoleVerdict {}

  /** What this site claims is not what the name, or the other site, says. */
  record Contradicts(String says) implements RoleVerdict {}

  /**
   * Both sites claim to be the primary, and both may be written.
   *
   * @param lower whose term is the lower one
   */
  record SplitBrain(Lower lower, String says) implements RoleVerdict {}

  /** Not all can be asked, and what can be does not contradict. */
  record Unknown(String says) implements RoleVerdict {}

  /** Of two terms. */
  enum Lower {
    HERE,
    THERE,
    /** They are equal, so neither site is above the other. */
    NEITHER
  }

  /** For people. */
  String says();

  /** One word, as interfaces and logs have it. */
  default String word() {
    return switch (this) {
      case Agrees agrees -> "agrees";
      case Contradicts contradicts -> "contradicts";
      case SplitBrain split -> "split-brain";
      case Unknown unknown -> "unknown";
    };
  }

  /**
   * Why this site must neither be promoted nor reprotect; empty if it may. Only what is known
   * forbids it.
   */
  default Optional<String> forbids() {
    return this instanceof SplitBrain split && split.lower() != Lower.THERE
        ? Optional.of(
            split.says()
                + "; of two primaries the one in the lower term does nothing: run a reprotect at the"
                + " other site, or, if this one is to be the primary, stop the other one's API"
                + " servers and etcd first")
        : Optional.empty();
  }
}
