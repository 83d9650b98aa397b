package io.understudy.core.scope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "*, '', true",
    "*, anything, true",
    "a*, a, true",
    "a*, abc, true",
    "a*, ba, false",
    "*a, cba, true",
    "*a, ab, false",
    "*.x.io, a.x.io, true",
    "*.x.io, x.io, false",
    "a*b*c, a-b-b-c, true",
    "a*b*c, a-c-b, false",
    "*ab*, aaab, true",
    "a**b, ab, true",
    "a.c, abc, false",
  })
  void matchesWholeTexts(String pattern, String text, boolean expected) {
    assertThat(new Glob(pattern).matches(text)).isEqualTo(expected);
  }

  @Test
  void staysQuickOnWhatWouldMakeABacktrackerSlow() {
    String text = "a".repeat(2_000);
    assertThat(new Glob("*a".repeat(100) + "b").matches(text)).isFalse();
  }
}
