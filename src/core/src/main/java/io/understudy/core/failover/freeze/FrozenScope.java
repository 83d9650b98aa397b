package io.understudy.core.failover.freeze;

import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Verdict;
import java.util.Optional;

/**
 * Which changes of a frozen source count: those in scope, but for leases and events, which a freeze
 * lets pass. Where it cannot be told, a change counts.
 */
public final class FrozenScope {

  private final Classifier classifier;

  public FrozenScope(Classifier classifier) {
    this.classifier = classifier;
  }

  /**
   * @return the first key of a revision whose change counts
   */
  public Optional<String> counted(Revision revision) {
    return revision.changes().stream()
        .filter(this::counts)
        .map(change -> change.key().utf8())
        .findFirst();
  }

  private boolean counts(Change change) {
    return switch (change) {
      case Change.Put put -> {
        Classified object = classifier.classify(put.after());
        yield isInScope(object.verdict())
            && object.registryKey().filter(FreezePolicy::letsPass).isEmpty();
      }
      case Change.Delete gone -> {
        var parsed = RegistryKeys.parse(gone.key());
        yield classifier
                .rules()
                .decideByKey(gone.key(), parsed, 0)
                .map(FrozenScope::isInScope)
                .orElse(true)
            && parsed.filter(FreezePolicy::letsPass).isEmpty();
      }
    };
  }

  private static boolean isInScope(Verdict verdict) {
    return verdict.placement() != Placement.LEAVE_OUT;
  }
}
