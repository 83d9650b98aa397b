package io.understudy.core.failover;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.RunBook.Kept;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what is stored of runs, and takes transactions to it. */
record RunStore(Etcd target, ControlKeys keys, EntryJson json, Timing timing) {

  static final int ATTEMPTS = 20;
  static final Duration PAUSE = Duration.ofMillis(200);

  private static final int PAGE = 500;

  Optional<Kept> load(String id) {
    List<Entry> entries = new ArrayList<>();
    List<Long> revisions = new ArrayList<>();
    each(
        KeyRange.prefix(keys.runPrefix(id)),
        RangeQuery.Content.KEYS_AND_VALUES,
        kv -> {
          entries.add(entry(kv));
          revisions.add(kv.modRevision());
        });
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(new Kept(id, Journal.of(entries), revisions.getLast()));
  }

  /** Only from the last known entry on, which has to be the one that is known. */
  Optional<Kept> refresh(Kept known) {
    Entry last = known.journal().last();
    KeyRange all = KeyRange.prefix(keys.runPrefix(known.id()));
    List<KeyValue> found = new ArrayList<>();
    each(
        new KeyRange(keys.runEntry(known.id(), last.number()), all.to()),
        RangeQuery.Content.KEYS_AND_VALUES,
        found::add);
    if (found.isEmpty() && load(known.id()).isEmpty()) {
      return Optional.empty();
    }
    if (found.isEmpty() || found.getFirst().modRevision() != known.lastRevision()) {
      throw new JournalException(
          "entry " + last.number() + " was changed or taken away since it was last read");
    }
    if (found.size() == 1) {
      return Optional.of(known);
    }
    List<Entry> more = found.stream().skip(1).map(this::entry).toList();
    return Optional.of(
        new Kept(known.id(), known.journal().with(more), found.getLast().modRevision()));
  }

  private Entry entry(KeyValue kv) {
    try {
      return json.read(kv.value());
    } catch (JournalException damaged) {
      // Anybody may have made the key, and it gets into a line of a log.
      String key = kv.key().utf8().replaceAll("[^ -~]", "?");
      throw new JournalException(key + ": " + damaged.getMessage());
    }
  }

  Optional<KeyValue> read(Bytes key) {
    return Optional.ofNullable(target.get(List.of(key), 0).await().keys().get(key));
  }

  void each(KeyRange all, RangeQuery.Content content, Consumer<KeyValue> with) {
    KeyRange range = all;
    while (true) {
      Page page = target.range(new RangeQuery(range, 0, PAGE, content, 0)).await();
      page.keys().forEach(with);
      if (page.keys().size() < PAGE) {
        return;
      }
      range = new KeyRange(page.keys().getLast().key().next(), range.to());
    }
  }

  TxnOutcome txn(Txn txn) {
    return target.txn(txn).await();
  }

  static EtcdException noEnd(String what) {
    return new EtcdException(
        EtcdException.Kind.UNAVAILABLE,
        "target: no certain answer came while " + what + "; ask again to learn what came of it");
  }
}
