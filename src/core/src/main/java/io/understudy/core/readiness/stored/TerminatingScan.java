package io.understudy.core.readiness.stored;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.RangeQuery.Content;
import io.understudy.core.port.Stride;
import io.understudy.core.readiness.Facts;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.Envelope.Readable;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds objects with a deletion timestamp. The first look reads every value once; later ones only
 * values put since, slice by slice, and whether those found before are still there. Events, which
 * are never terminating, and pods, which each cluster makes for itself, are passed over. One
 * thread.
 */
public final class TerminatingScan {

  private static final int PAGE_KEYS = 500;
  private static final int GET_KEYS = 100;

  /** Keys of either kind that are kept; of more, these are told. */
  static final int KEPT_MAX = 10_000;

  private static final List<String> PASSED_OVER = List.of("/registry/events/", "/registry/pods/");
  private static final Envelope SEALED = new Envelope.Unreadable("encrypted");
  private static final KeyRange REGISTRY = KeyRange.prefix(Bytes.utf8("/registry/"));

  private final Registry registry;
  private final TreeSet<Bytes> terminating = new TreeSet<>();
  private final TreeSet<Bytes> unreadable = new TreeSet<>();
  private List<KeyRange> slices = List.of();
  private long readTo;
  private long generation;

  public TerminatingScan(Registry registry) {
    this.registry = registry;
  }

  /**
   * @throws EtcdException if the etcd does not answer; the next look begins where it must
   */
  public Facts.Terminating look() {
    long keys = registry.generation();
    if (slices.isEmpty() || keys != generation) {
      readAll();
      generation = keys;
    } else {
      readChanges();
      forgetDeleted();
    }
    return new Facts.Terminating(terminating.stream().map(Bytes::utf8).toList(), unreadable.size());
  }

  private void readAll() {
    slices = List.of();
    terminating.clear();
    unreadable.clear();
    long first = 0;
    List<KeyRange> read = new ArrayList<>();
    for (KeyRange range : ranges()) {
      long revision = readPaged(range, read);
      first = first == 0 ? revision : first;
    }
    readTo = first;
    slices = List.copyOf(read);
  }

  private List<KeyRange> ranges() {
    List<KeyRange> visible = new ArrayList<>();
    Bytes from = REGISTRY.from();
    for (String prefix : PASSED_OVER) {
      KeyRange hole = KeyRange.prefix(Bytes.utf8(prefix));
      visible.add(new KeyRange(from, hole.from()));
      from = hole.to();
    }
    visible.add(new KeyRange(from, REGISTRY.to()));
    return visible.stream().flatMap(range -> registry.ranges(range).stream()).toList();
  }

  /**
   * @return the revision of its first answer: whatever is put later is read again
   */
  private long readPaged(KeyRange range, List<KeyRange> read) {
    Stride stride = Stride.over(range);
    Bytes sliceFrom = range.from();
    int inSlice = 0;
    int limit = PAGE_KEYS;
    long first = 0;
    while (true) {
      Optional<Page> answer =
          ask(new RangeQuery(stride.range(), 0, limit, Content.KEYS_AND_VALUES, 0));
      if (answer.isEmpty()) {
        limit = Math.max(1, limit / 8);
        continue;
      }
      Page page = answer.get();
      first = first == 0 ? page.revision() : first;
      page.keys().forEach(this::take);
      inSlice += page.keys().size();
      if (stride.isLast(page)) {
        read.add(new KeyRange(sliceFrom, range.to()));
        return first;
      }
      stride = stride.after(page, limit);
      if (inSlice >= PAGE_KEYS) {
        read.add(new KeyRange(sliceFrom, stride.range().from()));
        sliceFrom = stride.range().from();
        inSlice = 0;
      }
    }
  }

  /** Empty if the answer would be too large, and can be had in smaller bites. */
  private Optional<Page> ask(RangeQuery query) {
    try {
      return Optional.of(registry.etcd().range(query).await());
    } catch (EtcdException failure) {
      if (failure.kind() == EtcdException.Kind.TOO_LARGE && query.limit() != 1) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private void readChanges() {
    long first = 0;
    for (KeyRange slice : slices) {
      Optional<Page> answer = ask(new RangeQuery(slice, 0, 0, Content.KEYS_AND_VALUES, readTo + 1));
      long revision;
      if (answer.isPresent()) {
        answer.get().keys().forEach(this::take);
        revision = answer.get().revision();
      } else {
        revision = readPaged(slice, new ArrayList<>());
      }
      first = first == 0 ? revision : first;
    }
    readTo = Math.max(readTo, first);
  }

  private void take(KeyValue kv) {
    terminating.remove(kv.key());
    unreadable.remove(kv.key());
    Bytes key = registry.inRegistry(kv.key());
    Optional<Bytes> plain = registry.plaintext(key, kv.value());
    if (plain.map(EnvelopeReader::read).orElse(SEALED)
        instanceof Readable(ObjectHeader header, var encoding)) {
      if (header.terminating()) {
        keep(terminating, kv.key());
      }
    } else {
      keep(unreadable, kv.key());
    }
  }

  private static void keep(TreeSet<Bytes> kept, Bytes key) {
    if (kept.size() < KEPT_MAX) {
      kept.add(key);
    }
  }

  private void forgetDeleted() {
    List<Bytes> all = List.copyOf(terminating);
    for (int i = 0; i < all.size(); i += GET_KEYS) {
      List<Bytes> some = all.subList(i, Math.min(all.size(), i + GET_KEYS));
      Set<Bytes> there = registry.etcd().get(some, 0).await().keys().keySet();
      some.stream().filter(key -> !there.contains(key)).forEach(terminating::remove);
    }
    if (!unreadable.isEmpty()) {
      unreadable.retainAll(keysBeside(unreadable));
    }
  }

  /** All keys of the resources that these are of: cheaper than to read so many values. */
  private Set<Bytes> keysBeside(Set<Bytes> some) {
    Set<Bytes> prefixes = new TreeSet<>();
    some.forEach(key -> prefixes.add(resource(key)));
    Set<Bytes> there = new TreeSet<>();
    prefixes.forEach(prefix -> registry.keys(KeyRange.prefix(prefix), there::add));
    return there;
  }

  /** Its key up to the slash after the resource, or the group. */
  private Bytes resource(Bytes key) {
    int parked = key.length() - registry.inRegistry(key).length();
    for (int i = parked + REGISTRY.from().length(); i < key.length(); i++) {
      if (key.at(i) == '/') {
        return Bytes.wrap(Arrays.copyOf(key.array(), i + 1));
      }
    }
    return key;
  }
}
