package io.understudy.testkit.replay;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.scope.Rules;
import io.understudy.core.scope.Verdict;
import io.understudy.testkit.replay.TargetState.Held;
import io.understudy.testkit.replay.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Whether what is visible after a revision of the mirror has above it what it needs. */
final class OrderCheck {

  private final TargetState target;

  OrderCheck(TargetState target) {
    this.target = target;
  }

  /**
   * @param revision one of the mirror, already in the target's state
   * @param uidsGone objects that it took away or replaced
   */
  List<Violation> check(
      Rules rules, Revision revision, Set<String> uidsGone, Predicate<Bytes> isVisible) {
    List<Violation> found = new ArrayList<>();
    for (Change change : revision.changes()) {
      if (isVisible.test(change.key())) {
        owners(rules, change.key(), revision.number(), found);
        containers(change, revision.number(), found);
      }
    }
    for (String uid : uidsGone) {
      for (Bytes dependent : target.visibleDependents(uid)) {
        owners(rules, dependent, revision.number(), found);
      }
    }
    return found.stream().distinct().toList();
  }

  private void owners(Rules rules, Bytes key, long revision, List<Violation> found) {
    Optional<Held> held = target.get(key);
    if (held.isEmpty() || target.foreignSince(key) > 0 || !followsOwners(rules, key, held.get())) {
      return;
    }
    for (String owner : held.get().facts().owners()) {
      if (!target.isVisible(owner)) {
        found.add(
            new Violation(
                Kind.OWNER_MISSING, revision, 0, key.utf8(), "owner " + owner + " is not visible"));
      }
    }
  }

  private static boolean followsOwners(Rules rules, Bytes key, Held held) {
    if (!rules.followOwners() || held.facts().owners().isEmpty()) {
      return false;
    }
    Verdict verdict = rules.classify(new KeyValue(key, held.value(), 0, 0, 0, 0)).verdict();
    return !verdict.regardlessOfOwners();
  }

  /** One that is created has nothing in it yet, and one that is deleted nothing any more. */
  private void containers(Change change, long revision, List<Violation> found) {
    boolean created =
        change instanceof Change.Put put
            && put.after().createRevision() == put.after().modRevision();
    if (change instanceof Change.Put && !created) {
      return;
    }
    for (Bytes inside : target.visibleIn(change.key())) {
      if (target.foreignSince(inside) == 0 && !isOf(revision, inside, created)) {
        String what = created ? " came after this" : " went before this";
        found.add(
            new Violation(Kind.CONTAINER_MISSING, revision, 0, inside.utf8(), change.key() + what));
      }
    }
  }

  /** Written in this very revision, together with what contains it. */
  private boolean isOf(long revision, Bytes key, boolean created) {
    return created && target.get(key).map(held -> held.revision() == revision).orElse(false);
  }
}
