package io.understudy.testkit.sim;

import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.Rules;
import java.util.List;

/** Two sets of rules that disagree, so that changing from one to the other moves keys each way. */
final class SimulatedRules {

  private static final String RULES_A =
      """
      version: 1
      extends: none
      rules:
      - name: leases
        match: {leaseBacked: true}
        place: leave-out
        reason: leases are each cluster's own
      - name: pods
        match: {resource: pods}
        place: leave-out
        reason: pods are made anew
      - name: deployments
        match: {resource: deployments}
        place: park
        reason: deployments start pods
      """;

  private static final String RULES_B =
      """
      version: 1
      extends: none
      rules:
      - name: leases
        match: {leaseBacked: true}
        place: leave-out
        reason: leases are each cluster's own
      - name: secrets
        match: {resource: secrets, namespace: team-a}
        place: leave-out
        reason: a rule that changed
      - name: widgets
        match: {resource: widgets}
        place: park
        reason: a rule that changed
      """;

  static final List<Rules> ALL =
      List.of(rules(RULES_A, "rules-a.yaml"), rules(RULES_B, "rules-b.yaml"));

  private SimulatedRules() {}

  private static Rules rules(String text, String name) {
    return RuleFile.parse(text, name, Rules.Options.DEFAULT);
  }
}
