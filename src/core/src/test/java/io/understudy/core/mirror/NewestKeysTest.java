package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import org.junit.jupiter.api.Test;

class NewestKeysTest {

  private static final Bytes A = Bytes.utf8("/registry/a");
  private static final Bytes B = Bytes.utf8("/registry/b");

  private final NewestKeys keys = new NewestKeys();

  @Test
  void withoutAnyThereIsNone() {
    assertThat(keys.newest()).isEqualTo(LastKey.NONE);
  }

  @Test
  void theNewestIsByRevisionNotByTurn() {
    keys.put(A, 9);
    keys.put(B, 5);

    assertThat(keys.newest()).isEqualTo(new LastKey(A, 9));
  }

  @Test
  void theNextNewestTakesTheDeletedOnesPlace() {
    keys.put(A, 9);
    keys.put(B, 5);
    keys.delete(A);

    assertThat(keys.newest()).isEqualTo(new LastKey(B, 5));
  }

  @Test
  void aKeyCountsWithItsLastPutOnly() {
    keys.put(A, 5);
    keys.put(B, 7);
    keys.put(A, 9);
    keys.delete(A);

    assertThat(keys.newest()).isEqualTo(new LastKey(B, 7));
  }

  @Test
  void aKeyThatNoTextCanHoldIsNone() {
    keys.put(Bytes.wrap(new byte[] {(byte) 0xff}), 9);

    assertThat(keys.newest()).isEqualTo(LastKey.NONE);
  }

  @Test
  void onlyTheNewestOfManyAreKept() {
    for (int i = 1000; i > 0; i--) {
      keys.put(Bytes.utf8("/registry/" + i), i);
    }
    for (int i = 1000; i > 990; i--) {
      keys.delete(Bytes.utf8("/registry/" + i));
    }

    assertThat(keys.newest()).isEqualTo(new LastKey(Bytes.utf8("/registry/990"), 990));
  }
}
