package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.CLASSIFIER;
import static io.understudy.core.mirror.Samples.KEYS;
import static io.understudy.core.mirror.Samples.key;
import static io.understudy.core.mirror.Samples.object;
import static io.understudy.core.mirror.Samples.writes;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A source that changes, and the writes that are expected of it. */
abstract class TranslatorCase {

  static final Bytes CONFIG = key("configmaps/a");
  static final Bytes DEEPER = key("configmaps/deeper");
  static final Bytes DEPLOYMENT = key("deployments/d");
  static final Bytes POD = key("pods/p");

  final Map<Bytes, KeyValue> source = new HashMap<>();
  final Set<Bytes> foreign = new HashSet<>();
  final List<Bytes> asked = new ArrayList<>();
  final RevisionTranslator translator =
      new RevisionTranslator(this::facts, KEYS, new RegistryIndex(true), foreign::contains);
  long revision = 1;

  /** Values longer than this are too large for the target. */
  int tooLargeFrom = Integer.MAX_VALUE;

  private Facts facts(KeyValue object) {
    return Facts.of(CLASSIFIER.classify(object)).blockedIf(object.value().length() >= tooLargeFrom);
  }

  Translated happens(Change... changes) {
    for (Change change : changes) {
      switch (change) {
        case Change.Put put -> source.put(put.key(), put.after());
        case Change.Delete delete -> source.remove(delete.key());
      }
    }
    asked.clear();
    return translator.translate(new Revision(revision, List.of(changes)), this::values);
  }

  Map<Bytes, KeyValue> values(List<Bytes> keys) {
    asked.addAll(keys);
    Map<Bytes, KeyValue> values = new HashMap<>();
    keys.forEach(key -> values.put(key, source.get(key)));
    return values;
  }

  /** Each has a content of its own. */
  Change put(Bytes key, String uid, String... owners) {
    return new Change.Put(object(key, uid, ++revision, owners));
  }

  static Change delete(Bytes key) {
    return new Change.Delete(key);
  }

  KeyWrites mirror(Bytes key) {
    return writes(key, visible(key));
  }

  KeyWrites parkFromOutside(Bytes key) {
    return writes(key, parked(key));
  }

  KeyWrites park(Bytes key) {
    return writes(key, Txn.delete(key), parked(key));
  }

  KeyWrites unpark(Bytes key) {
    return writes(key, visible(key), Txn.delete(KEYS.parked(key)));
  }

  Txn.Write visible(Bytes key) {
    return Txn.put(key, source.get(key).value());
  }

  Txn.Write parked(Bytes key) {
    return Txn.put(KEYS.parked(key), source.get(key).value());
  }

  static KeyWrites remove(Bytes key) {
    return writes(key, Txn.delete(key));
  }

  static KeyWrites dropParked(Bytes key) {
    return writes(key, Txn.delete(KEYS.parked(key)));
  }

  static void assertWrites(
      Translated translated, List<KeyWrites> leaving, List<KeyWrites> entering) {
    assertThat(translated.leaving()).as("leaving").isEqualTo(leaving);
    assertThat(translated.entering()).as("entering").isEqualTo(entering);
    assertThat(translated.needsParts()).as("needs parts").isFalse();
  }
}
