package io.understudy.core.role;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.Fence;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.OwnerReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Settles one parked object with both its places in view: puts it in place, or reports why not. */
final class UnparkKey {

  private final UnparkContext context;
  private final Presence presence;
  private final UnparkReport report;

  /** The last write's answer, if it was that the etcd is full; whether it landed is read again. */
  private @Nullable EtcdException noSpace;

  UnparkKey(UnparkContext context, Presence presence, UnparkReport report) {
    this.context = context;
    this.presence = presence;
    this.report = report;
  }

  /**
   * Whether it may go in; if not it is reported.
   *
   * @param before objects that go in before it in the same Txn
   */
  boolean isSupported(ParkedObject object, Set<Id> before) {
    return switch (presence.support(object, before)) {
      case ALL, SOME -> true;
      case NONE -> {
        report.unowned(
            object.key(),
            "none of its owners is here, so the garbage collector would delete it: "
                + owners(object));
        yield false;
      }
      case NO_CLAIM -> {
        report.left(
            object.key(),
            "the claim it is bound to is not here, so the volume would be released and, by its"
                + " reclaim policy, its storage deleted");
        yield false;
      }
    };
  }

  /** One that went in with some of its owners absent deserves a look. */
  void noteIfPartly(ParkedObject object) {
    if (presence.support(object, Set.of()) == Presence.Support.SOME) {
      report.note(object.key(), "some of its owners are not here: " + owners(object));
    }
  }

  void settle(ParkedObject object) {
    for (int tried = 1; tried <= context.limits().retries(); tried++) {
      if (!isSupported(object, Set.of()) || isSettled(object)) {
        return;
      }
      Duration most = context.limits().retryPause().multipliedBy(1L << Math.min(tried, 5));
      context.timing().backOff(most);
    }
    EtcdException full = noSpace;
    if (full != null) {
      if (!places(object).containsKey(context.keys().parked(object.key()))) {
        placed(object);
        return;
      }
      throw full;
    }
    throw new EtcdException(
        EtcdException.Kind.UNAVAILABLE,
        "target: "
            + object.key()
            + " could not be put in place, no answer came or it kept changing");
  }

  private boolean isSettled(ParkedObject object) {
    ControlKeys keys = context.keys();
    Bytes parkedKey = keys.parked(object.key());
    Fence fence = context.fence();
    Map<Bytes, KeyValue> found = places(object);
    if (!holds(fence, found)) {
      throw new UnparkContext.Interrupted("another works, or the role of this site changed");
    }
    return switch (UnparkStep.of(
        keys, object.key(), found.get(parkedKey), found.get(object.key()))) {
      case UnparkStep.Gone gone -> {
        placed(object);
        yield true;
      }
      case UnparkStep.Occupied occupied -> {
        report.left(
            object.key(),
            "its place is taken by another object or another state of it, which is not"
                + " overwritten");
        yield true;
      }
      case UnparkStep.Write write -> isWritten(object, fence, write);
    };
  }

  /** Both its places, and the records that say who may write. */
  private Map<Bytes, KeyValue> places(ParkedObject object) {
    ControlKeys keys = context.keys();
    List<Bytes> wanted =
        List.of(keys.parked(object.key()), object.key(), keys.term(), keys.leader());
    return context.patiently(() -> context.target().get(wanted, 0).await().keys());
  }

  private boolean isWritten(ParkedObject object, Fence fence, UnparkStep.Write write) {
    noSpace = null;
    List<Condition> conditions = new ArrayList<>(fence.conditions(context.keys()));
    conditions.addAll(write.conditions());
    List<Txn.Write> writes = new ArrayList<>(write.writes());
    if (writes.stream().anyMatch(Txn.Write.Put.class::isInstance)) {
      writes.add(UnparkStep.mark(context.keys(), object.key()));
    }
    return switch (context.target().txn(new Txn(conditions, writes)).await()) {
      case TxnOutcome.Committed committed -> {
        placed(object);
        yield true;
      }
      case TxnOutcome.Rejected rejected -> {
        report.left(object.key(), "the etcd refused it: " + rejected.cause().getMessage());
        yield true;
      }
      case TxnOutcome.ConditionFailed failed -> false;
      case TxnOutcome.Unknown unknown -> {
        boolean full = unknown.cause().kind() == EtcdException.Kind.NO_SPACE;
        noSpace = full ? unknown.cause() : null;
        yield false;
      }
    };
  }

  private void placed(ParkedObject object) {
    presence.add(object);
    report.placed(1);
    noteIfPartly(object);
  }

  private boolean holds(Fence fence, Map<Bytes, KeyValue> found) {
    KeyValue term = found.get(context.keys().term());
    KeyValue leader = found.get(context.keys().leader());
    return term != null
        && term.modRevision() == fence.termRevision()
        && leader != null
        && leader.createRevision() == fence.leaderRevision();
  }

  /** Kind and name of the owners, as the parked value states them. */
  private String owners(ParkedObject object) {
    Bytes place = context.keys().parked(object.key());
    Map<Bytes, KeyValue> found =
        context.patiently(
            () -> context.target().get(List.of(place, object.key()), 0).await().keys());
    KeyValue kv = found.getOrDefault(place, found.get(object.key()));
    return kv == null ? "it is gone" : owners(object.key(), kv);
  }

  private String owners(Bytes key, @Nullable KeyValue kv) {
    if (kv != null && context.read(key, kv).envelope() instanceof Envelope.Readable readable) {
      return readable.header().owners().stream()
          .map(UnparkKey::text)
          .collect(Collectors.joining(", "));
    }
    return "unknown";
  }

  private static String text(OwnerReference owner) {
    return owner.kind() + " " + owner.name() + " (" + owner.uid() + ")";
  }
}
