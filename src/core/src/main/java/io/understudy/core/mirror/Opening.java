package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.RepairRequest;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that a run reads before it decides how to begin.
 *
 * @param checkpoint null if there is none
 * @param checkpointRevision target revision it was put at, 0 if there is none
 * @param formerRules all that the target was written under
 * @param marks of the mirror's own revisions, each with the target revision it was put at
 * @param resync an operator's request, null if there is none
 * @param ownTerm value of the target's term record
 * @param reach what of the source may be read
 */
record Opening(
    @Nullable Checkpoint checkpoint,
    long checkpointRevision,
    ScopeRecord scope,
    List<Rules> formerRules,
    Set<Bytes> foreign,
    Map<Bytes, Long> marks,
    @Nullable ResyncRequest resync,
    boolean paused,
    @Nullable Bytes ownTerm,
    SourceReach reach,
    SourceControl sourceControl,
    Sources.Observed observed) {

  /** How many keys of others a first copy from this source may overwrite. */
  long accepted() {
    return resync != null && resync.isFor(observed.source().clusterId()) ? resync.accept() : 0;
  }

  static Opening read(RunContext context) {
    return context.patiently("control records", () -> readOfOne(context));
  }

  /** All of one cluster: where another answers in the middle of it, all is read again. */
  private static Opening readOfOne(RunContext run) {
    EtcdStatus answers = run.source().status();
    try {
      return readOnce(run.pinnedTo(Checkpoint.SourceId.of(answers)));
    } catch (EtcdException e) {
      throw e.kind() == EtcdException.Kind.OTHER_CLUSTER
          ? new EtcdException(EtcdException.Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e)
          : e;
    }
  }

  private static Opening readOnce(RunContext context) {
    ControlKeys keys = context.keys();
    Map<Bytes, KeyValue> records =
        context
            .target()
            .get(
                List.of(
                    keys.checkpoint(),
                    keys.scope(),
                    keys.resyncRequest(),
                    keys.repair(),
                    keys.paused(),
                    keys.term()),
                0)
            .await()
            .keys();
    SourceReach reach = SourceReach.of(context);
    KeyValue stored = records.get(keys.checkpoint());
    Checkpoint checkpoint = stored == null ? null : Checkpoint.fromJson(stored.value());
    KeyValue scopeRecord = records.get(keys.scope());
    ScopeRecord scope =
        scopeRecord == null
            ? new ScopeRecord(List.of())
            : ScopeRecord.fromJson(scopeRecord.value());
    KeyValue resync = records.get(keys.resyncRequest());
    KeyValue term = records.get(keys.term());
    KeyValue repair = records.get(keys.repair());
    if (repair != null) {
      // Only the tail does it, but one that cannot be read is refused before anything is written.
      RepairRequest.fromJson(repair.value());
    }
    return new Opening(
        checkpoint,
        stored == null ? 0 : stored.modRevision(),
        scope,
        scope.rules().stream().map(Rules::restore).toList(),
        foreign(context),
        marks(context),
        resync == null ? null : ResyncRequest.fromJson(resync.value()),
        records.containsKey(keys.paused()),
        term == null ? null : term.value(),
        reach,
        SourceControl.read(context),
        observe(context, within(reach, checkpoint)));
  }

  /** The checkpoint as far as the source's account can bear it out. */
  @Nullable Checkpoint comparable() {
    return within(reach, checkpoint);
  }

  private static @Nullable Checkpoint within(SourceReach reach, @Nullable Checkpoint stored) {
    return stored == null || stored.lastKey().isEmpty() || reach.range().contains(stored.lastKey())
        ? stored
        : stored.lastApplied(Bytes.EMPTY, 0);
  }

  private static Set<Bytes> foreign(RunContext context) {
    Set<Bytes> foreign = new HashSet<>();
    Bytes prefix = context.keys().foreignPrefix().plus(Bytes.utf8("/"));
    readAll(context, prefix, kv -> foreign.add(context.keys().foreignKey(kv.key())));
    return foreign;
  }

  private static Map<Bytes, Long> marks(RunContext context) {
    Map<Bytes, Long> marks = new HashMap<>();
    readAll(context, context.keys().marksPrefix(), kv -> marks.put(kv.key(), kv.modRevision()));
    // One that cannot be read is refused before anything is written.
    marks.keySet().forEach(context.keys()::marked);
    return marks;
  }

  private static void readAll(RunContext context, Bytes prefix, Consumer<KeyValue> each) {
    KeyRange range = KeyRange.prefix(prefix);
    Pager pager = new Pager(context, context.target(), range, new PageSize(context.limits()));
    while (!pager.isDone()) {
      pager.next(0).keys().forEach(each);
    }
  }

  static Sources.Observed observe(RunContext context, @Nullable Checkpoint checkpoint) {
    long known = checkpoint == null ? 0 : checkpoint.source().raftTerm();
    EtcdStatus source = SourceRevision.freshest(context, context.source(), known);
    EtcdStatus target = SourceRevision.freshest(context, context.target(), 0);
    List<KeyValue> last = new ArrayList<>();
    boolean readable = checkpoint == null || lastKey(context, checkpoint, last);
    return new Sources.Observed(source, target, last.isEmpty() ? null : last.get(0), readable);
  }

  /**
   * @return whether the source still has the watermark's revision
   */
  private static boolean lastKey(RunContext context, Checkpoint checkpoint, List<KeyValue> into) {
    if (checkpoint.watermark() == 0) {
      return true;
    }
    Bytes key = checkpoint.lastKey().isEmpty() ? SourceRevision.ANY : checkpoint.lastKey();
    try {
      KeyValue found =
          context.source().get(List.of(key), checkpoint.watermark()).await().keys().get(key);
      if (found != null) {
        into.add(found);
      }
      return true;
    } catch (EtcdException e) {
      return switch (e.kind()) {
        case COMPACTED -> {
          into.addAll(now(context, key));
          yield false;
        }
        case FUTURE_REVISION -> true;
        default -> throw e;
      };
    }
  }

  private static List<KeyValue> now(RunContext context, Bytes key) {
    return List.copyOf(context.source().get(List.of(key), 0).await().keys().values());
  }
}
