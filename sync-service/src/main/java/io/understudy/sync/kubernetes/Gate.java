package io.understudy.sync.kubernetes;

import io.understudy.core.control.TermRecord;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.service.kubernetes.KeptObjects;
import io.understudy.sync.status.Election;
import java.util.Optional;

/**
 * The ConfigMap that exists exactly while this site is standby; cluster-API providers wait while it
 * does. Its name is a contract with them, and {@code always.yaml} keeps it out of every mirror, so
 * it is no setting.
 */
final class Gate {

  static final String NAMESPACE = KeptObjects.GATE_NAMESPACE;
  static final String NAME = KeptObjects.GATE;

  /** How the ConfigMap is found. */
  enum Shown {
    ABSENT,
    /** As this product puts it there. */
    OURS,
    /** Somebody else's, for example of the plugin before. */
    UNMARKED,
    /** Kept for another link into this cluster. */
    OTHER_LINK
  }

  /** What is to be done with it. */
  enum Step {
    KEEP,
    CREATE,
    /** It stays, with the marks that say who keeps it. */
    MARK,
    DELETE
  }

  private Gate() {}

  /**
   * @param now its term is empty before any mirror has run: then it is not known to be a standby
   */
  static Step step(Election now, Shown shown) {
    if (now.isOnlyTakenForStandby()) {
      // On a primary it would stop what makes machines there.
      return Step.KEEP;
    }
    Optional<TermRecord> term = now.term();
    boolean standby = term.isPresent() && term.get().role() == Role.STANDBY;
    return switch (shown) {
      case ABSENT -> standby ? Step.CREATE : Step.KEEP;
      case OURS -> standby ? Step.KEEP : Step.DELETE;
      case OTHER_LINK -> Step.KEEP;
      case UNMARKED -> standby ? Step.MARK : term.isPresent() ? Step.DELETE : Step.KEEP;
    };
  }
}
