package io.understudy.core.gc;

import static io.understudy.core.gc.HandMade.object;
import static io.understudy.core.gc.HandMade.otherLife;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.gc.GcReport.Conclusion;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.OwnerReference;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Owners of kinds that the registry defines itself; their dependents are of such kinds too. */
class CustomOwnersTest {

  private static final OwnerReference JERRY = owner("jerry");
  private static final String DEPENDENT = "example.com/mice/a/dependent";

  private final HandMade registry = new HandMade();

  @Test
  void theDefinitionTellsWhereAnOwnerIsLookedUp() {
    registry.defining(false, true);
    registry.with("example.com/mice/a/jerry", mouse("jerry"));
    registry.with(DEPENDENT, mouse("dependent", JERRY));
    registry.with("example.com/mice/a/orphan", mouse("orphan", owner("tom")));
    registry.with("example.com/mice/a/earlier", mouse("earlier", otherLife(JERRY)));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.KEPT, 1L, GcVerdict.DELETED, 2L));
    assertThat(registry.now().otherUid()).isOne();
  }

  @Test
  void aClusterScopedKindIsLookedUpWithoutANamespace() {
    registry.defining(false, false);
    registry.with("example.com/mice/jerry", object("example.com/v1", "Mouse", "", "jerry").json());
    registry.with("configmaps/a/c", HandMade.configMap("a", "c", JERRY));
    registry.with("configmaps/a/d", HandMade.configMap("a", "d", owner("tom")));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.KEPT, 1L, GcVerdict.DELETED, 1L));
  }

  @Test
  void withoutADefinitionAnOwnerIsToldByItsUid() {
    registry.with("example.com/mice/a/jerry", mouse("jerry"));
    registry.with(DEPENDENT, mouse("dependent", JERRY));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.KEPT, 1L));
  }

  @Test
  void withoutADefinitionAnOwnerInAnotherNamespaceCountsAsAbsent() {
    registry.with("example.com/mice/b/jerry", mouse("jerry"));
    registry.with(DEPENDENT, mouse("dependent", JERRY));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.DELETED, 1L));
  }

  @Test
  void anAbsentOwnerOfAnUnknownKindIsUnresolvedAndProvesNothing() {
    registry.with(DEPENDENT, mouse("dependent", JERRY));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.UNRESOLVED, 1L));
    assertThat(registry.now().conclusion()).isEqualTo(Conclusion.UNPROVEN);
  }

  @Test
  void theCollectorGivesUpAtAVersionThatIsNotServed() {
    registry.defining(false, true);
    registry.with(DEPENDENT, mouse("dependent", HandMade.owner("example.com/v0", "Mouse", "tom")));
    assertThat(registry.counts()).isEqualTo(Map.of(GcVerdict.UNRESOLVED, 1L));
  }

  @Test
  void aParkedDefinitionServesItsKindOnlyOnceItIsUnparked() {
    registry.defining(true, true);
    registry.with(DEPENDENT, mouse("dependent", JERRY));
    assertThat(registry.now().counts()).isEqualTo(Map.of(GcVerdict.UNRESOLVED, 1L));
    assertThat(registry.afterUnpark().counts()).isEqualTo(Map.of(GcVerdict.DELETED, 1L));
  }

  private static OwnerReference owner(String name) {
    return HandMade.owner("example.com/v1", "Mouse", name);
  }

  private static Bytes mouse(String name, OwnerReference... owners) {
    return object("example.com/v1", "Mouse", "a", name, owners).json();
  }
}
