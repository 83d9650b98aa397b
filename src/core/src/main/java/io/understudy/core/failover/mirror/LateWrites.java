package io.understudy.core.failover.mirror;

import io.understudy.core.failover.freeze.FrozenScope;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.scope.Classifier;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds what changed in scope on a source that was to stand still, as {@link FrozenScope} counts:
 * what a freeze lets pass is not late. Keys are judged by the rules alone: an object that is out of
 * scope only because of its owner counts, since whatever stops writers does not look at owners
 * either.
 */
public final class LateWrites {

  private final FrozenScope scope;

  public LateWrites(Classifier classifier) {
    this.scope = new FrozenScope(classifier);
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
   * @param before what a key was before that revision; empty if that cannot be read any more, and
   *     then a deletion counts
   */
  public Optional<Late> in(Revision revision, Function<Bytes, Optional<KeyValue>> before) {
    return scope
        .counted(revision, before)
        .map(
            change ->
                new Late(
                    change.key(), revision.number(), change instanceof Revision.Change.Delete));
  }
}
