package io.understudy.core.failover.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Verdict;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds what changed in scope on a source that was to stand still. Keys are judged by the rules
 * alone: an object that is out of scope only because of its owner counts, since whatever stops
 * writers does not look at owners either.
 */
public final class LateWrites {

  private final Classifier classifier;

  public LateWrites(Classifier classifier) {
    this.classifier = classifier;
  }

  /**
   * @param revision source revision that changed it
   */
  public record Late(Bytes key, long revision, boolean isDeletion) {

    public String text() {
      return key.utf8()
          + (isDeletion ? " was deleted" : " was written")
          + " at revision "
          + revision;
    }
  }

  /**
   * The first key in scope that a revision changed.
   *
   * @param before what a key was before that revision; empty if that cannot be read any more
   */
  public Optional<Late> in(Revision revision, Function<Bytes, Optional<KeyValue>> before) {
    for (Revision.Change change : revision.changes()) {
      boolean counts =
          switch (change) {
            case Revision.Change.Put put -> isInScope(classifier.classify(put.after()).verdict());
            case Revision.Change.Delete delete -> isDeletionInScope(delete.key(), before);
          };
      if (counts) {
        boolean isDeletion = change instanceof Revision.Change.Delete;
        return Optional.of(new Late(change.key(), revision.number(), isDeletion));
      }
    }
    return Optional.empty();
  }

  /** Where it cannot be told it counts. */
  private boolean isDeletionInScope(Bytes key, Function<Bytes, Optional<KeyValue>> before) {
    Optional<Verdict> byKey = classifier.rules().decideByKey(key, RegistryKeys.parse(key), 0);
    if (byKey.isPresent() && !isInScope(byKey.get())) {
      return false;
    }
    return before.apply(key).map(kv -> isInScope(classifier.classify(kv).verdict())).orElse(true);
  }

  private static boolean isInScope(Verdict verdict) {
    return verdict.placement() != Placement.LEAVE_OUT;
  }
}
