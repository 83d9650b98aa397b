package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ContestedKeysTest {

  private static final Bytes KEY = Bytes.utf8("/registry/configmaps/a/b");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long REVISION = 7;

  private final ContestedKeys book =
      new ContestedKeys(Duration.ofMinutes(1), Duration.ofHours(24), 3);
  private Instant now = START;

  @Test
  void whatIsFoundForTheFirstTimeIsRecopiedAtOnce() {
    assertThat(differs()).isTrue();
    assertThat(book.contested()).isEmpty();
  }

  @Test
  void whatDiffersAgainWaitsForItsPauseAndIsReported() {
    differs();
    pass(Duration.ofSeconds(59));
    assertThat(differs()).isFalse();
    assertThat(book.contested())
        .containsExactly(
            new ContestedKeys.Contested(KEY, START, 1, START.plus(Duration.ofMinutes(1))));

    pass(Duration.ofSeconds(1));
    assertThat(differs()).isTrue();
  }

  @Test
  void thePauseDoublesUpToADay() {
    Duration expected = Duration.ofMinutes(1);
    differs();
    for (int times = 0; times < 14; times++) {
      pass(expected.minusMillis(1));
      assertThat(differs()).as("just before %s", expected).isFalse();
      pass(Duration.ofMillis(1));
      assertThat(differs()).as("after %s", expected).isTrue();
      Duration doubled = expected.multipliedBy(2);
      expected = doubled.compareTo(Duration.ofHours(24)) < 0 ? doubled : Duration.ofHours(24);
    }
    assertThat(expected).isEqualTo(Duration.ofHours(24));
    assertThat(book.contested().getFirst().recopied()).isEqualTo(15);
    assertThat(book.contested().getFirst().since()).isEqualTo(START);
  }

  @Test
  void aChangeAtTheSourceBeginsAnew() {
    differs();
    assertThat(differs()).isFalse();
    assertThat(differs(REVISION + 1)).isTrue();
    assertThat(book.contested()).isEmpty();
  }

  @Test
  void whatIsFoundEqualAfterItsPauseIsAtPeace() {
    differs();
    differs();
    pass(Duration.ofMinutes(1));
    book.endComparison(now);

    assertThat(book.contested()).isEmpty();
    assertThat(differs()).isTrue();
  }

  @Test
  void whatIsFoundEqualWithinItsPauseIsNotForgotten() {
    differs();
    differs();
    pass(Duration.ofSeconds(30));
    book.endComparison(now);

    assertThat(book.contested()).hasSize(1);
    assertThat(differs()).isFalse();
  }

  @Test
  void ofTooManyTheOneRecopiedLongestAgoIsForgotten() {
    for (int i = 0; i < 4; i++) {
      book.recopied(Bytes.utf8("/registry/" + i), REVISION, now);
    }

    assertThat(book.isHeldBack(Bytes.utf8("/registry/0"), REVISION, now)).isFalse();
    assertThat(book.isHeldBack(Bytes.utf8("/registry/1"), REVISION, now)).isTrue();
  }

  private boolean differs() {
    return differs(REVISION);
  }

  /** One comparison that finds it different; whether it recopies it. */
  private boolean differs(long sourceRevision) {
    boolean recopies = !book.isHeldBack(KEY, sourceRevision, now);
    if (recopies) {
      book.recopied(KEY, sourceRevision, now);
    }
    book.endComparison(now);
    return recopies;
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }
}
