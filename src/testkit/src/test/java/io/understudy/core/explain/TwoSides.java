package io.understudy.core.explain;

import static io.understudy.core.explain.Objects.configMap;
import static io.understudy.core.explain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.explain.Cause.WrittenOnStandby;
import io.understudy.core.explain.Cause.WrittenOnStandby.Proof;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A source and a target, and what each writer of them does. */
abstract class TwoSides {

  static final ControlKeys KEYS = new ControlKeys("global");

  static final Rules RULES =
      RuleFile.parse(
          """
          version: 1
          extends: everything
          rules:
          - name: by-label
            match: {labels: {stay: "home"}}
            place: leave-out
            reason: a label decides
          """,
          "test.yaml",
          Rules.Options.DEFAULT);

  static final Bytes DEPENDENT = Bytes.utf8("/registry/configmaps/a/dependent");
  static final Bytes OWNER = Bytes.utf8("/registry/configmaps/a/owner");
  static final Bytes MOUSE = Bytes.utf8("/registry/example.com/mice/a/jerry");
  static final Bytes DEFINITION =
      Bytes.utf8("/registry/apiextensions.k8s.io/customresourcedefinitions/mice.example.com");
  static final Bytes SOME = Bytes.utf8("/registry/configmaps/a/some");

  final Objects owner = configMap("a", "owner");
  final Objects mouse = object("example.com/v1", "Mouse", "a", "jerry", "uid-of-jerry");
  final List<Cause> explained = new ArrayList<>();

  abstract Etcd source();

  abstract Etcd target();

  abstract void compactTarget(long revision);

  @AfterEach
  void nothingOfAValueIsInAnyExplanation() {
    assertThat(explained)
        .isNotEmpty()
        .allSatisfy(
            cause -> {
              assertThat(cause.text()).doesNotContain(Objects.SECRET);
              assertThat(cause.toString()).doesNotContain(Objects.SECRET);
            });
  }

  static WrittenOnStandby deletedAt(long revision) {
    return new WrittenOnStandby(revision, true, Proof.HISTORY, Optional.empty());
  }

  Cause explain(Difference difference) {
    Cause cause = explainer().explain(difference);
    explained.add(cause);
    return cause;
  }

  void explainedBy(Cause cause) {
    explained.add(cause);
  }

  Explainer explainer() {
    return new Explainer(source(), target(), KEYS, classifier(), limit());
  }

  static Classifier classifier() {
    return Classifier.of(RULES);
  }

  static TargetLimit limit() {
    return new TargetLimit(TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
  }

  Difference missed(Bytes key) {
    Difference difference = difference(Difference.Kind.MISSED, key);
    assertThat(difference.source()).isNotNull();
    assertThat(difference.target()).isNull();
    return difference;
  }

  Difference different(Bytes key) {
    Difference difference = difference(Difference.Kind.DIFFERENT, key);
    assertThat(difference.source()).isNotNull();
    assertThat(difference.target()).isNotNull();
    return difference;
  }

  Difference difference(Difference.Kind kind, Bytes key) {
    return explainer().read(key, kind, false, revision(source()), revision(target()));
  }

  /** On both sides, as the mirror carries it over. */
  void mirrored(Bytes key, Bytes value) {
    onSource(Txn.put(key, value));
    byMirror(KEYS.checkpoint(), Txn.put(key, value));
  }

  /** With the record that every Txn of the mirror changes. */
  void byMirror(Bytes record, Txn.Write... writes) {
    Bytes value =
        record.equals(KEYS.checkpoint())
            ? Checkpoint.first(new Checkpoint.SourceId(1, 2), 1, Instant.EPOCH, "rules")
                .at(revision(source()), Instant.EPOCH)
                .toJson()
            : Bytes.utf8("{}");
    List<Txn.Write> all = new ArrayList<>(List.of(writes));
    all.add(Txn.put(record, value));
    onTarget(all.toArray(Txn.Write[]::new));
  }

  void onSource(Txn.Write... writes) {
    commit(source(), writes);
  }

  long onTarget(Txn.Write... writes) {
    return commit(target(), writes);
  }

  static long commit(Etcd etcd, Txn.Write... writes) {
    TxnOutcome outcome = etcd.txn(new Txn(List.of(), List.of(writes))).await();
    return ((TxnOutcome.Committed) outcome).revision();
  }

  static long revision(Etcd etcd) {
    return etcd.get(List.of(SOME), 0).await().revision();
  }
}
