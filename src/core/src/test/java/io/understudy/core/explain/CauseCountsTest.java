package io.understudy.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.explain.CauseCounts.Group;
import io.understudy.core.port.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class CauseCountsTest {

  private static final Cause UNKNOWN = new Cause.Unknown(List.of());
  private static final Cause BLOCKED = new Cause.Blocked(2, 1);

  private final CauseCounts counts = new CauseCounts(3);

  @Test
  void causesAreCountedByCauseResourceAndNamespaceTheLargerGroupsFirst() {
    add("/registry/configmaps/a/1", UNKNOWN);
    add("/registry/example.com/mice/a/1", BLOCKED);
    add("/registry/example.com/mice/a/2", BLOCKED);
    add("/registry/clusterroles/r", UNKNOWN);
    assertThat(counts.groups())
        .containsExactly(
            new Group("blocked", "mice.example.com", "a", 2, key("/registry/example.com/mice/a/1")),
            new Group("unknown", "clusterroles", "", 1, key("/registry/clusterroles/r")),
            new Group("unknown", "configmaps", "a", 1, key("/registry/configmaps/a/1")));
    assertThat(counts.ungrouped()).isZero();
  }

  @Test
  void groupsAreBoundedAndWhatIsInNoneIsCounted() {
    for (String namespace : List.of("a", "b", "c", "d", "e", "a")) {
      add("/registry/configmaps/" + namespace + "/1", UNKNOWN);
    }
    assertThat(counts.groups())
        .hasSize(3)
        .contains(new Group("unknown", "configmaps", "a", 2, key("/registry/configmaps/a/1")));
    assertThat(counts.ungrouped()).isEqualTo(2);
  }

  @Test
  void aKeyOfNoKnownLayoutIsCountedWithoutAResource() {
    add("elsewhere", BLOCKED);
    assertThat(counts.groups()).containsExactly(new Group("blocked", "", "", 1, key("elsewhere")));
  }

  private void add(String key, Cause cause) {
    counts.add(key(key), cause);
  }

  private static Bytes key(String key) {
    return Bytes.utf8(key);
  }
}
