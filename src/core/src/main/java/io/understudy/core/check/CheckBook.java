package io.understudy.core.check;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kept results of one link's checks, in its target. Any replica reads them; {@link CheckTurns}
 * writes them. Holds nothing itself; safe for several threads.
 *
 * <p>Every call throws {@link EtcdException} if the target does not answer.
 */
public final class CheckBook {

  private static final int KEYS_OF_A_PAGE = 1_000;

  /** Records are large. */
  private static final int RECORDS_AT_ONCE = 4;

  private static final int DELETES_OF_A_TXN = 100;

  private final Etcd target;
  private final ControlKeys keys;

  public CheckBook(Etcd target, ControlKeys keys) {
    this.target = target;
    this.keys = keys;
  }

  /**
   * Some results, without naming keys.
   *
   * @param checks the newest first
   * @param unreadable ids of records that are damaged
   * @param more whether older ones follow
   */
  public record Listing(List<CheckRecord> checks, List<String> unreadable, boolean more) {}

  /** The ids of all that are kept, the newest first. */
  public List<String> ids() {
    Bytes prefix = keys.checksPrefix();
    KeyRange rest = KeyRange.prefix(prefix);
    List<String> ids = new ArrayList<>();
    while (true) {
      Page page = target.range(RangeQuery.keys(rest, 0, KEYS_OF_A_PAGE)).await();
      page.keys().forEach(kv -> CheckIds.of(kv.key(), prefix).ifPresent(ids::add));
      if (!page.more() || page.keys().isEmpty()) {
        return CheckIds.newestFirst(ids);
      }
      rest = new KeyRange(page.keys().getLast().key().next(), rest.to());
    }
  }

  /**
   * @param limit at most so many, the newest
   */
  public Listing newest(int limit) {
    return among(ids(), limit);
  }

  /**
   * The page that follows.
   *
   * @param id the last one of the page before, which need not be kept any more
   */
  public Listing olderThan(String id, int limit) {
    List<String> all = new ArrayList<>(ids());
    if (!all.contains(id)) {
      all.add(id);
    }
    List<String> ordered = CheckIds.newestFirst(all);
    return among(ordered.subList(ordered.indexOf(id) + 1, ordered.size()), limit);
  }

  /**
   * One result, with its keys.
   *
   * @throws CorruptRecordException if it is damaged
   */
  public Optional<CheckRecord> find(String id) {
    if (!CheckRecord.isId(id)) {
      return Optional.empty();
    }
    Bytes key = keys.check(id);
    return Optional.ofNullable(target.get(List.of(key), 0).await().keys().get(key))
        .map(kv -> CheckRecord.fromJson(kv.value()));
  }

  /**
   * Deletes all but the newest.
   *
   * @return how many it deleted
   */
  public int keepNewest(int keep) {
    List<String> ids = ids();
    List<String> old = ids.subList(Math.min(keep, ids.size()), ids.size());
    for (int i = 0; i < old.size(); i += DELETES_OF_A_TXN) {
      List<Txn.Write> deletes =
          old.subList(i, Math.min(i + DELETES_OF_A_TXN, old.size())).stream()
              .map(id -> Txn.delete(keys.check(id)))
              .toList();
      switch (target.txn(new Txn(List.of(), deletes)).await()) {
        case TxnOutcome.Committed committed -> {}
        case TxnOutcome.ConditionFailed impossible -> {}
        case TxnOutcome.Rejected rejected -> throw rejected.cause();
        case TxnOutcome.Unknown unknown -> throw unknown.cause();
      }
    }
    return old.size();
  }

  private Listing among(List<String> ids, int limit) {
    List<String> wanted = ids.subList(0, Math.min(limit, ids.size()));
    List<CheckRecord> checks = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i += RECORDS_AT_ONCE) {
      List<String> some = wanted.subList(i, Math.min(i + RECORDS_AT_ONCE, wanted.size()));
      Map<Bytes, KeyValue> found =
          target.get(some.stream().map(keys::check).toList(), 0).await().keys();
      for (String id : some) {
        KeyValue kv = found.get(keys.check(id));
        if (kv != null) {
          read(id, kv.value(), checks, unreadable);
        }
      }
    }
    return new Listing(checks, unreadable, wanted.size() < ids.size());
  }

  private static void read(
      String id, Bytes json, List<CheckRecord> checks, List<String> unreadable) {
    try {
      checks.add(CheckRecord.fromJson(json).withoutKeys());
    } catch (CorruptRecordException damaged) {
      unreadable.add(id);
    }
  }
}
