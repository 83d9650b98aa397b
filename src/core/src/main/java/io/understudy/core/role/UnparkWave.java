package io.understudy.core.role;

import io.understudy.core.mirror.Fence;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts families in place: each in one Txn where it fits, several Txns under way at once. A family
 * whose Txn was refused or got no answer is settled key by key afterwards.
 */
final class UnparkWave {

  private static final int KEYS_AT_ONCE = 60;

  private final UnparkContext context;
  private final Presence presence;
  private final UnparkReport report;
  private final UnparkKey single;
  private final Runnable progress;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private final List<ParkedObject> unsettled = new ArrayList<>();

  private record InFlight(List<ParkedObject> objects, Pending<TxnOutcome> outcome) {}

  /**
   * @param progress called often
   */
  UnparkWave(UnparkContext context, Presence presence, UnparkReport report, Runnable progress) {
    this.context = context;
    this.presence = presence;
    this.report = report;
    this.single = new UnparkKey(context, presence, report);
    this.progress = progress;
  }

  /** Returns when every object of the wave is in place or reported. */
  void run(UnparkPlan.Wave wave) {
    List<UnparkPlan.Family> batch = new ArrayList<>();
    int keys = 0;
    long bytes = 0;
    for (UnparkPlan.Family family : wave.families()) {
      if (wave.ordered() || !fitsOneTxn(family.members())) {
        flush(batch);
        keys = 0;
        bytes = 0;
        inOrder(family.members());
        continue;
      }
      long size = bytes(family.members());
      boolean full =
          keys + family.members().size() > KEYS_AT_ONCE
              || bytes + size > context.limits().pageMaxBytes();
      if (full && !batch.isEmpty()) {
        send(batch);
        batch.clear();
        keys = 0;
        bytes = 0;
      }
      batch.add(family);
      keys += family.members().size();
      bytes += size;
    }
    flush(batch);
  }

  private void flush(List<UnparkPlan.Family> batch) {
    send(batch);
    batch.clear();
    while (!inFlight.isEmpty()) {
      finishOldest();
    }
    unsettled.forEach(single::settle);
    unsettled.clear();
    progress.run();
  }

  /** A part of a large family goes in when what it may hang on is in. */
  private void inOrder(List<ParkedObject> family) {
    List<ParkedObject> part = new ArrayList<>();
    for (ParkedObject object : family) {
      part.add(object);
      if (!fitsOneTxn(part)) {
        part.removeLast();
        flush(asBatch(part));
        part.clear();
        part.add(object);
      }
    }
    flush(asBatch(part));
  }

  /** The caller clears it. */
  private static List<UnparkPlan.Family> asBatch(List<ParkedObject> part) {
    List<UnparkPlan.Family> batch = new ArrayList<>();
    batch.add(new UnparkPlan.Family(List.copyOf(part)));
    return batch;
  }

  private void send(List<UnparkPlan.Family> batch) {
    List<List<ParkedObject>> supported = new ArrayList<>();
    List<Bytes> wanted = new ArrayList<>();
    for (UnparkPlan.Family family : batch) {
      List<ParkedObject> members = supported(family.members());
      if (!members.isEmpty()) {
        supported.add(members);
        members.forEach(object -> wanted.add(context.keys().parked(object.key())));
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    Map<Bytes, KeyValue> values = values(wanted);
    for (List<ParkedObject> members : supported) {
      send(members, values);
    }
  }

  private void send(List<ParkedObject> members, Map<Bytes, KeyValue> values) {
    while (inFlight.size() >= context.limits().txnsInFlight()) {
      finishOldest();
    }
    Fence fence = context.fence();
    List<Condition> conditions = new ArrayList<>(fence.conditions(context.keys()));
    List<Txn.Write> writes = new ArrayList<>();
    for (ParkedObject object : members) {
      KeyValue parked = values.get(context.keys().parked(object.key()));
      if (parked == null || parked.modRevision() != object.revision()) {
        unsettled.addAll(members);
        return;
      }
      UnparkStep.Write step = UnparkStep.into(context.keys(), object.key(), parked);
      conditions.addAll(step.conditions());
      writes.addAll(step.writes());
    }
    writes.add(UnparkStep.mark(context.keys(), members.getFirst().key()));
    inFlight.add(new InFlight(members, context.target().txn(new Txn(conditions, writes))));
  }

  private void finishOldest() {
    InFlight oldest = inFlight.remove();
    if (oldest.outcome.await() instanceof TxnOutcome.Committed) {
      oldest.objects.forEach(presence::add);
      report.placed(oldest.objects.size());
      oldest.objects.forEach(single::noteIfPartly);
    } else {
      unsettled.addAll(oldest.objects);
    }
    progress.run();
  }

  /** Without those that would hang on nothing; they are reported. */
  private List<ParkedObject> supported(List<ParkedObject> family) {
    Set<Id> before = new HashSet<>();
    List<ParkedObject> supported = new ArrayList<>();
    for (ParkedObject object : family) {
      if (single.isSupported(object, before)) {
        supported.add(object);
        before.addAll(object.ids());
      }
    }
    return supported;
  }

  private Map<Bytes, KeyValue> values(List<Bytes> wanted) {
    Etcd target = context.target();
    Map<Bytes, KeyValue> values = new HashMap<>();
    int atOnce = KEYS_AT_ONCE;
    for (int from = 0; from < wanted.size(); ) {
      List<Bytes> some = wanted.subList(from, Math.min(from + atOnce, wanted.size()));
      Found found = foundOrNull(target, some, atOnce);
      if (found == null) {
        atOnce = Math.max(1, atOnce / 4);
        continue;
      }
      values.putAll(found.keys());
      from += some.size();
    }
    return values;
  }

  private @Nullable Found foundOrNull(Etcd target, List<Bytes> some, int atOnce) {
    try {
      return context.patiently(() -> target.get(some, 0).await());
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.TOO_LARGE || atOnce == 1) {
        throw e;
      }
      return null;
    }
  }

  private boolean fitsOneTxn(List<ParkedObject> members) {
    return members.size() == 1
        || members.size() <= context.limits().keysOfTxn()
            && bytes(members) <= context.limits().txnMaxBytes();
  }

  private static long bytes(List<ParkedObject> members) {
    long bytes = 0;
    for (ParkedObject object : members) {
      bytes += object.bytes() + 4L * object.key().length();
    }
    return bytes;
  }
}
