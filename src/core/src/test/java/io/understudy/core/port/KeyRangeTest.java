package io.understudy.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyRangeTest {

  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  @Test
  void theStartIsInARangeAndTheEndIsNot() {
    KeyRange range = new KeyRange(A, B);

    assertThat(range.contains(A)).isTrue();
    assertThat(range.contains(A.next())).isTrue();
    assertThat(range.contains(B)).isFalse();
    assertThat(range.contains(Bytes.utf8("Z"))).isFalse();
  }

  @Test
  void anEmptyEndMeansTheEndOfTheKeyspace() {
    KeyRange range = new KeyRange(B, Bytes.EMPTY);

    assertThat(range.contains(Bytes.wrap(new byte[] {(byte) 0xff, (byte) 0xff}))).isTrue();
    assertThat(range.contains(A)).isFalse();
    assertThat(range.isEmpty()).isFalse();
  }

  @Test
  void theWholeKeyspaceHoldsEveryKeyEtcdAllows() {
    assertThat(KeyRange.ALL.contains(Bytes.wrap(new byte[] {0}))).isTrue();
    assertThat(KeyRange.ALL.contains(Bytes.wrap(new byte[] {(byte) 0xff}))).isTrue();
  }

  @Test
  void aRangeOfOneKeyHoldsNoOther() {
    KeyRange only = KeyRange.only(A);

    assertThat(only.contains(A)).isTrue();
    assertThat(only.contains(A.next())).isFalse();
  }

  @Test
  void aRangeWhoseEndIsNotBeyondItsStartIsEmpty() {
    assertThat(new KeyRange(A, A).isEmpty()).isTrue();
    assertThat(new KeyRange(B, A).isEmpty()).isTrue();
    assertThat(new KeyRange(A, A.next()).isEmpty()).isFalse();
  }

  @Test
  void thePrefixOfOnlyHighestBytesReachesToTheEndOfTheKeyspace() {
    KeyRange range = KeyRange.prefix(Bytes.wrap(new byte[] {(byte) 0xff}));

    assertThat(range.to()).isEqualTo(Bytes.EMPTY);
    assertThat(range.contains(Bytes.wrap(new byte[] {(byte) 0xff, 1}))).isTrue();
    assertThat(range.contains(Bytes.wrap(new byte[] {(byte) 0xfe}))).isFalse();
  }
}
