package io.understudy.core.failover.freeze;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A write that is tried to see whether the freeze is in force, as a dry run: nothing is stored. It
 * is of a kind that does nothing by itself, so that the right to create it is worth little.
 *
 * @param group API group
 * @param fields that the kind demands, beside its name
 */
public record FreezeProbe(
    String group, String version, String kind, String resource, Map<String, Object> fields) {

  /** What it is called. */
  public static final String NAME = "understudy-freeze-probe";

  private static final List<FreezeProbe> KINDS =
      List.of(
          new FreezeProbe(
              "node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", Map.of("handler", "none")),
          new FreezeProbe(
              "networking.k8s.io",
              "v1",
              "IngressClass",
              "ingressclasses",
              Map.of("spec", Map.of("controller", "understudy.io/none"))),
          new FreezeProbe(
              "scheduling.k8s.io",
              "v1",
              "PriorityClass",
              "priorityclasses",
              Map.of("value", 0, "globalDefault", false)));

  /**
   * The first kind that the rules have in scope, so that the policy refuses it.
   *
   * @return empty if they leave them all out
   */
  public static Optional<FreezeProbe> of(Rules rules) {
    return KINDS.stream().filter(kind -> kind.isInScope(rules)).findFirst();
  }

  /** For messages. */
  public static List<String> known() {
    return KINDS.stream().map(FreezeProbe::kind).toList();
  }

  public String apiVersion() {
    return group + "/" + version;
  }

  private boolean isInScope(Rules rules) {
    Bytes key = Bytes.utf8("/registry/" + resource + "/" + NAME);
    return rules
        .decideByKey(key, RegistryKeys.parse(key), 0)
        .filter(verdict -> verdict.placement() != Placement.LEAVE_OUT)
        .isPresent();
  }
}
