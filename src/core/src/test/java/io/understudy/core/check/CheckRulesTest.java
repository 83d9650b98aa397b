package io.understudy.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.check.CheckRules.Consequence;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.RuleFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckRulesTest {

  private static final String FILE =
      """
      version: 1
      rules:
      - name: own
        match: {resource: configmaps, namespace: kube-system, name: cluster-*}
        kind: [different, missed]
        verdict: ignore
        reason: each cluster writes its own
      - name: status
        match: {group: example.com, resource: widgets}
        kind: status-only
        verdict: fail
        reason: our operator acts on it
      - name: surplus
        match: {resource: secrets}
        kind: surplus
        verdict: list
        reason: made anew
      """;

  private final CheckRules rules = CheckRules.parse(FILE, "check.yaml");

  @ParameterizedTest
  @CsvSource({
    "configmaps/kube-system/cluster-info, DIFFERENT, IGNORE",
    "configmaps/kube-system/cluster-info, MISSED, IGNORE",
    "configmaps/kube-system/cluster-info, SURPLUS, FAIL",
    "configmaps/kube-system/other, DIFFERENT, FAIL",
    "example.com/widgets/a/b, STATUS_ONLY, FAIL",
    "example.com/widgets/a/b, ENCRYPTION_ONLY, LIST",
    "example.org/widgets/a/b, STATUS_ONLY, LIST",
    "secrets/a/b, SURPLUS, LIST",
    "secrets/a/b, STANDBY_OWNED, LIST"
  })
  void theFirstRuleThatMatchesKeyAndKindDecides(
      String key, DifferenceKind kind, Consequence wanted) {
    assertThat(rules.of(Bytes.utf8("/registry/" + key), kind)).isEqualTo(wanted);
  }

  @Test
  void singleKeysAreIgnoredAndComparedBeforeTheRules() {
    Bytes own = Bytes.utf8("/registry/configmaps/kube-system/cluster-info");
    Bytes other = Bytes.utf8("/registry/configmaps/kube-system/other");
    CheckRules keyed =
        rules.withKeys(
            KeyList.parse("# why\n\n " + other + "\n" + own + "\n", "ignore-equal.txt"),
            Set.of(own));

    assertThat(keyed.of(other, DifferenceKind.DIFFERENT)).isEqualTo(Consequence.IGNORE);
    assertThat(keyed.of(own, DifferenceKind.DIFFERENT)).isEqualTo(Consequence.FAIL);
    assertThat(keyed.of(own, DifferenceKind.STATUS_ONLY)).isEqualTo(Consequence.LIST);
    assertThat(keyed.of(Bytes.utf8(other + "/more"), DifferenceKind.MISSED))
        .as("exact keys")
        .isEqualTo(Consequence.FAIL);
  }

  @Test
  void aLineThatIsNoKeyIsToldWithItsNumber() {
    assertThatThrownBy(() -> KeyList.parse("/registry/a\nconfigmaps/b", "ignore-equal.txt"))
        .isInstanceOf(RuleFileException.class)
        .hasMessageContaining("ignore-equal.txt:2: 'configmaps/b' is no key");
  }

  @Test
  void withoutRulesTheKindDecides() {
    for (DifferenceKind kind : DifferenceKind.values()) {
      Consequence usual = kind.isInconsistent() ? Consequence.FAIL : Consequence.LIST;
      assertThat(CheckRules.NONE.of(Bytes.utf8("/registry/pods/a/b"), kind)).isEqualTo(usual);
    }
  }

  @Test
  void whatIsIgnoredIsCountedOnly() {
    List<CheckDifference> found = new ArrayList<>();
    Report report = new Report(collecting(found), rules);
    missed(report, "/registry/configmaps/kube-system/cluster-info");
    missed(report, "/registry/configmaps/team/settings");

    assertThat(found).hasSize(1);
    assertThat(report.ignored()).isEqualTo(1);
    assertThat(report.failing()).containsEntry(DifferenceKind.MISSED, 1L);
    assertThat(report.counts()).containsEntry(DifferenceKind.MISSED, 1L);
    assertThat(report.onTarget(10)).isEqualTo(8);
  }

  @Test
  void whatARuleMakesOfADifferenceIsPassedOnAndCountedApart() {
    List<CheckDifference> found = new ArrayList<>();
    Report report = new Report(collecting(found), rules);
    Bytes listed = Bytes.utf8("/registry/secrets/a/b");
    Bytes raised = Bytes.utf8("/registry/example.com/widgets/a/b");
    KeyValue kv = new KeyValue(listed, Bytes.utf8("{}"), 1, 1, 1, 0);
    report.judge(
        listed, null, new Seen(Seen.State.CONTENT, Seen.State.ABSENT, true, false), null, kv, null);
    report.judge(
        raised,
        Placement.MIRROR,
        new Seen(Seen.State.STATUS_ONLY, Seen.State.ABSENT, true, false),
        kv,
        kv,
        null);

    assertThat(found).extracting(CheckDifference::fails).containsExactly(false, true);
    assertThat(report.counts())
        .containsEntry(DifferenceKind.SURPLUS, 1L)
        .containsEntry(DifferenceKind.STATUS_ONLY, 1L);
    assertThat(report.failing())
        .containsEntry(DifferenceKind.SURPLUS, 0L)
        .containsEntry(DifferenceKind.STATUS_ONLY, 1L);
  }

  private static DifferenceSink collecting(List<CheckDifference> found) {
    return new DifferenceSink() {
      @Override
      public void found(CheckDifference difference) {
        found.add(difference);
      }

      @Override
      public void startOver() {
        found.clear();
      }
    };
  }

  private static void missed(Report report, String key) {
    KeyValue wanted = new KeyValue(Bytes.utf8(key), Bytes.utf8("{}"), 1, 1, 1, 0);
    Seen absent = new Seen(Seen.State.ABSENT, Seen.State.ABSENT, false, false);
    report.judge(wanted.key(), Placement.MIRROR, absent, wanted, null, null);
  }

  @ParameterizedTest
  @CsvSource({
    "version: 1, version: 2, 1, 'version'",
    "kind: surplus, kind: lost, 15, unknown kind 'lost'; allowed: blocked",
    "'verdict: list', 'verdict: drop', 16, 'unknown verdict ''drop''; allowed: fail, ignore, list'",
    "'reason: made anew', 'reason: \" \"', 17, 'reason'",
    "'name: surplus', 'name: own', 13, a second rule named 'own'",
    "'{resource: secrets}', '{labels: {a: b}}', 14, unknown field 'labels'"
  })
  void aMistakeIsToldWithFileAndLine(String from, String to, int line, String problem) {
    assertThatThrownBy(() -> CheckRules.parse(FILE.replace(from, to), "check.yaml"))
        .isInstanceOf(RuleFileException.class)
        .hasMessageContaining("check.yaml:" + line + ":")
        .hasMessageContaining(problem.replace("''", "'"));
  }
}
