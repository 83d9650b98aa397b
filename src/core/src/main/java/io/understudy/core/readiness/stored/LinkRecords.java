package io.understudy.core.readiness.stored;

import io.understudy.core.check.CheckBook;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.readiness.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the link's own records in the standby's etcd say. */
public final class LinkRecords {

  /** Kept checks that are looked at for one that could tell. */
  static final int CHECKS_MAX = 10;

  private final Etcd target;
  private final ControlKeys keys;

  public LinkRecords(Etcd target, ControlKeys keys) {
    this.target = target;
    this.keys = keys;
  }

  /**
   * @throws EtcdException if the etcd does not answer
   * @throws CorruptRecordException if a record is damaged; names it
   */
  public Facts.Records records() {
    var found =
        target.get(List.of(keys.term(), keys.checkpoint(), keys.paused()), 0).await().keys();
    return new Facts.Records(
        read(found.get(keys.term()), TermRecord::fromJson),
        read(found.get(keys.checkpoint()), Checkpoint::fromJson),
        found.containsKey(keys.paused()));
  }

  private static <T> Optional<T> read(@Nullable KeyValue kv, Function<Bytes, T> reader) {
    return Optional.ofNullable(kv).map(record -> reader.apply(record.value()));
  }

  /**
   * The newest kept checks, newest first: up to the first that told whether both sides are equal,
   * ten at most. One that compared keys alone tells only if it found a difference.
   *
   * @throws EtcdException if the etcd does not answer
   * @throws CorruptRecordException if one is damaged; names it
   */
  public List<Facts.KeptCheck> checks() {
    List<Facts.KeptCheck> kept = new ArrayList<>();
    CheckBook book = new CheckBook(target, keys);
    for (String id : book.ids().stream().limit(CHECKS_MAX).toList()) {
      Optional<CheckRecord> found = book.find(id);
      if (found.isPresent()) {
        CheckRecord check = found.get();
        boolean told = tells(check);
        kept.add(new Facts.KeptCheck(id, check.finishedAt(), check.result(), told, check.error()));
        if (told) {
          break;
        }
      }
    }
    return kept;
  }

  private static boolean tells(CheckRecord check) {
    return switch (check.result()) {
      case CONSISTENT -> !check.reading().keysOnly();
      case INCONSISTENT -> true;
      case FAILED -> false;
    };
  }
}
