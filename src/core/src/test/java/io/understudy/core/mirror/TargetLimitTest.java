package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetLimitTest {

  private static final Bytes KEY = Samples.key("configmaps/a");
  private static final int MOST = 1_572_864 - 4_096;

  private final TargetLimit limit = new TargetLimit(TargetLimit.DEFAULT_MAX_REQUEST_BYTES);

  @Test
  void aValueMayHaveTheLimitLessFourKib() {
    assertThat(limit.isTooLarge(KEY, MOST)).isFalse();
    assertThat(limit.isTooLarge(KEY, MOST + 1)).isTrue();
  }

  @Test
  void aKeyLongerThanKubernetesWritesTakesItsShare() {
    Bytes key = Bytes.utf8("/" + "x".repeat(611));

    assertThat(limit.isTooLarge(key, MOST - 300)).isFalse();
    assertThat(limit.isTooLarge(key, MOST - 299)).isTrue();
  }

  @Test
  void aRefusedObjectTeachesThatItsSizeIsTooLarge() {
    assertThat(limit.learn(List.of(put(KEY, 900_000)))).isEqualTo(TargetLimit.Learnt.OBJECT);

    assertThat(limit.isTooLarge(KEY, 900_000)).isTrue();
    assertThat(limit.isTooLarge(KEY, 899_999)).isFalse();
  }

  @Test
  void anObjectThatLeavesParkAndAParkedOneAreObjects() {
    Txn.Write unpark = Txn.delete(KEYS.parked(KEY));

    assertThat(limit.learn(List.of(put(KEY, 900_000), unpark)))
        .isEqualTo(TargetLimit.Learnt.OBJECT);
    assertThat(limit.learn(List.of(put(KEYS.parked(KEY), 800_000))))
        .isEqualTo(TargetLimit.Learnt.OBJECT);
    assertThat(limit.isTooLarge(KEY, 800_000)).isTrue();
  }

  @Test
  void severalRefusedObjectsTeachThatTxnsAreTooLarge() {
    List<Txn.Write> two = List.of(put(KEY, 400_000), put(Samples.key("configmaps/b"), 400_000));

    assertThat(limit.learn(two)).isEqualTo(TargetLimit.Learnt.TXN);

    assertThat(limit.isTooLarge(KEY, 900_000)).isFalse();
    assertThat(limit.txnMaxBytes(1 << 20)).isBetween(400_000L, 401_000L);
    assertThat(limit.txnMaxBytes(1000)).isEqualTo(1000);
  }

  @Test
  void thereIsAnEndToLessons() {
    List<Txn.Write> two = List.of(put(KEY, 3_000), put(Samples.key("configmaps/b"), 3_000));
    assertThat(limit.learn(two)).isEqualTo(TargetLimit.Learnt.NOTHING);
    assertThat(limit.learn(List.of(put(KEYS.scope(), 3_000))))
        .isEqualTo(TargetLimit.Learnt.NOTHING);
    assertThat(limit.learn(List.of(put(KEY, 500)))).isEqualTo(TargetLimit.Learnt.OBJECT);
    assertThat(limit.learn(List.of(put(KEY, 500)))).isEqualTo(TargetLimit.Learnt.NOTHING);
  }

  private static Txn.Write put(Bytes key, int bytes) {
    return Txn.put(key, Bytes.wrap(new byte[bytes]));
  }
}
