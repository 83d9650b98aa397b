package io.understudy.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleFileTest {

  private static final String GOOD =
      """
      version: 1
      extends: live-standby
      rules:
      - name: reports
        match: {group: example.com, resource: [reports, drafts]}
        place: leave-out
        reason: each site writes its own
      """;

  private static Rules parse(String text) {
    return RuleFile.parse(text, "my.yaml", Rules.Options.DEFAULT);
  }

  private static String place(Rules rules, String key) {
    return rules.classify(Keys.of("/registry/" + key)).verdict().rule();
  }

  @Test
  void itsRulesComeBeforeThoseItExtends() {
    Rules rules = parse(GOOD);
    assertThat(place(rules, "example.com/reports/a/x")).isEqualTo("reports");
    assertThat(place(rules, "pods/a/x")).isEqualTo("live-standby/pods");
    assertThat(rules.followOwners()).isTrue();
    assertThat(rules.carryLeases()).isFalse();
  }

  @Test
  void withoutExtendsTheConfiguredProfileFollows() {
    String text = GOOD.replace("extends: live-standby\n", "");
    assertThat(place(parse(text), "pods/a/x")).isEqualTo("default");
    Rules onEverything = RuleFile.parse(text, "my.yaml", "everything", Rules.Options.DEFAULT);
    assertThat(place(onEverything, "ranges/x")).isEqualTo("everything/allocated-ranges");
    assertThat(onEverything.followOwners()).isFalse();
    assertThat(onEverything.carryLeases()).isTrue();
  }

  @Test
  void extendsNoneMeansNoProfile() {
    String text = GOOD.replace("extends: live-standby", "extends: none");
    Rules rules = RuleFile.parse(text, "my.yaml", "everything", Rules.Options.DEFAULT);
    assertThat(place(rules, "ranges/x")).isEqualTo("default");
    assertThat(rules.followOwners()).isTrue();
  }

  @ParameterizedTest(name = "line {1}: {2}")
  @MethodSource("wrong")
  void saysWhereAndWhatIsWrongAndWhatIsAllowed(String text, int line, String problem) {
    RuleFileException e = catchThrowableOfType(RuleFileException.class, () -> parse(text));
    assertThat(e).as("refused").isNotNull();
    assertThat(e.line()).as(e.getMessage()).isEqualTo(line);
    assertThat(e.fileName()).isEqualTo("my.yaml");
    assertThat(e).hasMessageStartingWith(line == 0 ? "my.yaml: " : "my.yaml:" + line + ": ");
    assertThat(e).hasMessageContaining(problem);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of("", 0, "needs 'version: 1'"),
        Arguments.of("- a", 1, "must be a mapping"),
        Arguments.of("rules: []", 1, "has no 'version'"),
        Arguments.of("version: 2", 1, "'version' must be 1"),
        Arguments.of("version: [1]", 1, "'version' must be 1"),
        Arguments.of("version: 1\nrule: []", 2, "'rule' in a rules file; allowed: extends, rules"),
        Arguments.of("version: 1\nfollowOwners: false", 2, "unknown field 'followOwners'"),
        Arguments.of("version: 1\nrules: {}", 2, "'rules' must be a list"),
        Arguments.of("version: 1\nrules:\n- a", 3, "a rule must be a mapping"),
        Arguments.of("version: 1\nversion: 1", 2, "given twice"),
        Arguments.of("version: 1\n---\nversion: 1", 2, "not YAML"),
        Arguments.of("version: 1\nrules: [", 2, "not YAML"),
        Arguments.of("version: 1\nrules:\n\t- a", 3, "not YAML"),
        changed("extends: live-standby", "extends: live", 2, "acp-global, live-standby, every"),
        changed("extends: live-standby", "extends: [none]", 2, "must be text"),
        changed("name: reports", "nam: reports", 4, "allowed: match, name, place, reason"),
        changed("name: reports", "name: 5", 4, "put quotes around"),
        changed("name: reports", "name: live-standby/pods", 4, "'name' of a rule must be"),
        changed("name: reports", "name: default", 4, "not 'default'"),
        changed("name: reports", "place: park", 6, "given twice"),
        changed("  reason: each site writes its own\n", "", 4, "a rule has no 'reason'"),
        changed("reason: each site writes its own", "reason: ' '", 7, "'reason' is empty"),
        changed("reason: each site writes its own", "reason:", 7, "must be text"),
        changed("place: leave-out", "place: drop", 6, "allowed: mirror, park, leave-out"),
        changed("place: leave-out", "regardlessOfOwners: yes", 6, "must be true or false"),
        changed("resource: [reports, drafts]", "resource: []", 5, "is an empty list"),
        changed("resource: [reports, drafts]", "resource: [a, 1]", 5, "must be text"),
        changed("resource: [reports, drafts]", "resource: {a: b}", 5, "must be text"),
        changed("resource: [reports, drafts]", "kind: Report", 5, "allowed: clusterScoped, group"),
        changed("resource: [reports, drafts]", "labels: app", 5, "must be a mapping"),
        changed("resource: [reports, drafts]", "labels: {}", 5, "'labels' is empty"),
        changed("resource: [reports, drafts]", "labels: {a: true}", 5, "must be text"),
        changed("resource: [reports, drafts]", "leaseBacked: maybe", 5, "true or false"),
        Arguments.of(GOOD + GOOD.substring(GOOD.indexOf("- name")), 8, "names must differ"),
        Arguments.of("version: 1\nextends: &a none\nrules: *a", 3, "aliases are not allowed"),
        Arguments.of("version: 1\nrules: " + "[".repeat(60) + "]".repeat(60), 0, "10 levels"),
        Arguments.of("# " + "x".repeat(200_000), 0, "longer than"),
        Arguments.of(manyRules(1_001), 1_003, "more than 1000 rules"));
  }

  private static Arguments changed(String what, String to, int line, String problem) {
    return Arguments.of(GOOD.replace(what, to), line, problem);
  }

  private static String manyRules(int count) {
    StringBuilder text = new StringBuilder("version: 1\nrules:\n");
    IntStream.range(0, count)
        .forEach(i -> text.append("- {name: r" + i + ", match: {}, place: park, reason: r}\n"));
    return text.toString();
  }

  @Test
  void anAliasBombIsRefusedBeforeItGrows() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThatThrownBy(() -> parse(bomb.toString()))
        .isInstanceOf(RuleFileException.class)
        .hasMessageContaining("my.yaml:2: aliases");
  }

  @Test
  void whatIsWrongIsOnlyEverReportedAsThat() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "{}[]:,-&*!|>'\"%@`#?\n\t \\\u0000\u00e4" + GOOD;
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        text.setCharAt(random.nextInt(text.length()), c);
      }
      assertThat(unexpected(text.toString())).as("seed %d, text %s", seed, text).isEmpty();
    }
  }

  private static String unexpected(String text) {
    try {
      parse(text);
      return "";
    } catch (RuleFileException refused) {
      return "";
    } catch (RuntimeException e) {
      return e.toString();
    }
  }
}
