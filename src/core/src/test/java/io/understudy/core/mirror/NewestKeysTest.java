package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import java.util.List;
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
    for (int i = 3000; i > 0; i--) {
      keys.put(Bytes.utf8("/registry/" + i), i);
    }
    for (int i = 3000; i > 2001; i--) {
      keys.delete(Bytes.utf8("/registry/" + i));
    }

    assertThat(keys.newest()).isEqualTo(new LastKey(Bytes.utf8("/registry/2001"), 2001));
    keys.delete(Bytes.utf8("/registry/2001"));
    assertThat(keys.newest()).isEqualTo(LastKey.NONE);
  }

  @Test
  void ofTwoKeysOfOneRevisionOneIsKept() {
    keys.put(A, 9);
    keys.put(B, 9);
    keys.delete(A);

    assertThat(keys.newest()).isEqualTo(new LastKey(B, 9));
  }

  @Test
  void aRevisionPutsAndDeletes() {
    keys.put(A, 5);
    KeyValue put = new KeyValue(B, Bytes.EMPTY, 7, 7, 1, 0);
    keys.saw(new Revision(7, List.of(new Revision.Change.Put(put))));
    assertThat(keys.newest()).isEqualTo(new LastKey(B, 7));

    keys.saw(new Revision(8, List.of(new Revision.Change.Delete(B))));
    assertThat(keys.newest()).isEqualTo(new LastKey(A, 5));
  }
}
