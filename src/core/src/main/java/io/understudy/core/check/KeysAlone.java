package io.understudy.core.check;

import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.ownership.Facts;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares keys without values, as far as that goes. A key of the source that is in one place on
 * the target is there; which place is right is not asked. One that is in none, or in both, is read
 * where its key alone does not say what the rules say of it; and if that depends on its owners,
 * this way of comparing is given up.
 */
final class KeysAlone implements Visitor {

  private final Classifier classifier;
  private final TargetLimit limit;
  private final Eyes eyes;
  private final Values values;
  private final Report report;
  private final int mostAtOnce;
  private List<Bytes> unclear = new ArrayList<>();
  private long inScope;
  private boolean ownersMatter;

  KeysAlone(
      Classifier classifier, TargetLimit limit, Values values, Report report, int mostAtOnce) {
    this.classifier = classifier;
    this.limit = limit;
    this.eyes = new Eyes(classifier);
    this.values = values;
    this.report = report;
    this.mostAtOnce = mostAtOnce;
  }

  /** Whether what it reports is worth nothing, as owners would have to be known. */
  boolean ownersMatter() {
    return ownersMatter;
  }

  /** Keys of the source that belong on the target. */
  long inScope() {
    return inScope;
  }

  @Override
  public void key(
      Pair pair,
      Bytes key,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {
    if (ownersMatter) {
      return;
    }
    if (wanted != null && (visible == null) != (parked == null)) {
      inScope += isLeftOut(wanted) ? 0 : 1;
      return;
    }
    KeyValue alone = wanted == null ? visible : wanted;
    boolean nowhere = wanted == null || visible == null && parked == null;
    if (alone != null && nowhere && parked == null && isLeftOut(alone)) {
      return;
    }
    unclear.add(key);
    if (unclear.size() >= mostAtOnce) {
      readUnclear(pair);
    }
  }

  @Override
  public void end(Pair pair) {
    readUnclear(pair);
  }

  private void readUnclear(Pair pair) {
    values.read(pair, unclear, new Reading());
    unclear = new ArrayList<>();
  }

  /** As far as the key alone tells. */
  private boolean isLeftOut(KeyValue kv) {
    Optional<Verdict> verdict =
        classifier.rules().decideByKey(kv.key(), RegistryKeys.parse(kv.key()), kv.lease());
    return verdict.isPresent() && verdict.get().placement() == Placement.LEAVE_OUT;
  }

  private final class Reading implements Visitor {

    @Override
    public void key(
        Pair pair,
        Bytes key,
        @Nullable KeyValue wanted,
        @Nullable KeyValue visible,
        @Nullable KeyValue parked) {
      Placement placement = null;
      Facts facts = null;
      if (wanted != null) {
        boolean tooLarge = limit.isTooLarge(key, wanted.value().length());
        facts = Facts.of(classifier.classify(wanted)).blockedIf(tooLarge);
        ownersMatter |= classifier.rules().followOwners() && !facts.owners().isEmpty();
        placement = facts.own();
        inScope += placement == Placement.LEAVE_OUT ? 0 : 1;
      }
      report.judge(
          key, placement, eyes.look(facts, wanted, visible, parked), wanted, visible, parked);
    }

    @Override
    public void end(Pair pair) {
      // Nothing is left to do.
    }
  }
}
