package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.equality.DifferenceClass;
import io.understudy.core.equality.Equality;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The classes of differences, between consecutive states of what a real control plane wrote. */
class CapturedEqualityTest {

  private final Map<String, Set<DifferenceClass>> byResource = classes();

  @Test
  void controllersReportTheStatusOfWorkloadsAlone() {
    assertThat(byResource.get("deployments")).contains(DifferenceClass.STATUS_ONLY);
    assertThat(byResource.get("replicasets")).contains(DifferenceClass.STATUS_ONLY);
    assertThat(byResource.get("poddisruptionbudgets")).containsExactly(DifferenceClass.STATUS_ONLY);
  }

  @Test
  void aJobThatGetsALabelAndAPodThatIsBeingDeletedChangeTheirContent() {
    assertThat(byResource.get("jobs")).containsExactly(DifferenceClass.CONTENT);
    assertThat(byResource.get("pods")).containsExactly(DifferenceClass.CONTENT);
  }

  @Test
  void whatHasNoStatusOnlyEverChangesItsContent() {
    assertThat(byResource.get("leases")).containsExactly(DifferenceClass.CONTENT);
  }

  private static Map<String, Set<DifferenceClass>> classes() {
    Map<Bytes, Bytes> last = new HashMap<>();
    Map<String, Set<DifferenceClass>> byResource = new HashMap<>();
    for (Captures.ChangeRevision revision : Captures.changes()) {
      for (Captures.Op op : revision.ops()) {
        if (op instanceof Captures.Op.Put put) {
          Bytes before = last.put(put.key(), put.value());
          if (before != null) {
            String resource = RegistryKeys.parse(put.key()).map(RegistryKey::resource).orElse("");
            byResource
                .computeIfAbsent(resource, r -> EnumSet.noneOf(DifferenceClass.class))
                .add(Equality.between(before, put.value()));
          }
        } else {
          last.remove(op.key());
        }
      }
    }
    return byResource;
  }
}
