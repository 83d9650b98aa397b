package io.understudy.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.StoredObject;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

  private static final String WIDGET = "/registry/example.com/widgets/team-a/w";

  private static Rules rules(String... rules) {
    return RuleFile.parse(
        "version: 1\nrules:\n" + String.join("\n", rules), "rules.yaml", Rules.Options.DEFAULT);
  }

  private static String rule(String name, String match, String place) {
    return "- {name: %s, match: %s, place: %s, reason: because}".formatted(name, match, place);
  }

  private static boolean matches(String match, KeyValue kv) {
    return rules(rule("r", match, "park")).classify(kv).verdict().rule().equals("r");
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    Rules rules =
        rules(
            rule("one", "{name: w}", "park"),
            rule("two", "{resource: widgets}", "leave-out"),
            rule("three", "{}", "mirror"));
    assertThat(rules.classify(Keys.of(WIDGET)).verdict())
        .isEqualTo(new Verdict(Placement.PARK, "one", "because", false));
    assertThat(rules.classify(Keys.of(WIDGET + "2")).verdict().rule()).isEqualTo("two");
    assertThat(rules.classify(Keys.of("/registry/pods/a/b")).verdict().rule()).isEqualTo("three");
  }

  @Test
  void whatNoRuleMatchesIsMirrored() {
    Verdict verdict = rules().classify(Keys.of(WIDGET)).verdict();
    assertThat(verdict.placement()).isEqualTo(Placement.MIRROR);
    assertThat(verdict.rule()).isEqualTo("default");
    assertThat(verdict.reason()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{group: example.com} | true",
        "{group: '*.com'} | true",
        "{group: [a, example.com]} | true",
        "{group: ''} | false",
        "{group: example} | false",
        "{resource: widgets} | true",
        "{resource: wid*} | true",
        "{resource: [pods, '*gets']} | true",
        "{resource: widget} | false",
        "{namespace: team-a} | true",
        "{namespace: team-*} | true",
        "{namespace: team} | false",
        "{name: w} | true",
        "{name: [x, '*']} | true",
        "{name: x} | false",
        "{key: /registry/example.com/widgets/team-a/w} | true",
        "{key: /registry/example.com/*} | true",
        "{key: /registry/example.com/widgets/team-a} | false",
        "{labels: {app: web}} | true",
        "{labels: {app: [api, web]}} | true",
        "{labels: {app: '*'}} | true",
        "{labels: {app: api}} | false",
        "{labels: {app: web, tier: '*'}} | false",
        "{labels: {tier: '*'}} | false",
        "{clusterScoped: false} | true",
        "{clusterScoped: true} | false",
        "{leaseBacked: false} | true",
        "{leaseBacked: true} | false",
        "{unparsable: false} | true",
        "{unparsable: true} | false",
        "{outsideRegistry: false} | true",
        "{outsideRegistry: true} | false",
        "{group: example.com, resource: widgets, namespace: team-a, name: w} | true",
        "{group: example.com, resource: widgets, namespace: team-b, name: w} | false",
        "{} | true",
      })
  void everyFieldGivenMustMatch(String match, boolean expected) {
    KeyValue widget = Keys.labelled(WIDGET, "app", "web");
    assertThat(matches(match, widget)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "deployments, apps, true",
    "deployments, '', true",
    "deployments, batch, false",
    "configmaps, '', true",
    "configmaps, apps, false",
    "ingress, networking.k8s.io, true",
    "minions, '', true",
  })
  void aBuiltInResourceMatchesItsGroupAndTheEmptyOne(
      String segment, String group, boolean expected) {
    KeyValue encrypted = Keys.encrypted("/registry/" + segment + "/team-a/x");
    assertThat(matches("{group: '%s'}".formatted(group), encrypted)).isEqualTo(expected);
  }

  @Test
  void aBuiltInResourceNotKnownHereIsAskedForItsGroup() {
    StoredObject object = new StoredObject("new.k8s.io/v1", "Novelty", "team-a", "x");
    KeyValue novelty = Keys.of("/registry/novelties/team-a/x", object);
    assertThat(matches("{group: new.k8s.io}", novelty)).isTrue();
    assertThat(matches("{group: old.k8s.io}", novelty)).isFalse();
  }

  @Test
  void clusterScopedMeansWithoutNamespace() {
    assertThat(matches("{clusterScoped: true}", Keys.of("/registry/namespaces/a"))).isTrue();
    assertThat(matches("{clusterScoped: false}", Keys.of("/registry/namespaces/a"))).isFalse();
    assertThat(matches("{namespace: ''}", Keys.of("/registry/namespaces/a"))).isTrue();
  }

  @Test
  void leaseBackedMeansOnALease() {
    assertThat(matches("{leaseBacked: true}", Keys.leased(WIDGET))).isTrue();
    assertThat(matches("{leaseBacked: true}", Keys.leased("anything"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/registry/a/b/c/d/e", "/registry/example.com", "/registry/"})
  void unparsableMeansInTheRegistryButInNoLayout(String key) {
    assertThat(matches("{unparsable: true}", Keys.of(key))).isTrue();
    assertThat(matches("{outsideRegistry: true}", Keys.of(key))).isFalse();
    assertThat(matches("{resource: '*'}", Keys.of(key))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compact_rev_key", "/other/registry/pods/a/b", "/registry"})
  void outsideTheRegistryIsNotUnparsable(String key) {
    assertThat(matches("{outsideRegistry: true}", Keys.of(key))).isTrue();
    assertThat(matches("{unparsable: true}", Keys.of(key))).isFalse();
  }

  @Test
  void aKeyThatIsNotUtf8CanBeMatchedAndIsMirroredByDefault() {
    Bytes key = Bytes.utf8("/registry/pods/a/").plus(Bytes.wrap(new byte[] {(byte) 0xff}));
    KeyValue kv = new KeyValue(key, Bytes.EMPTY, 1, 1, 1, 0);
    assertThat(matches("{unparsable: true}", kv)).isTrue();
    assertThat(matches("{key: /registry/pods/*}", kv)).isTrue();
    assertThat(rules().classify(kv).verdict().placement()).isEqualTo(Placement.MIRROR);
  }

  @Test
  void labelsOfWhatCannotBeReadDoNotMatch() {
    assertThat(matches("{labels: {app: '*'}}", Keys.encrypted(WIDGET))).isFalse();
  }

  @Test
  void theVerdictSaysWhetherOwnersCount() {
    Rules rules =
        RuleFile.parse(
            """
            version: 1
            rules:
            - name: keep
              match: {resource: widgets}
              place: mirror
              regardlessOfOwners: true
              reason: wanted
            """,
            "rules.yaml",
            Rules.Options.DEFAULT);
    assertThat(rules.classify(Keys.of(WIDGET)).verdict().regardlessOfOwners()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"acp-global", "live-standby", "everything"})
  void itsTextRestoresIt(String profile) {
    Rules rules = Rules.profile(profile, new Rules.Options("my-release"));
    Rules restored = Rules.restore(rules.text());
    assertThat(restored.rules()).isEqualTo(rules.rules());
    assertThat(restored.text()).isEqualTo(rules.text());
    assertThat(restored.digest()).isEqualTo(rules.digest()).matches("[0-9a-f]{64}");
    assertThat(restored.followOwners()).isEqualTo(rules.followOwners());
    assertThat(restored.carryLeases()).isEqualTo(rules.carryLeases());
  }

  @Test
  void itsTextHoldsEveryFieldAndAnyCharacter() {
    Rules rules =
        RuleFile.parse(
            """
            version: 1
            extends: everything
            rules:
            - name: all
              match:
                group: [a, ""]
                resource: b
                namespace: c
                name: "quote \\" backslash \\\\ line \\n ümlaut \\u007f \\U0001F600"
                key: d
                labels: {z: "1", a/b: ["true", "*"]}
                clusterScoped: true
                leaseBacked: false
                unparsable: true
                outsideRegistry: false
              place: leave-out
              regardlessOfOwners: true
              reason: |
                two
                lines
            """,
            "rules.yaml",
            Rules.Options.DEFAULT);
    Rules restored = Rules.restore(rules.text());
    assertThat(rules.text()).matches("[\\n -~]*");
    assertThat(restored.rules()).isEqualTo(rules.rules());
    assertThat(restored.text()).isEqualTo(rules.text());
  }

  @Test
  void otherRulesHaveAnotherDigest() {
    Rules.Options options = Rules.Options.DEFAULT;
    assertThat(Rules.profile("live-standby", options).digest())
        .isNotEqualTo(Rules.profile("acp-global", options).digest())
        .isNotEqualTo(Rules.profile("live-standby", new Rules.Options("other")).digest());
  }

  @Test
  void aTextThatIsNoneIsNotRestored() {
    assertThatThrownBy(() -> Rules.restore("version: 2"))
        .isInstanceOf(RuleFileException.class)
        .hasMessageContaining("stored scope rules");
  }

  @Test
  void theIndexChangesNothing() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] resources = {"pods", "widgets", "services", "wid*", "*"};
    String[] keys = {WIDGET, "/registry/pods/a/b", "/registry/services/specs/a/b", "/registry/x"};
    for (int round = 0; round < 300; round++) {
      String[] written = new String[1 + random.nextInt(6)];
      for (int i = 0; i < written.length; i++) {
        String resource = resources[random.nextInt(resources.length)];
        String match = random.nextBoolean() ? "{resource: '" + resource + "'}" : "{name: b}";
        written[i] = rule("r" + i, random.nextInt(8) == 0 ? "{}" : match, "park");
      }
      Rules rules = rules(written);
      for (String key : keys) {
        assertThat(rules.classify(Keys.of(key)).verdict().rule())
            .as("seed %d, key %s, rules %s", seed, key, rules.text())
            .isEqualTo(firstThatAccepts(rules, Keys.of(key)));
      }
    }
  }

  private static String firstThatAccepts(Rules rules, KeyValue kv) {
    Classified classified = rules.classify(kv);
    Subject subject =
        new Subject(kv.key(), classified.registryKey(), classified.envelope(), kv.lease());
    return rules.rules().stream()
        .filter(rule -> rule.match().accepts(subject))
        .map(Rule::name)
        .findFirst()
        .orElse("default");
  }
}
