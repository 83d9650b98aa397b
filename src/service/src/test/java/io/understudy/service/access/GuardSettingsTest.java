package io.understudy.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class GuardSettingsTest {

  private record Given(
      String authorization,
      String reviewCacheSeconds,
      String reviewCacheMax,
      String audience,
      String tokenRights)
      implements GuardConfig {}

  private static GuardSettings read(
      String mode, String audience, String rights, boolean isInCluster) {
    return GuardSettings.read(new Given(mode, "10", "7", audience, rights), isInCluster);
  }

  @Test
  void withoutSettingsTheClusterIsAskedWhereThereIsOneAndElseTheTokenFile() {
    assertThat(read("auto", "understudy", "*", true).isByCluster()).isTrue();
    assertThat(read("auto", "understudy", "*", false).isByCluster()).isFalse();
    assertThat(read("Token-File", "understudy", "*", true).isByCluster()).isFalse();
    assertThat(read("kubernetes", "understudy", "*", false).isByCluster()).isTrue();
    assertThat(read("auto", "understudy", "*", false).tokenRights())
        .isEqualTo(EnumSet.allOf(MirrorRight.class));
  }

  @Test
  void theFilesTokenMayBeGivenLess() {
    assertThat(read("auto", "understudy", "demote, repair", true).tokenRights())
        .containsExactlyInAnyOrder(MirrorRight.DEMOTE, MirrorRight.REPAIR);
  }

  @Test
  void badValuesAreNamedTogether() {
    assertThatThrownBy(() -> read("mtls", "two words", "demote,", true))
        .hasMessageContaining("understudy.api.authorization: 'mtls' is unknown")
        .hasMessageContaining("understudy.api.audience: 'two words' is no audience")
        .hasMessageContaining("understudy.api.token-rights: '' is no right; write some of pause");
    assertThatThrownBy(() -> read("auto", " ", "plan", true))
        .hasMessageContaining("understudy.api.audience: '' is no audience")
        .hasMessageContaining("understudy.api.token-rights: 'plan' is no right");
    assertThatThrownBy(
            () -> GuardSettings.read(new Given("auto", "301", "0", "understudy", "*"), true))
        .hasMessageContaining("understudy.api.review-cache-seconds: 301 is out of range")
        .hasMessageContaining("understudy.api.review-cache-max: 0 is out of range");
  }
}
