package io.understudy.testkit.replay;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.equality.Equality;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.replay.TargetState.Held;
import io.understudy.testkit.replay.Violation.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Goes through a target's whole history, revision by revision, and holds it against the source's:
 *
 * <ul>
 *   <li>Wherever the checkpoint claims it (phase tail, not in parts), every key in scope equals the
 *       source at the watermark: mirrored, parked or absent, byte for byte. What somebody else
 *       wrote since the last difference began is excused, and so is what only they ever wrote, and
 *       what a running standby itself maintains (see {@link Equality}).
 *   <li>At every revision, in a copy too, no object that the mirror wrote is visible without its
 *       owners, its namespace and its definition.
 *   <li>No object takes another's place under one key in one revision.
 *   <li>The watermark never falls and never runs ahead of the source.
 * </ul>
 *
 * <p>A revision is the mirror's if it writes a control record, as each of its Txns does. Only what
 * changed on either side since the last claim is compared, so a replay takes as long as the
 * histories are. Both must be complete: switch compaction off.
 */
public final class HistoryReplay {

  private static final int MOST_VIOLATIONS = 20;

  /** Follows the digest of the rules while the mirror could read Kubernetes' keys alone. */
  private static final String LIMITED = "-kubernetes";

  private final ControlKeys keys;
  private final Map<String, Rules> rulesByDigest = new HashMap<>();
  private final TargetLimit limit;
  private final OrderCheck order;
  private final TargetState target = new TargetState();
  private final Optional<NextLife> nextLife;
  private final Set<Bytes> dirty = new HashSet<>();
  private final List<Violation> violations = new ArrayList<>();
  private Iterator<Revision> source;
  private Expected expected;
  private Rules rules;
  private long sourceRevision = 1;
  private Claim claim = Claim.NONE;
  private long differenceSince;
  private long revisions;
  private long claims;
  private long comparisons;
  private long lastWatermark;

  /**
   * A source that was restored from a snapshot: another history, which the mirror follows once an
   * operator has asked for a resynchronisation.
   *
   * @param history from its first revision on
   */
  public record NextLife(History history) {}

  private HistoryReplay(
      List<Rules> rules,
      TargetLimit limit,
      ControlKeys keys,
      History source,
      Optional<NextLife> nextLife) {
    this.keys = keys;
    this.limit = limit;
    this.nextLife = nextLife;
    this.rules = rules.getFirst();
    for (Rules each : rules) {
      rulesByDigest.put(each.digest(), each);
      rulesByDigest.put(each.digest() + LIMITED, each);
    }
    this.expected = new Expected(this.rules, limit);
    this.order = new OrderCheck(target);
    this.source = source.revisions().iterator();
  }

  /**
   * @param rules that the mirror ran under, all the time
   * @param keys of its link
   */
  public static Report run(Rules rules, ControlKeys keys, History source, History target) {
    return run(List.of(rules), keys, source, target);
  }

  /**
   * For a mirror whose rules changed; its checkpoint says which are in force.
   *
   * @param rules that it ran under, the first ones first
   */
  public static Report run(List<Rules> rules, ControlKeys keys, History source, History target) {
    TargetLimit limit = new TargetLimit(TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
    return run(rules, limit, keys, source, target);
  }

  /**
   * For a target that takes other sizes than etcd's default.
   *
   * @param limit how large an object may be
   */
  public static Report run(
      List<Rules> rules, TargetLimit limit, ControlKeys keys, History source, History target) {
    return run(new HistoryReplay(rules, limit, keys, source, Optional.empty()), target);
  }

  /** For a source that was restored once. */
  public static Report run(
      Rules rules, ControlKeys keys, History source, NextLife nextLife, History target) {
    TargetLimit limit = new TargetLimit(TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
    return run(
        new HistoryReplay(List.of(rules), limit, keys, source, Optional.of(nextLife)), target);
  }

  private static Report run(HistoryReplay replay, History target) {
    for (Revision revision : target.revisions()) {
      replay.step(revision);
      if (replay.violations.size() >= MOST_VIOLATIONS) {
        break;
      }
    }
    return replay.report();
  }

  private Report report() {
    long equal = expected.keys().stream().filter(this::isHeldAsExpected).count();
    return new Report(revisions, claims, comparisons, lastWatermark, equal, violations);
  }

  private void step(Revision revision) {
    revisions++;
    boolean mirror = revision.changes().stream().anyMatch(change -> isControl(change.key()));
    Set<String> uidsGone = new HashSet<>();
    for (Change change : revision.changes()) {
      if (isControl(change.key())) {
        control(change, revision.number());
      } else {
        data(change, revision.number(), mirror, uidsGone);
      }
    }
    if (mirror) {
      order.check(rules, revision, uidsGone, this::isVisible).forEach(this::add);
    }
    if (claim.isClaim()) {
      compare(revision.number());
    }
  }

  private void control(Change change, long revision) {
    if (change instanceof Change.Delete && change.key().equals(keys.resyncRequest())) {
      nextLife.ifPresent(this::begin);
    }
    if (!change.key().equals(keys.checkpoint())) {
      return;
    }
    Claim before = claim;
    claim =
        switch (change) {
          case Change.Put put -> read(put.after().value(), revision);
          case Change.Delete delete -> Claim.NONE;
        };
    if (claim.isDifference() && !before.phase().equals(claim.phase())) {
      differenceSince = revision;
      target.foreignKeys().forEach(key -> dirty.add(sourceKey(key)));
    }
    boolean sameSource = before.sourceClusterId().equals(claim.sourceClusterId());
    if (sameSource && claim.watermark() < before.watermark()) {
      add(
          new Violation(
              Kind.WATERMARK, revision, claim.watermark(), "", "fell from " + before.watermark()));
    }
  }

  /** Nothing that was claimed before says anything of it. */
  private void begin(NextLife life) {
    dirty.addAll(expected.keys());
    expected = new Expected(rules, limit);
    source = life.history.revisions().iterator();
    sourceRevision = 1;
    claim = Claim.NONE;
  }

  private Claim read(Bytes checkpoint, long revision) {
    try {
      return Claim.read(checkpoint);
    } catch (IOException e) {
      add(new Violation(Kind.CHECKPOINT, revision, 0, "", "cannot be read"));
      return Claim.NONE;
    }
  }

  private void data(Change change, long revision, boolean mirror, Set<String> uidsGone) {
    Bytes key = change.key();
    Optional<Held> before = target.get(key);
    boolean visible = isVisible(key);
    switch (change) {
      case Change.Put put -> target.put(key, put.after().value(), revision, visible);
      case Change.Delete delete -> target.delete(key, visible);
    }
    dirty.add(sourceKey(key));
    target.wrote(key, mirror, revision);
    String was = before.map(held -> held.facts().uid()).orElse("");
    String is = target.get(key).map(held -> held.facts().uid()).orElse("");
    if (!was.isEmpty() && !was.equals(is)) {
      uidsGone.add(was);
      if (mirror && visible && !is.isEmpty()) {
        add(
            new Violation(
                Kind.REPLACED, revision, claim.watermark(), key.utf8(), was + " by " + is));
      }
    }
  }

  /** Brings the source to the watermark and compares what may have become unequal. */
  private void compare(long revision) {
    useRulesInForce();
    advanceSource(revision);
    claims++;
    lastWatermark = claim.watermark();
    for (Bytes key : dirty) {
      comparisons++;
      Optional<Expected.Place> place = expected.of(key);
      Placement placement = place.map(Expected.Place::placement).orElse(Placement.LEAVE_OUT);
      compare(key, place, placement == Placement.MIRROR, revision);
      compare(keys.parked(key), place, placement == Placement.PARK, revision);
    }
    dirty.clear();
  }

  private void useRulesInForce() {
    Rules inForce = rulesByDigest.getOrDefault(claim.rulesAndReach(), rules);
    if (!inForce.digest().equals(rules.digest())) {
      rules = inForce;
      expected = expected.under(inForce);
      dirty.addAll(expected.keys());
    }
  }

  private void compare(
      Bytes at, Optional<Expected.Place> place, boolean wanted, long targetRevision) {
    Optional<Bytes> value = wanted ? place.map(p -> p.object().value()) : Optional.empty();
    Optional<Bytes> held = target.get(at).map(Held::value);
    if (held.equals(value) || isExcused(at, wanted) || isTheirs(at, held, value)) {
      return;
    }
    Kind kind = held.isEmpty() ? Kind.MISSED : value.isEmpty() ? Kind.SURPLUS : Kind.DIFFERENT;
    String detail =
        place
            .map(p -> p.placement() + " by rule " + p.reason() + " and its owners")
            .orElse("the source has no such object");
    add(new Violation(kind, targetRevision, claim.watermark(), at.utf8(), detail));
  }

  /** Somebody else's, and either since the last difference began or nothing the source has. */
  private boolean isExcused(Bytes at, boolean wanted) {
    long since = target.foreignSince(at);
    return since > 0 && (!wanted || since > differenceSince);
  }

  /** What a running standby wrote last, and of what it itself maintains: its own, for good. */
  private boolean isTheirs(Bytes at, Optional<Bytes> held, Optional<Bytes> value) {
    return target.foreignSince(at) > 0
        && held.isPresent()
        && value.isPresent()
        && !Equality.between(value.get(), held.get()).isInconsistent();
  }

  private void advanceSource(long targetRevision) {
    while (sourceRevision < claim.watermark()) {
      if (!source.hasNext()) {
        add(
            new Violation(
                Kind.WATERMARK,
                targetRevision,
                claim.watermark(),
                "",
                "the source has only reached " + sourceRevision));
        return;
      }
      Revision next = source.next();
      sourceRevision = next.number();
      dirty.addAll(expected.apply(next.changes()));
    }
  }

  private boolean isHeldAsExpected(Bytes key) {
    Expected.Place place = expected.of(key).orElseThrow();
    Bytes at = place.placement() == Placement.PARK ? keys.parked(key) : key;
    return place.placement() != Placement.LEAVE_OUT
        && target.get(at).map(Held::value).equals(Optional.of(place.object().value()));
  }

  private Bytes sourceKey(Bytes targetKey) {
    return keys.isParked(targetKey) ? keys.unparked(targetKey) : targetKey;
  }

  private boolean isControl(Bytes key) {
    return key.startsWith(keys.prefix()) && !keys.isParked(key);
  }

  private boolean isVisible(Bytes key) {
    return !key.startsWith(ControlKeys.ROOT);
  }

  private void add(Violation violation) {
    violations.add(violation);
  }
}
