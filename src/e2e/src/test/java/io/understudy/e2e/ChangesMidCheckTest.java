package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckLimits;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.Checker;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.IndependentClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to the two sides while a comparison reads them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangesMidCheckTest {

  private static final Rules RULES = TwoEtcds.profile("acp-global");
  private static final int OBJECTS = 300;
  private static final int AT_ONCE = 100;

  /** Some pages of each side. */
  private static final CheckLimits LIMITS = Checks.limits(40, 4);

  private static final IntConsumer NOTHING = read -> {};

  private final TwoEtcds etcds = new TwoEtcds();
  private RunningMirror mirror;
  private Checks checks;

  @BeforeAll
  void mirror() {
    List<Txn.Write> objects = new ArrayList<>();
    for (int i = 0; i < OBJECTS; i++) {
      objects.add(Txn.put(key(name(i)), Values.object("ConfigMap", name(i))));
    }
    for (int from = 0; from < OBJECTS; from += AT_ONCE) {
      etcds.source().commit(objects.subList(from, from + AT_ONCE));
    }
    mirror = etcds.mirror(RULES);
    mirror.awaitEvent("sound");
    etcds.awaitEqual();
    checks = new Checks(etcds, Classifier.of(RULES));
  }

  @AfterEach
  void takeBack() {
    SortedMap<Bytes, KeyValue> source = visible(etcds.source(), 0);
    SortedMap<Bytes, KeyValue> target = visible(etcds.target(), 0);
    target.keySet().stream()
        .filter(key -> !source.containsKey(key))
        .forEach(etcds.target()::delete);
    source.forEach(
        (key, kv) -> {
          KeyValue there = target.get(key);
          if (there == null || !there.value().equals(kv.value())) {
            etcds.target().put(key, kv.value());
          }
        });
  }

  @AfterAll
  void close() {
    checks.close();
    mirror.close();
    etcds.close();
  }

  @ParameterizedTest
  @CsvSource({
    "3, true, false",
    "3, false, true",
    "3, true, true",
    "6, true, true",
    "8, true, true"
  })
  void compactionOfEitherSideChangesNothingOfWhatIsFound(
      int atRead, boolean ofSource, boolean ofTarget) {
    plantFaults();
    IntConsumer compacting =
        read -> {
          if (read == atRead) {
            moveOn(read);
            compact(ofSource, ofTarget);
          }
        };
    long before = etcds.source().revision();

    Checks.Outcome full = Checks.run(checker(compacting, NOTHING, true));

    assertThat(full.result().how()).isEqualTo(CheckResult.How.FULL);
    assertThat(full.result().watermark()).as("a newer pair").isGreaterThan(before);
    assertThat(full.lines()).hasSizeGreaterThan(5).isEqualTo(plainly(full.result()));
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "true, 2", "false, 3", "false, 5", "false, 8"})
  void compactionWhileOnlyWhatChangedIsReadChangesNothingOfWhatIsFound(
      boolean history, int atRead) {
    boolean[] armed = {false};
    int[] reads = {0};
    IntConsumer compacting =
        ignored -> {
          if (armed[0] && ++reads[0] == atRead) {
            moveOn(atRead);
            compact(true, true);
          }
        };
    Checker checker = checker(compacting, NOTHING, history);
    assertThat(Checks.run(checker).lines()).isEmpty();
    moveOn(0);
    plantFaults();
    long before = etcds.source().revision();
    armed[0] = true;

    Checks.Outcome later = Checks.run(checker);

    assertThat(later.result().how()).isEqualTo(CheckResult.How.MOVED);
    assertThat(later.result().watermark()).as("a newer pair").isGreaterThan(before);
    assertThat(later.lines()).hasSizeGreaterThan(5).isEqualTo(plainly(later.result()));
  }

  @Test
  void whereHistoryIsCompactedAwayBeforeEachReadItSaysSo() {
    IntConsumer compacting =
        read -> {
          moveOn(read);
          compact(true, true);
        };

    assertThatExceptionOfType(CannotTellException.class)
        .isThrownBy(() -> Checks.run(checker(compacting, NOTHING, true)))
        .withMessageContaining("compacted away")
        .withMessageContaining("understudy.check.attempts")
        .matches(CannotTellException::passes, "passes");
  }

  @ParameterizedTest
  @CsvSource({
    "true, FULL, 6",
    "false, MOVED, 6",
    "false, MOVED, 9",
    "true, CHANGES, 2",
    "true, CHANGES, 3"
  })
  void whatChangesOnTheTargetMeanwhileIsFoundByTheNextCheckAlone(
      boolean history, CheckResult.How how, int atRead) {
    boolean[] armed = {how == CheckResult.How.FULL};
    int[] reads = {0};
    IntConsumer changing =
        ignored -> {
          if (armed[0] && ++reads[0] == atRead) {
            plantFaults();
          }
        };
    Checker checker = checker(NOTHING, changing, history);
    if (!armed[0]) {
      assertThat(Checks.run(checker).lines()).isEmpty();
      moveOn(0);
      armed[0] = true;
    }

    Checks.Outcome meanwhile = Checks.run(checker);
    assertThat(reads[0]).as("reads of the target").isGreaterThanOrEqualTo(atRead);
    Checks.Outcome next = Checks.run(checker);

    assertThat(meanwhile.result().how()).isEqualTo(how);
    assertThat(meanwhile.lines()).isEmpty();
    assertThat(next.result().how())
        .isEqualTo(history ? CheckResult.How.CHANGES : CheckResult.How.MOVED);
    assertThat(next.lines()).hasSize(9).isEqualTo(plainly(next.result()));
  }

  private Checker checker(IntConsumer beforeSource, IntConsumer beforeTarget, boolean history) {
    Etcd from = new BetweenReads(checks.source(), beforeSource, history);
    Etcd to = new BetweenReads(checks.target(), beforeTarget, history);
    return checks.checker(from, to, LIMITS);
  }

  /** Three of each kind on the target: at the beginning, in the middle and at the end. */
  private void plantFaults() {
    IndependentClient target = etcds.target();
    for (int i : new int[] {1, OBJECTS / 2, OBJECTS - 3}) {
      target.delete(key(name(i)));
      target.put(key(name(i + 1)), Values.object("ConfigMap", "somebody-else"));
      Values.configMap(target, name(i) + "-foreign");
    }
  }

  /** A change, a delete and a new object, mirrored before this returns. */
  private void moveOn(int round) {
    IndependentClient source = etcds.source();
    source.put(key(name(20)), Values.object("ConfigMap" + round, name(20)));
    source.delete(key(name(30 + round)));
    Values.configMap(source, name(5) + "-new-" + round);
    etcds.awaitEqual();
  }

  private void compact(boolean ofSource, boolean ofTarget) {
    if (ofSource) {
      etcds.source().compact(etcds.source().revision());
    }
    if (ofTarget) {
      etcds.target().compact(etcds.target().revision());
    }
  }

  /** From the two snapshots, in the plainest way. */
  private List<String> plainly(CheckResult result) {
    SortedMap<Bytes, KeyValue> source = visible(etcds.source(), result.watermark());
    SortedMap<Bytes, KeyValue> target = visible(etcds.target(), result.targetRevision());
    List<String> lines = new ArrayList<>();
    source.forEach(
        (key, kv) -> {
          KeyValue there = target.remove(key);
          if (there == null) {
            lines.add(Checks.line(key, DifferenceKind.MISSED, false));
          } else if (!there.value().equals(kv.value())) {
            lines.add(Checks.line(key, DifferenceKind.DIFFERENT, false));
          }
        });
    target.keySet().forEach(key -> lines.add(Checks.line(key, DifferenceKind.SURPLUS, false)));
    lines.sort(null);
    return lines;
  }

  private static SortedMap<Bytes, KeyValue> visible(IndependentClient etcd, long revision) {
    SortedMap<Bytes, KeyValue> visible = new TreeMap<>(etcd.all(revision));
    visible.keySet().removeIf(key -> !key.startsWith(RegistryKeys.PREFIX));
    return visible;
  }

  private static Bytes key(String name) {
    return Values.key("configmaps/team/" + name);
  }

  private static String name(int number) {
    return "object-%03d".formatted(number);
  }
}
