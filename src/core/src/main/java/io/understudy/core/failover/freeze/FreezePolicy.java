package io.understudy.core.failover.freeze;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.scope.Rules;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The admission policy that refuses every write in a link's scope on the primary.
 *
 * <p>Kubernetes holds no admission policy against webhook configurations, admission policies and
 * their bindings, so that a freeze can always be lifted. Writes of those are not stopped; that none
 * comes is seen in the source's etcd.
 *
 * @param name of the policy and of its binding; no rule set mirrors objects of these names
 * @param message what who is refused is told; ends with a {@link #mark} that only this version of
 *     the policy has
 * @param conditions CEL by name; a request is refused if all hold
 */
public record FreezePolicy(
    String name, String message, String mark, Map<String, String> conditions) {

  /** What the names of all freezes begin with. */
  public static final String NAME_PREFIX = "understudy-freeze-";

  private static final int MARK_LENGTH = 12;

  /** Stored in etcd, but must go on: without leases no controller leads and no node is ready. */
  private static final Set<String> GOES_ON = Set.of("leases", "leasecandidates", "events");

  /**
   * What is never refused, whatever the scope.
   *
   * @param group API group
   * @param resources with their subresources, as admission rules have them
   */
  public record Exempt(String group, List<String> resources) {}

  /** What must go on, and what is asked of the API server but never stored. */
  public static final List<Exempt> EXEMPT =
      List.of(
          new Exempt("coordination.k8s.io", List.of("leases", "leasecandidates")),
          new Exempt("", List.of("events", "serviceaccounts/token")),
          new Exempt("events.k8s.io", List.of("events")),
          new Exempt("authentication.k8s.io", List.of("*/*")),
          new Exempt("authorization.k8s.io", List.of("*/*")));

  /**
   * @param run the run that freezes
   */
  public static FreezePolicy of(String link, String run, Rules rules) {
    Map<String, String> conditions = FreezeConditions.of(rules);
    String mark =
        Bytes.utf8(link + "\n" + run + "\n" + conditions).sha256().substring(0, MARK_LENGTH);
    String message =
        "this cluster is frozen for a switchover, its data moves to the other site"
            + " (Understudy, link "
            + link
            + ", run "
            + run
            + "); the freeze ends with the switchover, or by deleting this policy and its binding ["
            + mark
            + "]";
    return new FreezePolicy(NAME_PREFIX + link, message, mark, conditions);
  }

  /** Whether the freeze lets writes of an object go on although it may be in scope. */
  static boolean letsPass(RegistryKey key) {
    return key.group().isEmpty() && GOES_ON.contains(key.resource());
  }
}
