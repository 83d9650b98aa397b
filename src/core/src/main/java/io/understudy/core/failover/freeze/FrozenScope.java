package io.understudy.core.failover.freeze;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Verdict;
import java.util.Optional;
import java.util.function.Function;

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
    return counted(revision, key -> Optional.empty()).map(change -> change.key().utf8());
  }

  /**
   * As {@link #counted(Revision)}, with more known of what was deleted.
   *
   * @param before what a key was before the revision; empty if that cannot be read any more
   * @return the first change of a revision that counts
   */
  public Optional<Change> counted(Revision revision, Function<Bytes, Optional<KeyValue>> before) {
    return revision.changes().stream().filter(change -> counts(change, before)).findFirst();
  }

  private boolean counts(Change change, Function<Bytes, Optional<KeyValue>> before) {
    return switch (change) {
      case Change.Put put -> {
        Classified object = classifier.classify(put.after());
        yield isInScope(object.verdict())
            && object.registryKey().filter(FreezePolicy::letsPass).isEmpty();
      }
      case Change.Delete gone -> {
        var parsed = RegistryKeys.parse(gone.key());
        boolean mayCount =
            classifier
                    .rules()
                    .decideByKey(gone.key(), parsed, 0)
                    .map(FrozenScope::isInScope)
                    .orElse(true)
                && parsed.filter(FreezePolicy::letsPass).isEmpty();
        yield mayCount && wasInScope(gone.key(), before);
      }
    };
  }

  private boolean wasInScope(Bytes key, Function<Bytes, Optional<KeyValue>> before) {
    return before.apply(key).map(kv -> isInScope(classifier.classify(kv).verdict())).orElse(true);
  }

  private static boolean isInScope(Verdict verdict) {
    return verdict.placement() != Placement.LEAVE_OUT;
  }
}
