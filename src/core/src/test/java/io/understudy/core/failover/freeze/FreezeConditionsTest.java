package io.understudy.core.failover.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.BuiltInGroups;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.Rules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions are evaluated by an implementation of CEL, as an API server would. */
class FreezeConditionsTest {

  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.HAS)
          .addVar("request", MapType.create(SimpleType.STRING, SimpleType.DYN))
          .addVar("oldObject", SimpleType.DYN)
          .build();
  private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder().build();

  private static final List<String> GROUPS =
      List.of("", "apps", "policy", "example.com", "cluster.x-k8s.io", "x.cluster.x-k8s.io");
  private static final List<String> RESOURCES =
      List.of(
          "pods", "configmaps", "deployments", "namespaces", "machines", "flowschemas", "roles");
  private static final List<String> NAMESPACES =
      List.of("", "default", "kube-system", "cpaas-system", "team-a", "it's");
  private static final List<String> NAMES =
      List.of("", "default", "kube-root-ca.crt", "apiserver-1", "kube-public", "etcd-sync", "a'b");

  private static final List<String> LABELS = List.of("{}", "{\"a\":\"b\"}", "{\"x\":\"y\"}");

  /** Interleaves what is in and what is out of scope, with every field that rules have. */
  private static final String MIXED =
      """
      version: 1
      rules:
      - name: kept-in-excluded
        match: {group: "", resource: configmaps, namespace: kube-system, name: "apiserver-*"}
        place: mirror
        reason: test
      - name: by-label
        match: {labels: {a: b}}
        place: leave-out
        reason: test
      - name: by-key
        match: {key: "/registry/configmaps/team-a/*"}
        place: leave-out
        reason: test
      - name: its
        match: {namespace: "it's"}
        place: leave-out
        reason: test
      - name: parked-by-label
        match: {group: "example.com", labels: {x: "y"}}
        place: park
        reason: test
      - name: foreign
        match: {group: ["example.com", "*.x-k8s.io"], clusterScoped: false}
        place: leave-out
        reason: test
      - name: named
        match: {name: "a'b"}
        place: mirror
        reason: test
      - name: leases
        match: {leaseBacked: true}
        place: leave-out
        reason: test
      - name: pods-anywhere
        match: {group: "", resource: pods}
        place: leave-out
        reason: test
      """;

  private static Rules rules(String name) {
    return name.equals("mixed")
        ? RuleFile.parse(MIXED, "mixed.yaml", "everything", Rules.Options.DEFAULT)
        : Rules.profile(name, Rules.Options.DEFAULT);
  }

  private record Request(
      String group, String resource, String namespace, String name, String subResource) {

    /** The key under which it would be stored. */
    Bytes key(String ofName) {
      boolean isBuiltIn = BuiltInGroups.all().contains(group);
      boolean isNamespace = group.isEmpty() && resource.equals("namespaces");
      String inside = namespace.isEmpty() || isNamespace ? "" : namespace + "/";
      return Bytes.utf8(
          "/registry/" + (isBuiltIn ? "" : group + "/") + resource + "/" + inside + ofName);
    }

    Map<String, Object> attributes() {
      Map<String, Object> request = new HashMap<>();
      request.put("resource", Map.of("group", group, "version", "v1", "resource", resource));
      putUnlessEmpty(request, "name", name);
      boolean isNamespace = group.isEmpty() && resource.equals("namespaces");
      putUnlessEmpty(request, "namespace", isNamespace ? name : namespace);
      putUnlessEmpty(request, "subResource", subResource);
      return request;
    }

    private static void putUnlessEmpty(Map<String, Object> request, String field, String value) {
      if (!value.isEmpty()) {
        request.put(field, value);
      }
    }
  }

  private static boolean isRefused(Rules rules, Request request, Optional<String> deleted)
      throws Exception {
    Map<String, Object> variables = new HashMap<>();
    variables.put("request", request.attributes());
    variables.put(
        "oldObject",
        deleted
            .<Object>map(name -> Map.of("metadata", Map.of("name", name)))
            .orElse(com.google.protobuf.NullValue.NULL_VALUE));
    for (String condition : FreezeConditions.of(rules).values()) {
      var program = RUNTIME.createProgram(COMPILER.compile(condition).getAst());
      if (!(Boolean) program.eval(variables)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRefused(String profile, Request request) throws Exception {
    return isRefused(rules(profile), request, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"acp-global", "live-standby", "everything", "mixed"})
  void noRequestThatCouldChangeSomethingInScopePasses(String profile) throws Exception {
    Rules rules = rules(profile);
    Random random = new Random(20260301);
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      String name = any(random, NAMES);
      boolean isUnnamed = name.isEmpty();
      String stored = isUnnamed ? any(random, NAMES.subList(1, NAMES.size())) : name;
      Request request =
          new Request(
              any(random, GROUPS), any(random, RESOURCES), any(random, NAMESPACES), name, "");
      Bytes key = request.key(stored);
      boolean mayBeInScope = LABELS.stream().anyMatch(labels -> isInScope(rules, key, labels));
      Optional<String> deleted =
          isUnnamed && random.nextBoolean() ? Optional.of(stored) : Optional.empty();
      boolean isRefused = isRefused(rules, request, deleted);
      refused += isRefused ? 1 : 0;
      if (mayBeInScope) {
        assertThat(isRefused).as("%s, stored as %s", request, key.utf8()).isTrue();
      }
    }
    assertThat(refused).as("some are refused").isPositive();
  }

  private static boolean isInScope(Rules rules, Bytes key, String labels) {
    String value =
        "{\"kind\":\"K\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n\",\"labels\":"
            + labels
            + "}}";
    KeyValue kv = new KeyValue(key, Bytes.utf8(value), 1, 1, 1, 0);
    return rules.classify(kv).verdict().placement() != Placement.LEAVE_OUT;
  }

  private static String any(Random random, List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  @Test
  void whatKeepsTheClusterRunningPasses() throws Exception {
    for (String profile : List.of("acp-global", "live-standby")) {
      assertThat(isRefused(profile, new Request("", "pods", "team-a", "p", "status"))).isFalse();
      assertThat(isRefused(profile, new Request("", "nodes", "", "n", "status"))).isFalse();
      assertThat(isRefused(profile, new Request("", "configmaps", "kube-system", "c", "")))
          .isFalse();
      assertThat(isRefused(profile, new Request("", "endpoints", "team-a", "e", ""))).isFalse();
      assertThat(isRefused(profile, new Request("", "secrets", "cpaas-system", "s", "")))
          .as("the product's own namespace")
          .isFalse();
    }
    assertThat(isRefused("acp-global", new Request("", "secrets", "default", "s", ""))).isFalse();
    assertThat(isRefused("live-standby", new Request("", "secrets", "default", "s", ""))).isTrue();
  }

  @Test
  void writesOfUsersAndTheirSubresourcesDoNot() throws Exception {
    for (String profile : List.of("acp-global", "live-standby", "everything")) {
      assertThat(isRefused(profile, new Request("", "secrets", "team-a", "s", ""))).isTrue();
      assertThat(isRefused(profile, new Request("apps", "deployments", "team-a", "d", "scale")))
          .isTrue();
      assertThat(isRefused(profile, new Request("example.com", "pods", "team-a", "p", "status")))
          .as("a custom resource of that plural")
          .isTrue();
      assertThat(isRefused(profile, new Request("", "namespaces", "", "team-b", ""))).isTrue();
    }
  }

  @Test
  void anEvictionIsRefusedAsItWritesADisruptionBudgetToo() throws Exception {
    assertThat(isRefused("acp-global", new Request("", "pods", "team-a", "p", "eviction")))
        .isTrue();
    assertThat(isRefused("acp-global", new Request("", "pods", "kube-system", "p", "eviction")))
        .as("nor is the budget there in scope")
        .isFalse();
  }

  @Test
  void aNamespaceIsJudgedByItsNameNotByWhatLiesInIt() throws Exception {
    assertThat(isRefused("acp-global", new Request("", "namespaces", "", "kube-system", "")))
        .isFalse();
    String text =
        """
        version: 1
        rules:
        - name: inside
          match: {namespace: team-a}
          place: leave-out
          reason: test
        """;
    Rules inside = RuleFile.parse(text, "a.yaml", "everything", Rules.Options.DEFAULT);
    assertThat(isRefused(inside, new Request("", "namespaces", "", "team-a", ""), Optional.empty()))
        .isTrue();
  }

  @Test
  void manyRulesFitIntoFewConditions() {
    StringBuilder text = new StringBuilder("version: 1\nrules:\n");
    for (int i = 0; i < 200; i++) {
      text.append(
          "- {name: r%d, match: {namespace: n%d}, place: leave-out, reason: t}\n".formatted(i, i));
    }
    Rules many = RuleFile.parse(text.toString(), "many.yaml", "everything", Rules.Options.DEFAULT);
    assertThat(FreezeConditions.of(many)).hasSizeLessThanOrEqualTo(64);
    assertThat(FreezeConditions.of(rules("acp-global")).keySet())
        .allMatch(name -> name.matches("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"))
        .hasSizeLessThanOrEqualTo(64);
  }
}
