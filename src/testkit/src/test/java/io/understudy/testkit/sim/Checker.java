package io.understudy.testkit.sim;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.ModelStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds every target revision against the guarantees, with an ownership closure of its own. */
final class Checker {

  private static final Bytes REGISTRY = Bytes.utf8("/registry/");

  private final ModelStore source;
  private final Predicate<Bytes> withinReach;
  private final Map<String, Rules> rulesByDigest = new HashMap<>();
  private final SortedMap<Bytes, KeyValue> now = new TreeMap<>();
  private final SortedMap<Bytes, KeyValue> sourceNow = new TreeMap<>();
  private final Set<Bytes> touchedByOthers = new HashSet<>();
  private final Set<String> lostToOthers = new HashSet<>();
  private final Set<Bytes> createdByOthers = new HashSet<>();
  private final Map<Bytes, KeyValue> expected = new HashMap<>();
  private long sourceAt;
  private long expectedAt = -1;
  private String expectedUnder = "";
  private @Nullable Checkpoint checkpoint;
  private final SourceHistory sourceHistory;
  private final SurplusCheck surplus = new SurplusCheck(now);

  Checker(ModelStore source, List<Rules> rules, Predicate<Bytes> withinReach) {
    this.source = source;
    this.withinReach = withinReach;
    for (Rules each : rules) {
      rulesByDigest.put(each.digest(), each);
      rulesByDigest.put(each.digest() + "-kubernetes", each);
    }
    this.sourceHistory = new SourceHistory(source);
  }

  /**
   * @param sent the mirror's Txn that made it, null for anybody else's
   */
  void targetRevision(Revision revision, Network.@Nullable Sent sent) {
    sourceHistory.follow();
    for (Revision.Change change : revision.changes()) {
      apply(change, sent != null, revision.number());
    }
    String left = surplus.leftBehind();
    require(
        left == null, revision.number(), "what was surplus went before its dependents: " + left);
    if (sent != null && writesData(revision)) {
      fenced(sent, revision);
    }
    Checkpoint claim = checkpoint;
    if (claim != null && claim.phase() == Checkpoint.Phase.TAIL && !claim.inParts()) {
      exact(claim, revision.number());
    }
    ownersVisible(revision.number());
  }

  /** In peace nothing is left of what others did to mirrored keys, and what they own is listed. */
  void finallyEqual() {
    Checkpoint claim = checkpoint;
    require(claim != null && claim.phase() == Checkpoint.Phase.TAIL, 0, "it is not tailing");
    expect(claim);
    for (KeyValue want : expected.values()) {
      KeyValue is = now.get(want.key());
      require(is != null && is.value().equals(want.value()), 0, "at rest different: " + want.key());
    }
    Rules rules = rulesByDigest.get(claim.rules().split("\\+", 2)[0]);
    for (KeyValue is : now.values()) {
      boolean parked = World.KEYS.isParked(is.key());
      if (!parked && !is.key().startsWith(REGISTRY) || expected.containsKey(is.key())) {
        continue;
      }
      require(!parked, 0, "at rest surplus: " + is.key());
      if (rules.classify(is).verdict().placement() != Placement.LEAVE_OUT) {
        Bytes record = World.KEYS.foreign(is.key());
        require(now.containsKey(record), 0, "a foreign key without a record: " + is.key());
      }
    }
  }

  boolean isTailingAt(long revision) {
    Checkpoint claim = checkpoint;
    return claim != null
        && claim.phase() == Checkpoint.Phase.TAIL
        && !claim.inParts()
        && claim.watermark() == revision;
  }

  String state() {
    return "checkpoint " + checkpoint + ", source at " + source.revision();
  }

  /** UID of what the target shows there, for a writer that edits it. */
  String uidAt(Bytes key) {
    KeyValue kv = now.get(key);
    return kv == null ? "none" : header(kv).uid();
  }

  private void apply(Revision.Change change, boolean byMirror, long revision) {
    Bytes key = change.key();
    KeyValue before = now.get(key);
    boolean data = key.startsWith(REGISTRY) || World.KEYS.isParked(key);
    switch (change) {
      case Revision.Change.Put put -> {
        if (data && byMirror && before != null && !touchedByOthers.contains(key)) {
          boolean visible = key.startsWith(REGISTRY);
          require(
              !visible || header(before).uid().equals(header(put.after()).uid()),
              revision,
              "one put replaced an object by another: " + key);
        }
        now.put(key, put.after());
        if (data && before == null) {
          mark(createdByOthers, key, !byMirror);
        } else if (data && byMirror) {
          createdByOthers.remove(key);
        }
        if (key.equals(World.KEYS.checkpoint())) {
          Checkpoint next = Checkpoint.fromJson(put.after().value());
          Checkpoint last = checkpoint;
          require(
              last == null || next.watermark() >= last.watermark(),
              revision,
              "the watermark went back");
          checkpoint = next;
        }
      }
      case Revision.Change.Delete delete -> {
        if (data && byMirror && createdByOthers.contains(key)) {
          boolean tails = checkpoint != null && checkpoint.phase() == Checkpoint.Phase.TAIL;
          boolean confirmed = tails && before != null && surplus.isConfirmed(before);
          require(
              confirmed || isWantedSomewhere(key), revision, "a foreign key was deleted: " + key);
        }
        now.remove(key);
        createdByOthers.remove(key);
      }
    }
    if (data) {
      mark(touchedByOthers, key, !byMirror);
      if (key.startsWith(REGISTRY)) {
        noteLoss(before, now.get(key), byMirror);
      }
    }
  }

  /** Objects that others removed: their dependents are not the mirror's fault. */
  private void noteLoss(@Nullable KeyValue before, @Nullable KeyValue after, boolean byMirror) {
    String is = after == null ? "" : header(after).uid();
    if (before != null && !byMirror && !header(before).uid().equals(is)) {
      lostToOthers.add(header(before).uid());
    }
    lostToOthers.remove(is);
  }

  /** A foreign object may only go to make room for the source's under its key. */
  private boolean isWantedSomewhere(Bytes key) {
    return sourceHistory.everHad(key);
  }

  private static void mark(Set<Bytes> set, Bytes key, boolean in) {
    if (in) {
      set.add(key);
    } else {
      set.remove(key);
    }
  }

  private static boolean writesData(Revision revision) {
    return revision.changes().stream()
        .anyMatch(c -> c.key().startsWith(REGISTRY) || World.KEYS.isParked(c.key()));
  }

  private void fenced(Network.Sent sent, Revision revision) {
    KeyValue term = now.get(World.KEYS.term());
    KeyValue leader = now.get(World.KEYS.leader());
    require(
        term != null
            && TermRecord.fromJson(term.value()).role() == TermRecord.Role.STANDBY
            && term.modRevision() == sent.fenceTermRevision,
        revision.number(),
        "a Txn of an earlier term was applied");
    require(
        leader != null && leader.createRevision() == sent.fenceLeaderRevision,
        revision.number(),
        "a Txn of a leader without a lease was applied");
    require(
        revision.changes().stream()
            .anyMatch(
                c ->
                    c.key().equals(World.KEYS.checkpoint())
                        || c.key().equals(World.KEYS.copying())),
        revision.number(),
        "a Txn of the mirror carries no record");
  }

  private void exact(Checkpoint claim, long revision) {
    require(
        claim.watermark() <= source.revision(), revision, "the watermark is ahead of the source");
    expect(claim);
    for (KeyValue want : expected.values()) {
      if (!touchedByOthers.contains(want.key())) {
        KeyValue is = now.get(want.key());
        require(is != null, revision, "missed at W " + claim.watermark() + ": " + want.key());
        require(
            is.value().equals(want.value()),
            revision,
            "different at W " + claim.watermark() + ": " + want.key());
      }
    }
    for (Bytes key : now.keySet()) {
      boolean data = key.startsWith(REGISTRY) || World.KEYS.isParked(key);
      if (data && !touchedByOthers.contains(key)) {
        require(
            expected.containsKey(key), revision, "surplus at W " + claim.watermark() + ": " + key);
      }
    }
  }

  /**
   * No visible object of the mirror's hangs on an owner, or lies in a namespace, that is not there.
   */
  private void ownersVisible(long revision) {
    Map<String, Bytes> uids = new HashMap<>();
    for (KeyValue kv : now.values()) {
      if (kv.key().startsWith(REGISTRY)) {
        uids.put(header(kv).uid(), kv.key());
      }
    }
    for (KeyValue kv : now.values()) {
      boolean ours = kv.key().startsWith(REGISTRY) && !touchedByOthers.contains(kv.key());
      if (!ours) {
        continue;
      }
      for (OwnerReference owner : header(kv).owners()) {
        require(
            uids.containsKey(owner.uid()) || lostToOthers.contains(owner.uid()),
            revision,
            "visible without its owner " + owner.uid() + ": " + kv.key());
      }
      namespaceVisible(kv.key(), revision);
    }
  }

  private void namespaceVisible(Bytes key, long revision) {
    String[] parts = key.utf8().split("/");
    if (parts.length == 5) {
      Bytes namespace = Bytes.utf8("/registry/namespaces/" + parts[3]);
      require(
          now.containsKey(namespace) || touchedByOthers.contains(namespace),
          revision,
          "visible without its namespace: " + key);
    }
  }

  private void expect(Checkpoint claim) {
    if (expectedAt == claim.watermark() && expectedUnder.equals(claim.rules())) {
      return;
    }
    advanceSource(claim.watermark());
    Rules rules = rulesByDigest.get(claim.rules().split("\\+", 2)[0]);
    expected.clear();
    Closure.placements(sourceNow.values(), rules)
        .forEach(
            (kv, placement) -> {
              if (placement == Placement.MIRROR) {
                expected.put(kv.key(), kv);
              } else if (placement == Placement.PARK) {
                Bytes parked = World.KEYS.parked(kv.key());
                expected.put(parked, new KeyValue(parked, kv.value(), 0, 0, 0, 0));
              }
            });
    expectedAt = claim.watermark();
    expectedUnder = claim.rules();
  }

  private void advanceSource(long watermark) {
    for (; sourceAt < watermark; sourceAt++) {
      Revision revision = sourceHistory.at(sourceAt + 1);
      if (revision == null) {
        continue;
      }
      for (Revision.Change change : revision.changes()) {
        if (!withinReach.test(change.key())) {
          continue;
        }
        switch (change) {
          case Revision.Change.Put put -> sourceNow.put(put.key(), put.after());
          case Revision.Change.Delete delete -> sourceNow.remove(delete.key());
        }
      }
    }
  }

  static ObjectHeader header(KeyValue kv) {
    return EnvelopeReader.read(kv.value()) instanceof Envelope.Readable readable
        ? readable.header()
        : new ObjectHeader("", "", "", "", "", Map.of(), List.of(), false);
  }

  private static void require(boolean holds, long revision, String what) {
    if (!holds) {
      throw new Violation("target revision " + revision + ": " + what);
    }
  }

  /** A guarantee does not hold. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String what) {
      super(what);
    }
  }
}
