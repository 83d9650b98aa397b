package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whole source revisions, in order, gathered for one Txn. Two puts of one object in a row become
 * the later one; anything else that meets on one key needs a Txn of its own.
 */
final class TailBatch {

  private final Limits limits;
  private final Map<Bytes, Txn.Write> writes = new LinkedHashMap<>();
  private long bytes;
  private long watermark;
  private int revisions;
  private LastKey lastKey = LastKey.NONE;

  TailBatch(Limits limits) {
    this.limits = limits;
  }

  /**
   * @param newest the source's newest key as of this revision
   * @return false if this revision has to wait for the next Txn; the batch is unchanged then
   */
  boolean add(Translated revision, LastKey newest) {
    if (revision.needsParts() || !fits(revision)) {
      return false;
    }
    for (Txn.Write write : writesOf(revision)) {
      Txn.Write earlier = writes.remove(write.key());
      bytes += KeyWrites.bytes(write) - (earlier == null ? 0 : KeyWrites.bytes(earlier));
      writes.put(write.key(), write);
    }
    revisions++;
    watermark = revision.revision();
    lastKey = newest;
    return true;
  }

  boolean isEmpty() {
    return revisions == 0;
  }

  boolean hasWrites() {
    return !writes.isEmpty();
  }

  /** Whether there is no room for anything else, because an object alone is larger than a Txn. */
  boolean isOversized() {
    return bytes > limits.txnMaxBytes();
  }

  int revisions() {
    return revisions;
  }

  /** The last source revision in it. */
  long watermark() {
    return watermark;
  }

  /** As it is after the last revision in it. */
  LastKey lastKey() {
    return lastKey;
  }

  List<Txn.Write> writes() {
    return new ArrayList<>(writes.values());
  }

  /** The writes of a revision that no Txn can hold whole, in groups that each fit one, in order. */
  static List<List<KeyWrites>> parts(Translated revision, Limits limits) {
    List<List<KeyWrites>> parts = new ArrayList<>(split(revision.entering(), limits));
    parts.addAll(split(revision.leaving(), limits));
    parts.addAll(split(revision.returning(), limits));
    return parts;
  }

  /** Groups of writes that each fit one Txn, in order; the writes of one key stay together. */
  static List<List<KeyWrites>> split(List<KeyWrites> all, Limits limits) {
    List<List<KeyWrites>> parts = new ArrayList<>();
    List<KeyWrites> part = new ArrayList<>();
    int writes = 0;
    long bytes = 0;
    for (KeyWrites next : all) {
      boolean full =
          writes + next.writes().size() > limits.txnMaxWrites()
              || bytes + next.bytes() > limits.txnMaxBytes();
      if (full && !part.isEmpty()) {
        parts.add(part);
        part = new ArrayList<>();
        writes = 0;
        bytes = 0;
      }
      part.add(next);
      writes += next.writes().size();
      bytes += next.bytes();
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  static List<Txn.Write> flat(List<KeyWrites> part) {
    List<Txn.Write> writes = new ArrayList<>();
    part.forEach(k -> writes.addAll(k.writes()));
    return writes;
  }

  private boolean fits(Translated revision) {
    int added = 0;
    long addedBytes = 0;
    for (Txn.Write write : writesOf(revision)) {
      Txn.Write earlier = writes.get(write.key());
      if (earlier != null && !(isPut(earlier) && isPut(write))) {
        return false;
      }
      added += earlier == null ? 1 : 0;
      addedBytes += KeyWrites.bytes(write);
    }
    return writes.size() + added <= limits.txnMaxWrites()
        && (bytes + addedBytes <= limits.txnMaxBytes() || writes.isEmpty() && added == 1);
  }

  private static boolean isPut(Txn.Write write) {
    return write instanceof Txn.Write.Put;
  }

  private static List<Txn.Write> writesOf(Translated revision) {
    List<Txn.Write> all = flat(revision.entering());
    all.addAll(flat(revision.leaving()));
    return all;
  }
}
