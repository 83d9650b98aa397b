package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.scope.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is walked of a source, by what of it may be read. */
class SourceReachTest {

  @Test
  void theWholeKeyspaceIsWalkedButForTheControlRecords() {
    List<KeyRange> walked = ScanOrder.within(SourceReach.WHOLE);

    for (String key : List.of("/a", "/registry/pods/a/b", "/registry/namespaces/a", "zone")) {
      assertThat(walked.stream().filter(range -> range.contains(Bytes.utf8(key)))).hasSize(1);
    }
    assertThat(walked).noneMatch(range -> range.contains(Bytes.utf8("/understudy/global/term")));
  }

  @Test
  void withinKubernetesKeysEachIsWalkedOnceAndNoOther() {
    List<KeyRange> walked = ScanOrder.within(SourceReach.KUBERNETES);

    for (String key : List.of("/registry/a", "/registry/pods/a/b", "/registry/namespaces/a")) {
      assertThat(walked.stream().filter(range -> range.contains(Bytes.utf8(key)))).hasSize(1);
    }
    for (String key : List.of("/a", "/registry", "/registry0", "/understudy/global/term", "zone")) {
      assertThat(walked).noneMatch(range -> range.contains(Bytes.utf8(key)));
    }
  }

  @Test
  void anotherReachIsAnotherDigest() {
    Rules rules = Rules.profile("acp-global", Rules.Options.DEFAULT);

    assertThat(SourceReach.WHOLE.digest(rules)).isEqualTo(rules.digest());
    assertThat(SourceReach.KUBERNETES.digest(rules)).isNotEqualTo(rules.digest());
  }
}
