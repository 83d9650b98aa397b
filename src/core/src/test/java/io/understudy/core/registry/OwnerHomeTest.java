package io.understudy.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerHomeTest {

  @ParameterizedTest
  @CsvSource({
    "v1, Pod, /registry/pods/ns/o",
    "v1, Node, /registry/minions/o",
    "v1, Namespace, /registry/namespaces/o",
    "v1, Service, /registry/services/specs/ns/o",
    "v1, Endpoints, /registry/services/endpoints/ns/o",
    "v1, ReplicationController, /registry/controllers/ns/o",
    "apps/v1, Deployment, /registry/deployments/ns/o",
    "networking.k8s.io/v1, Ingress, /registry/ingress/ns/o",
    "networking.k8s.io/v1, NetworkPolicy, /registry/networkpolicies/ns/o",
    "networking.k8s.io/v1, IPAddress, /registry/ipaddresses/o",
    "storage.k8s.io/v1, StorageClass, /registry/storageclasses/o",
    "scheduling.k8s.io/v1, PriorityClass, /registry/priorityclasses/o",
    "rbac.authorization.k8s.io/v1, ClusterRoleBinding, /registry/clusterrolebindings/o",
    "apiregistration.k8s.io/v1, APIService, /registry/apiregistration.k8s.io/apiservices/o",
    "apiextensions.k8s.io/v1, CustomResourceDefinition,"
        + " /registry/apiextensions.k8s.io/customresourcedefinitions/o",
  })
  void aBuiltInKindIsWhereItsResourceIsStored(String apiVersion, String kind, String key) {
    OwnerReference owner = new OwnerReference(apiVersion, kind, "o", "uid");
    assertThat(OwnerHome.builtIn(owner).orElseThrow().key("ns", "o")).isEqualTo(Bytes.utf8(key));
  }

  @Test
  void aGroupThatDoesNotHaveTheKindHasNoHome() {
    assertThat(OwnerHome.builtIn(new OwnerReference("v1", "Deployment", "o", "u"))).isEmpty();
    assertThat(OwnerHome.builtIn(new OwnerReference("x.y/v1", "Pod", "o", "u"))).isEmpty();
    assertThat(OwnerHome.builtIn(new OwnerReference("", "", "", ""))).isEmpty();
  }
}
