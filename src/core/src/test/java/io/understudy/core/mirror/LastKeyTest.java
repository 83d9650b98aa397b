package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LastKeyTest {

  private static final Bytes A = Bytes.utf8("/a");
  private static final Bytes B = Bytes.utf8("/b");
  private static final LastKey LAST = new LastKey(A, 5);

  private static Translated applied(Bytes lastKey, Bytes... deleted) {
    return new Translated(7, List.of(), List.of(), List.of(), lastKey, Set.of(deleted));
  }

  @Test
  void theLastKeyPutTakesItsPlace() {
    assertThat(LAST.after(applied(B))).isEqualTo(new LastKey(B, 7));
    assertThat(LAST.after(applied(A))).isEqualTo(new LastKey(A, 7));
    assertThat(LAST.after(applied(B, A))).isEqualTo(new LastKey(B, 7));
  }

  @Test
  void itStaysWhileOtherKeysGo() {
    assertThat(LAST.after(applied(Bytes.EMPTY, B))).isEqualTo(LAST);
    assertThat(LAST.after(applied(Bytes.EMPTY))).isEqualTo(LAST);
  }

  @Test
  void onceItIsGoneThereIsNone() {
    assertThat(LAST.after(applied(Bytes.EMPTY, A, B))).isEqualTo(new LastKey(Bytes.EMPTY, 0));
  }
}
