package io.understudy.core.role;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.mirror.Fence;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parked objects of a promoted site in place. What is still parked is all it goes by, so
 * it may be stopped anywhere and another goes on. Plain sequential code; it owns no thread.
 */
public final class Unparker {

  private static final int PASSES = 3;

  private final UnparkContext context;
  private @Nullable UnparkReport report;
  private long recordRevision;
  private Instant lastProgress = Instant.EPOCH;

  /** The leadership must be held for the promoted term when {@link #run} is called. */
  public Unparker(UnparkContext context) {
    this.context = context;
  }

  /** Why it came to its end. */
  public sealed interface End {
    /** Nothing stays parked but what the record reports. */
    record Done(UnparkRecord record) implements End {}

    /** Nobody asked for it, or it is done already. */
    record Nothing() implements End {}

    /** Another works, the role changed, or the process is to stop. */
    record Interrupted(String why) implements End {}
  }

  /**
   * @throws EtcdException if the target does not answer; a new run goes on from where this one was
   * @throws io.understudy.core.control.CorruptRecordException if a record cannot be read
   */
  public End run() {
    SiteRecords records =
        context.patiently(() -> SiteRecords.read(context.target(), context.keys()));
    UnparkRecord asked = records.unpark();
    if (asked == null || asked.isDone() || !records.term().isPromoted()) {
      return new End.Nothing();
    }
    recordRevision = records.unparkRevision();
    try {
      return run(asked);
    } catch (UnparkContext.Interrupted interrupted) {
      return new End.Interrupted(String.valueOf(interrupted.getMessage()));
    }
  }

  private End run(UnparkRecord asked) {
    List<ParkedObject> parked = parked();
    UnparkReport counted =
        new UnparkReport(asked, parked.size(), context.limits().reportMaxItems());
    report = counted;
    write(UnparkRecord.State.RUNNING);
    for (int pass = 0; pass < PASSES && !parked.isEmpty(); pass++) {
      UnparkWave waves =
          new UnparkWave(context, Presence.find(context, parked), counted, this::progress);
      UnparkPlan.of(parked).forEach(waves::run);
      parked = stillParked(counted);
    }
    parked.forEach(
        object -> counted.left(object.key(), "it was parked while the others were put in place"));
    return new End.Done(write(UnparkRecord.State.DONE));
  }

  private List<ParkedObject> parked() {
    ControlKeys keys = context.keys();
    List<ParkedObject> parked = new ArrayList<>();
    context.walk(
        keys.parked(KeyRange.ALL),
        page -> {
          for (KeyValue kv : page) {
            Bytes key = keys.unparked(kv.key());
            Bytes plaintext = context.classifier().plaintext(key, kv.value()).orElse(Bytes.EMPTY);
            parked.add(ParkedObject.of(kv, context.read(key, kv), plaintext));
          }
        });
    return parked;
  }

  /** Reads values only if there is something that nobody knows of. */
  private List<ParkedObject> stillParked(UnparkReport counted) {
    KeyRange range = context.keys().parked(KeyRange.ALL);
    long count =
        context.patiently(() -> context.target().range(RangeQuery.count(range, 0)).await().count());
    if (count == 0) {
      return List.of();
    }
    List<ParkedObject> unknown = new ArrayList<>(parked());
    unknown.removeIf(object -> counted.isLeft(object.key()));
    return unknown;
  }

  private void progress() {
    Instant due = lastProgress.plus(context.limits().progressInterval());
    if (!context.timing().now().isBefore(due)) {
      write(UnparkRecord.State.RUNNING);
    }
  }

  private UnparkRecord write(UnparkRecord.State state) {
    UnparkReport counted = report;
    if (counted == null) {
      throw new IllegalStateException("an unpark has a report once it has listed what is parked");
    }
    lastProgress = context.timing().now();
    UnparkRecord record = counted.record(state, context.holder(), lastProgress);
    Bytes json = record.toJson();
    Bytes key = context.keys().unpark();
    for (int tried = 1; tried <= context.limits().retries(); tried++) {
      Fence fence = context.fence();
      List<Condition> conditions = new ArrayList<>(fence.conditions(context.keys()));
      conditions.add(new Condition.ModRevisionIs(key, recordRevision));
      Txn txn = new Txn(conditions, List.of(Txn.put(key, json)));
      switch (context.target().txn(txn).await()) {
        case TxnOutcome.Committed committed -> {
          recordRevision = committed.revision();
          return record;
        }
        case TxnOutcome.Rejected rejected -> throw rejected.cause();
        case TxnOutcome.ConditionFailed failed -> {
          if (landed(json)) {
            return record;
          }
          throw new UnparkContext.Interrupted("another works, or the role of this site changed");
        }
        case TxnOutcome.Unknown unknown -> {
          if (landed(json)) {
            return record;
          }
          context.timing().backOff(context.limits().retryPause());
        }
      }
    }
    throw new EtcdException(
        EtcdException.Kind.UNAVAILABLE, "target: the record 'unpark' could not be written");
  }

  private boolean landed(Bytes json) {
    Bytes key = context.keys().unpark();
    KeyValue now =
        context.patiently(() -> context.target().get(List.of(key), 0).await().keys().get(key));
    boolean landed = now != null && now.value().equals(json);
    if (landed) {
      recordRevision = now.modRevision();
    }
    return landed;
  }
}
