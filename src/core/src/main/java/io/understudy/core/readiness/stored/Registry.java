package io.understudy.core.readiness.stored;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Stride;
import io.understudy.core.registry.ObjectFields;
import io.understudy.core.scope.Classifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The registry in one etcd, and the objects parked beside it. Every call asks the etcd and throws
 * {@link EtcdException} if it does not answer; nothing is kept.
 */
public final class Registry {

  private static final int PAGE_KEYS = 500;

  private final Etcd etcd;
  private final Optional<ControlKeys> parking;
  private final Classifier classifier;

  private Registry(Etcd etcd, Optional<ControlKeys> parking, Classifier classifier) {
    this.etcd = etcd;
    this.parking = parking;
    this.classifier = classifier;
  }

  /**
   * @param classifier opens values; its rules are not asked
   */
  public static Registry ofPrimary(Etcd source, Classifier classifier) {
    return new Registry(source, Optional.empty(), classifier);
  }

  /**
   * @param classifier opens values; its rules are not asked
   */
  public static Registry ofStandby(Etcd target, ControlKeys keys, Classifier classifier) {
    return new Registry(target, Optional.of(keys), classifier);
  }

  /**
   * An object.
   *
   * @param key in the registry, where it is or would be if it were not parked
   * @param fields empty if it cannot be read here
   */
  record Stored(Bytes key, boolean parked, Optional<ObjectFields> fields) {}

  Etcd etcd() {
    return etcd;
  }

  /** Empty if it is encrypted and cannot be opened here. */
  Optional<Bytes> plaintext(Bytes keyInRegistry, Bytes value) {
    return classifier.plaintext(keyInRegistry, value);
  }

  /** Another number once other values can be opened. */
  long generation() {
    return classifier.generation();
  }

  /** The ranges that hold what is below a prefix: the visible, and if any the parked. */
  List<KeyRange> ranges(KeyRange visible) {
    return parking
        .map(keys -> List.of(visible, keys.parked(visible)))
        .orElseGet(() -> List.of(visible));
  }

  boolean isParked(Bytes key) {
    return parking.isPresent() && parking.get().isParked(key);
  }

  Bytes inRegistry(Bytes key) {
    return isParked(key) ? parking.orElseThrow().unparked(key) : key;
  }

  /** What follows a prefix in the keys below it, visible and parked ones. */
  List<String> names(String prefix) {
    List<String> names = new ArrayList<>();
    for (KeyRange range : ranges(KeyRange.prefix(Bytes.utf8(prefix)))) {
      pages(
          range,
          RangeQuery.Content.KEYS,
          kv -> names.add(inRegistry(kv.key()).utf8().substring(prefix.length())));
    }
    return names;
  }

  /** The keys of a range as they are in the etcd. */
  void keys(KeyRange range, Consumer<Bytes> taker) {
    pages(range, RangeQuery.Content.KEYS, kv -> taker.accept(kv.key()));
  }

  /** All objects below a prefix, visible ones first, then the parked ones. */
  void each(String prefix, Consumer<Stored> taker) {
    for (KeyRange range : ranges(KeyRange.prefix(Bytes.utf8(prefix)))) {
      pages(range, RangeQuery.Content.KEYS_AND_VALUES, kv -> taker.accept(stored(kv)));
    }
  }

  /** The object of a key, visible, and if any the one parked. */
  List<Stored> at(String key) {
    List<Bytes> asked = new ArrayList<>();
    asked.add(Bytes.utf8(key));
    parking.ifPresent(keys -> asked.add(keys.parked(Bytes.utf8(key))));
    var found = etcd.get(asked, 0).await().keys();
    List<Stored> stored = new ArrayList<>();
    for (Bytes one : asked) {
      KeyValue kv = found.get(one);
      if (kv != null) {
        stored.add(stored(kv));
      }
    }
    return stored;
  }

  /** The object that an API server shows at a key. */
  Optional<Stored> visible(String key) {
    return at(key).stream().filter(stored -> !stored.parked()).findFirst();
  }

  private Stored stored(KeyValue kv) {
    Bytes key = inRegistry(kv.key());
    Optional<ObjectFields> fields = plaintext(key, kv.value()).flatMap(ObjectFields::of);
    return new Stored(key, isParked(kv.key()), fields);
  }

  private void pages(KeyRange range, RangeQuery.Content content, Consumer<KeyValue> taker) {
    Stride stride = Stride.over(range);
    int limit = PAGE_KEYS;
    while (true) {
      Page page;
      try {
        page = etcd.range(new RangeQuery(stride.range(), 0, limit, content, 0)).await();
      } catch (EtcdException failure) {
        if (failure.kind() != EtcdException.Kind.TOO_LARGE || limit == 1) {
          throw failure;
        }
        limit = Math.max(1, limit / 8);
        continue;
      }
      page.keys().forEach(taker);
      if (stride.isLast(page)) {
        return;
      }
      stride = stride.after(page, limit);
    }
  }
}
