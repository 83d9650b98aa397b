package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.Checker;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.encryption.Encryption;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.IndependentClient;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registry and its standby, made equal by the mirror, which is stopped then. Faults are planted
 * in it, looked for in three ways, and taken back.
 */
final class PlantedSite implements AutoCloseable {

  /** The source takes what no target does. */
  private static final EtcdOptions LARGE =
      EtcdOptions.standard().argument("--max-request-bytes=8388608");

  private final TwoEtcds etcds = new TwoEtcds(LARGE, EtcdOptions.standard());
  private final Checks checks;
  private final Checker following;
  private final Checker listing;
  private final SortedMap<Bytes, KeyValue> source;
  private final SortedMap<Bytes, KeyValue> target;

  PlantedSite(Collection<KeyValue> registry, Rules rules, Encryption encryption) {
    etcds.source().load(registry);
    RunningMirror.Setup setup =
        RunningMirror.Setup.of(
            List.of(etcds.sourceProcess().endpoint()),
            List.of(etcds.targetProcess().endpoint()),
            rules);
    try (RunningMirror mirror = RunningMirror.between(setup.reading(encryption))) {
      mirror.awaitEvent("sound");
      etcds.awaitEqual();
    }
    checks = new Checks(etcds, new Classifier(rules, encryption));
    following = checks.checker();
    listing = checks.listing();
    source = etcds.source().all(0);
    target = objects();
    for (Checker checker : List.of(following, listing)) {
      assertFound(Checks.run(checker), CheckResult.How.FULL, List.of());
    }
  }

  /** As they were mirrored. */
  SortedMap<Bytes, KeyValue> source() {
    return source;
  }

  IndependentClient atSource() {
    return etcds.source();
  }

  IndependentClient atTarget() {
    return etcds.target();
  }

  boolean isParked(Bytes key) {
    return target.containsKey(TwoEtcds.KEYS.parked(key));
  }

  boolean isVisible(Bytes key) {
    return target.containsKey(key);
  }

  /** Where the mirror put it. */
  Bytes place(Bytes key) {
    return isParked(key) ? TwoEtcds.KEYS.parked(key) : key;
  }

  /** A mirror that says that the target equals the source as it is now. */
  void claim() {
    Checkpoint checkpoint =
        etcds.checkpoint().orElseThrow().at(etcds.source().revision(), Instant.now());
    etcds.target().put(TwoEtcds.KEYS.checkpoint(), checkpoint.toJson());
  }

  /**
   * Exactly this is found by one who reads everything, and by two who read what changed since all
   * was well, one of them without history; and nothing once it is taken back.
   */
  void assertFound(List<String> lines) {
    assertFound(Checks.run(following), CheckResult.How.CHANGES, lines);
    assertFound(Checks.run(listing), CheckResult.How.MOVED, lines);
    assertFound(Checks.run(checks.checker()), CheckResult.How.FULL, lines);
    takeBack();
    assertFewRead(Checks.run(following), CheckResult.How.CHANGES);
    assertFewRead(Checks.run(listing), CheckResult.How.MOVED);
  }

  private void assertFewRead(Checks.Outcome outcome, CheckResult.How how) {
    assertThat(outcome.lines()).as("%s", how).isEmpty();
    assertThat(outcome.result().how()).isEqualTo(how);
    assertThat(outcome.result().sourceValues()).isLessThan(source.size() / 4);
  }

  /** Exactly this is found by keys alone. */
  void assertFoundByKeys(List<String> lines) {
    Checks.Outcome outcome = Checks.run(checks.checker(), new CheckMode(false, false));
    assertThat(outcome.lines()).containsExactlyInAnyOrderElementsOf(lines);
  }

  private void assertFound(Checks.Outcome outcome, CheckResult.How how, List<String> lines) {
    assertThat(outcome.lines()).as("%s", how).containsExactlyInAnyOrderElementsOf(lines);
    assertThat(outcome.result().how()).isEqualTo(how);
    assertThat(outcome.result().sourceKeys()).isPositive();
    if (lines.isEmpty()) {
      return;
    }
    SortedMap<Bytes, KeyValue> ofSource = etcds.source().all(outcome.result().watermark());
    SortedMap<Bytes, KeyValue> ofTarget = etcds.target().all(outcome.result().targetRevision());
    for (CheckDifference found : outcome.differences()) {
      Bytes there = found.parked() ? TwoEtcds.KEYS.parked(found.key()) : found.key();
      assertThat(found.sourceRevision())
          .as("source revision of %s", found)
          .isEqualTo(revision(ofSource, found.key()));
      assertThat(found.targetRevision())
          .as("target revision of %s", found)
          .isEqualTo(revision(ofTarget, there));
    }
  }

  private static long revision(SortedMap<Bytes, KeyValue> keys, Bytes key) {
    KeyValue kv = keys.get(key);
    return kv == null ? 0 : kv.modRevision();
  }

  private void takeBack() {
    restore(etcds.source(), etcds.source().all(0), source);
    restore(etcds.target(), objects(), target);
    claim();
  }

  private static void restore(
      IndependentClient etcd, SortedMap<Bytes, KeyValue> now, SortedMap<Bytes, KeyValue> before) {
    now.keySet().stream().filter(key -> !before.containsKey(key)).forEach(etcd::delete);
    before.forEach(
        (key, kv) -> {
          KeyValue present = now.get(key);
          if (present == null || !present.value().equals(kv.value())) {
            etcd.put(key, kv.value());
          }
        });
  }

  /** All of the target but the mirror's records. */
  private SortedMap<Bytes, KeyValue> objects() {
    SortedMap<Bytes, KeyValue> objects = new TreeMap<>(etcds.target().all(0));
    objects
        .keySet()
        .removeIf(
            key -> key.startsWith(Bytes.utf8("/understudy/")) && !TwoEtcds.KEYS.isParked(key));
    return objects;
  }

  @Override
  public void close() {
    checks.close();
    etcds.close();
  }
}
