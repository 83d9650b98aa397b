package io.understudy.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerKeysTest {

  @ParameterizedTest
  @CsvSource({
    "apps/v1,Deployment,/registry/deployments/ns/a",
    "v1,Service,/registry/services/specs/ns/a",
    "v1,Node,/registry/minions/a",
    "networking.k8s.io/v1,Ingress,/registry/ingress/ns/a",
    "networking.k8s.io/v1,NetworkPolicy,/registry/networkpolicies/ns/a",
    "example.com/v1,Widget,/registry/example.com/widgets/ns/a",
    "example.com/v1,Box,/registry/example.com/boxes/a",
  })
  void theLikelyKeysHoldTheOneTheApiServerUses(String apiVersion, String kind, String key) {
    OwnerReference owner = new OwnerReference(apiVersion, kind, "a", "uid");

    assertThat(OwnerKeys.likely(owner, "ns")).contains(Bytes.utf8(key)).hasSizeLessThan(100);
  }

  @Test
  void anUnusualPluralIsTakenFromTheDefinitionsOfTheGroup() {
    OwnerReference owner = new OwnerReference("example.com/v1", "Ox", "a", "uid");
    List<String> definitions = List.of("oxen.example.com", "cows.other.com", "x.sub.example.com");

    assertThat(OwnerKeys.defined(owner, "ns", definitions))
        .containsExactly(
            Bytes.utf8("/registry/example.com/oxen/ns/a"),
            Bytes.utf8("/registry/example.com/oxen/a"));
  }
}
