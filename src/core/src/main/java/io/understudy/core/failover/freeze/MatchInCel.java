package io.understudy.core.failover.freeze;

import io.understudy.core.registry.BuiltInGroups;
import io.understudy.core.scope.Flag;
import io.understudy.core.scope.Match;
import io.understudy.core.scope.Patterns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a scope rule asks of a key, asked of an API request instead. A request tells group,
 * resource, namespace and mostly the name. It does not tell the stored key, nor the lease that
 * hangs on it; labels it can change. So a rule that asks for those has no exact counterpart.
 */
final class MatchInCel {

  private static final String GROUP = "request.resource.group";
  private static final String RESOURCE = "request.resource.resource";

  /** To admission a Namespace lies in itself; its key names no namespace. */
  private static final String NAMESPACE =
      "(has(request.namespace) && !("
          + GROUP
          + " == '' && "
          + RESOURCE
          + " == 'namespaces') ? request.namespace : '')";

  /** A deletion of many names none, nor does an object whose name is to be generated. */
  private static final String NAME =
      "(has(request.name) && request.name != '' ? request.name"
          + " : oldObject != null ? oldObject.metadata.name : '')";

  /**
   * An eviction deletes a pod and also counts down its disruption budget, which admission is not
   * asked about.
   */
  private static final String NO_EVICTION =
      "!(has(request.subResource) && request.subResource == 'eviction')";

  private MatchInCel() {}

  /**
   * An expression that holds for no request about a key that the rule does not match.
   *
   * @return empty if there is none of use
   */
  static Optional<String> atMost(Match match) {
    if (!match.labels().isEmpty() || !match.keys().isAny() || !mayBeOfRequest(match)) {
      return Optional.empty();
    }
    List<String> clauses = new ArrayList<>();
    if (!match.groups().isAny()) {
      clauses.add(group(match.groups()));
    }
    if (!match.resources().isAny()) {
      clauses.add(Cel.accepts(match.resources(), RESOURCE));
    }
    places(match, clauses);
    if (!match.names().isAny()) {
      clauses.add(Cel.accepts(match.names(), NAME));
    }
    if (match.namespaces().isAny() && match.resources().accepts("pods")) {
      clauses.add(NO_EVICTION);
    }
    return Optional.of(Cel.all(clauses));
  }

  /** An expression that holds for every request about a key that the rule matches. */
  static Optional<String> atLeast(Match match) {
    if (!mayBeOfRequest(match)) {
      return Optional.empty();
    }
    List<String> clauses = new ArrayList<>();
    if (!match.groups().isAny() && !match.groups().accepts("")) {
      clauses.add(Cel.accepts(match.groups(), GROUP));
    }
    if (!match.resources().isAny()) {
      clauses.add(Cel.accepts(match.resources(), RESOURCE));
    }
    places(match, clauses);
    if (!match.names().isAny()) {
      clauses.add(Cel.any(List.of(NAME + " == ''", Cel.accepts(match.names(), NAME))));
    }
    return Optional.of(Cel.all(clauses));
  }

  /** Objects that are written through the API are in the registry, in a known layout. */
  private static boolean mayBeOfRequest(Match match) {
    return match.leaseBacked() != Flag.TRUE
        && match.unparsable() != Flag.TRUE
        && match.outsideRegistry() != Flag.TRUE;
  }

  private static void places(Match match, List<String> clauses) {
    switch (match.clusterScoped()) {
      case ANY -> {}
      case TRUE -> clauses.add(NAMESPACE + " == ''");
      case FALSE -> clauses.add(NAMESPACE + " != ''");
    }
    if (!match.namespaces().isAny()) {
      clauses.add(Cel.accepts(match.namespaces(), NAMESPACE));
    }
  }

  /** The empty group of a rule stands for every resource that is built in. */
  private static String group(Patterns groups) {
    List<String> clauses = new ArrayList<>();
    if (groups.accepts("")) {
      clauses.add(GROUP + " in " + Cel.list(List.copyOf(new TreeSet<>(BuiltInGroups.all()))));
    }
    List<String> spelt = groups.texts().stream().filter(text -> !text.isEmpty()).toList();
    if (!spelt.isEmpty()) {
      clauses.add(Cel.accepts(Patterns.of(spelt), GROUP));
    }
    return Cel.any(clauses);
  }
}
