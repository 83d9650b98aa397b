package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidationBuilder;
import io.understudy.core.failover.freeze.FreezePolicy;
import io.understudy.core.failover.freeze.FreezePolicy.Exempt;
import io.understudy.core.failover.freeze.FreezeProbe;
import io.understudy.service.kubernetes.Labels;
import java.util.List;

/** A freeze as Kubernetes has it: a policy, and the binding that puts it in force. */
final class FreezeObjects {

  static final String LINK = "understudy.io/link";
  static final String RUN = "understudy.io/run";

  /** Which attempt made it: another process may have made it anew for the same run. */
  static final String MADE_BY = "understudy.io/made-by";

  private static final String ANY = "*";

  private FreezeObjects() {}

  static ValidatingAdmissionPolicy policy(
      FreezePolicy freeze, String link, String run, String maker) {
    return new ValidatingAdmissionPolicyBuilder()
        .withMetadata(metadata(freeze.name(), link, run, maker))
        .withNewSpec()
        .withFailurePolicy("Fail")
        .withNewMatchConstraints()
        .withMatchPolicy("Equivalent")
        .withResourceRules(rule(ANY, List.of("*/*")))
        .withExcludeResourceRules(FreezePolicy.EXEMPT.stream().map(FreezeObjects::exempt).toList())
        .endMatchConstraints()
        .withMatchConditions(
            freeze.conditions().entrySet().stream()
                .map(condition -> new MatchCondition(condition.getValue(), condition.getKey()))
                .toList())
        .withValidations(
            new ValidationBuilder()
                .withExpression("false")
                .withMessage(freeze.message())
                .withReason("Forbidden")
                .build())
        .endSpec()
        .build();
  }

  static ValidatingAdmissionPolicyBinding binding(
      FreezePolicy freeze, String link, String run, String maker) {
    return new ValidatingAdmissionPolicyBindingBuilder()
        .withMetadata(metadata(freeze.name(), link, run, maker))
        .withNewSpec()
        .withPolicyName(freeze.name())
        .withValidationActions("Deny")
        .endSpec()
        .build();
  }

  static GenericKubernetesResource probe(FreezeProbe probe) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(probe.apiVersion())
        .withKind(probe.kind())
        .withNewMetadata()
        .withName(FreezeProbe.NAME)
        .endMetadata()
        .withAdditionalProperties(probe.fields())
        .build();
  }

  private static ObjectMeta metadata(String name, String link, String run, String maker) {
    return new ObjectMetaBuilder()
        .withName(name)
        .addToLabels(Labels.MANAGED_BY, Labels.PRODUCT)
        .addToAnnotations(LINK, link)
        .addToAnnotations(RUN, run)
        .addToAnnotations(MADE_BY, maker)
        .build();
  }

  private static NamedRuleWithOperations exempt(Exempt exempt) {
    return rule(exempt.group(), exempt.resources());
  }

  private static NamedRuleWithOperations rule(String group, List<String> resources) {
    return new NamedRuleWithOperationsBuilder()
        .withApiGroups(group)
        .withApiVersions(ANY)
        .withResources(resources)
        .withOperations("CREATE", "UPDATE", "DELETE")
        .withScope(ANY)
        .build();
  }
}
