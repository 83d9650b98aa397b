package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import org.junit.jupiter.api.Test;

class MirroredUnderTest {

  @Test
  void theRulesAloneSpeakOfTheWholeKeyspaceAndTheConfiguredLimit() {
    MirroredUnder under = MirroredUnder.of("0a1b");

    assertThat(under).isEqualTo(new MirroredUnder("0a1b", KeyRange.ALL, 0, ""));
    assertThat(under.limit(10_000).objectMaxBytes()).isEqualTo(10_000 - 4_096);
  }

  @Test
  void everyPartIsRead() {
    MirroredUnder under = MirroredUnder.of("0a1b-kubernetes+most-5000+keys-abc");

    assertThat(under.rules()).isEqualTo("0a1b");
    assertThat(under.range().contains(Bytes.utf8("/registry/pods/a/b"))).isTrue();
    assertThat(under.range().contains(Bytes.utf8("/other"))).isFalse();
    assertThat(under.encryptionKeys()).isEqualTo("abc");
    assertThat(under.limit(10_000).objectMaxBytes()).isEqualTo(5_000);
  }

  @Test
  void anUnknownSpellingIsNobodysRules() {
    assertThat(MirroredUnder.of("0a1b+later-1").rules()).isNotEqualTo("0a1b");
  }
}
