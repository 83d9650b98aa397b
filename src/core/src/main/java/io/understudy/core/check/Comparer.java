package io.understudy.core.check;

import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.OpaquePlace;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares keys with their values at hand. Where an object with owners belongs is known only when
 * all of the source is, so those are noted as they were seen, and judged in the end.
 */
final class Comparer {

  private final Classifier classifier;
  private final TargetLimit limit;
  private final Eyes eyes;
  private final Verified verified;
  private final Report report;

  Comparer(Classifier classifier, TargetLimit limit, Verified verified, Report report) {
    this.classifier = classifier;
    this.limit = limit;
    this.eyes = new Eyes(classifier);
    this.verified = verified;
    this.report = report;
  }

  void compare(
      Bytes key, @Nullable KeyValue wanted, @Nullable KeyValue visible, @Nullable KeyValue parked) {
    Facts facts = wanted == null ? null : facts(key, wanted);
    Life life = take(key, facts, wanted, visible, parked);
    Seen seen = eyes.look(facts, wanted, visible, parked);
    if (life != null && !life.owners().isEmpty()) {
      verified.owned().put(key, seen.code());
      return;
    }
    verified.owned().remove(key);
    judge(key, life, seen, wanted, visible, parked);
  }

  /** As of now, its owners known; nothing is noted but the verdict. */
  void compareInTheEnd(
      Bytes key, @Nullable KeyValue wanted, @Nullable KeyValue visible, @Nullable KeyValue parked) {
    Facts facts = wanted == null ? null : facts(key, wanted);
    Seen seen = eyes.look(facts, wanted, visible, parked);
    judge(key, verified.index().life(key), seen, wanted, visible, parked);
  }

  /** Objects with owners that are not as they should be, all owners known. */
  List<Bytes> wrongWithOwners() {
    List<Bytes> wrong = new ArrayList<>();
    Iterator<Map.Entry<Bytes, Byte>> entries = verified.owned().entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Bytes, Byte> entry = entries.next();
      Life life = verified.index().life(entry.getKey());
      if (life == null) {
        entries.remove();
      } else if (!Judge.isFine(life.placement(), Seen.of(entry.getValue()))) {
        wrong.add(entry.getKey());
      }
    }
    wrong.sort(null);
    return wrong;
  }

  private Facts facts(Bytes key, KeyValue wanted) {
    boolean tooLarge = limit.isTooLarge(key, wanted.value().length());
    return Facts.of(classifier.classify(wanted)).blockedIf(tooLarge);
  }

  private @Nullable Life take(
      Bytes key,
      @Nullable Facts facts,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {
    RegistryIndex index = verified.index();
    if (facts == null || wanted == null) {
      index.apply(List.of(new RegistryIndex.Change.Remove(key)));
      return null;
    }
    if (OpaquePlace.isUndecided(facts, wanted.lease(), classifier.rules())) {
      // Not what an earlier value told counts, which other readers may not have seen.
      index.apply(
          List.of(
              new RegistryIndex.Change.Remove(key),
              new RegistryIndex.Change.Put(
                  OpaquePlace.kept(facts, visible != null, parked != null))));
    } else {
      index.apply(List.of(new RegistryIndex.Change.Put(facts)));
    }
    return index.life(key);
  }

  private void judge(
      Bytes key,
      @Nullable Life life,
      Seen seen,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {
    boolean fine =
        report.judge(key, life == null ? null : life.placement(), seen, wanted, visible, parked);
    if (!fine) {
      verified.open(key);
    }
  }
}
