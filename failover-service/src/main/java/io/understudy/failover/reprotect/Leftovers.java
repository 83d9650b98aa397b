package io.understudy.failover.reprotect;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.failover.Ends;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the reverse mirror has left alone on the old primary, as its foreign keys are on record. */
final class Leftovers {

  private static final int PAGE = 500;

  private final Ends ends;
  private final ControlKeys keys;

  Leftovers(Ends ends, ControlKeys keys) {
    this.ends = ends;
    this.keys = keys;
  }

  /**
   * A list of orphans that was confirmed.
   *
   * @param watermark W: what the old primary put later is a late write
   * @param revision of the old primary that the list was exact for
   * @param written late writes in it
   */
  record Confirmed(long watermark, long revision, long written) {

    /**
     * Whether a key that is in scope was in the list. The list held all that was put after W, and
     * what was not put again since is as it was then.
     */
    boolean held(KeyValue kv) {
      return kv.modRevision() > watermark && kv.modRevision() <= revision;
    }
  }

  /**
   * @param confirmed those of the list, late ones first, as dependents are mostly created later
   * @param others foreign keys that nobody confirmed
   */
  record Found(List<KeyValue> confirmed, List<Bytes> others) {}

  /**
   * Why the records of foreign keys do not tell all yet; empty if they do.
   *
   * @throws io.understudy.core.port.EtcdException if an end does not answer
   * @throws io.understudy.core.control.CorruptRecordException if a record cannot be read
   */
  Optional<String> untold(Confirmed list) {
    Map<Bytes, KeyValue> there = get(ends.source(), List.of(keys.checkpoint(), keys.scope()));
    Map<Bytes, KeyValue> here = get(ends.target(), List.of(keys.scope()));
    KeyValue checkpoint = there.get(keys.checkpoint());
    if (checkpoint == null) {
      return Optional.of("the old primary has no checkpoint: nothing is mirrored into it yet");
    }
    Checkpoint at = Checkpoint.fromJson(checkpoint.value());
    if (at.phase() != Checkpoint.Phase.TAIL || at.driftRevision() < list.revision()) {
      return Optional.of(
          "its mirror has told its foreign keys up to revision "
              + at.driftRevision()
              + " of the old primary, "
              + list.revision()
              + " is wanted");
    }
    List<String> rulesThere = rules(there.get(keys.scope()));
    return rulesThere.size() == 1 && rulesThere.equals(rules(here.get(keys.scope())))
        ? Optional.empty()
        : Optional.of(
            "its mirror goes by other scope rules than those that the orphans were told by; give both"
                + " sites the same, or delete what is surplus there by POST"
                + " /api/v1/checks/{id}/repair of its monitor-service");
  }

  private static List<String> rules(@Nullable KeyValue record) {
    return record == null ? List.of() : ScopeRecord.fromJson(record.value()).rules();
  }

  /**
   * As they are now.
   *
   * @throws io.understudy.core.port.EtcdException if the old primary's etcd does not answer
   */
  Found find(Confirmed list) {
    List<KeyValue> confirmed = new ArrayList<>();
    List<Bytes> others = new ArrayList<>();
    KeyRange range = KeyRange.prefix(keys.foreignPrefix().plus(Bytes.utf8("/")));
    while (true) {
      Page page = ends.source().range(RangeQuery.keys(range, 0, PAGE)).await();
      List<Bytes> named = page.keys().stream().map(kv -> keys.foreignKey(kv.key())).toList();
      for (KeyValue kv : present(named)) {
        if (list.held(kv)) {
          confirmed.add(kv);
        } else {
          others.add(kv.key());
        }
      }
      if (page.keys().size() < PAGE) {
        confirmed.sort(Comparator.comparingLong(KeyValue::createRevision).reversed());
        return new Found(confirmed, others);
      }
      range = new KeyRange(page.keys().getLast().key().next(), range.to());
    }
  }

  /**
   * This site's revision now.
   *
   * @throws io.understudy.core.port.EtcdException if its etcd does not answer
   */
  long present() {
    return ends.target().get(List.of(keys.checkpoint()), 0).await().revision();
  }

  /**
   * Whether the old primary has all that this site had at a revision.
   *
   * @throws io.understudy.core.port.EtcdException if its etcd does not answer
   * @throws io.understudy.core.control.CorruptRecordException if a record cannot be read
   */
  boolean hasFollowed(long revision) {
    KeyValue checkpoint = get(ends.source(), List.of(keys.checkpoint())).get(keys.checkpoint());
    if (checkpoint == null) {
      return false;
    }
    Checkpoint at = Checkpoint.fromJson(checkpoint.value());
    return at.phase() == Checkpoint.Phase.TAIL && !at.inParts() && at.watermark() >= revision;
  }

  /** A record outlives its key for a moment. */
  private List<KeyValue> present(List<Bytes> named) {
    List<KeyValue> present = new ArrayList<>();
    for (int from = 0; from < named.size(); from += LinkEnds.KEYS_AT_ONCE) {
      List<Bytes> some = named.subList(from, Math.min(named.size(), from + LinkEnds.KEYS_AT_ONCE));
      present.addAll(get(ends.source(), some).values());
    }
    return present;
  }

  private static Map<Bytes, KeyValue> get(Etcd etcd, List<Bytes> keys) {
    return etcd.get(keys, 0).await().keys();
  }
}
