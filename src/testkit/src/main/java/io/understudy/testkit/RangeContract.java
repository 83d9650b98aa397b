package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every etcd promises about reads. */
interface RangeContract extends EtcdUnderTest {

  @Test
  default void anEmptyRangeHasNoKeys() {
    Page page = etcd().range(RangeQuery.page(keys(), 0, 10)).await();

    assertThat(page.keys()).isEmpty();
    assertThat(page.more()).isFalse();
    assertThat(page.count()).isZero();
    assertThat(page.revision()).isEqualTo(etcd().status().revision());
  }

  @Test
  default void aKeyCarriesItsBookkeeping() {
    long first = commit(put("a", "1"));
    long second = commit(put("a", "2"));

    assertThat(all()).containsExactly(new KeyValue(key("a"), Bytes.utf8("2"), first, second, 2, 0));
  }

  @Test
  default void aKeyThatIsDeletedAndMadeAgainStartsANewLife() {
    commit(put("a", "1"));
    commit(delete("a"));
    long reborn = commit(put("a", "2"));

    assertThat(all())
        .containsExactly(new KeyValue(key("a"), Bytes.utf8("2"), reborn, reborn, 1, 0));
  }

  @Test
  default void pagesFollowEachOtherInKeyOrder() {
    commit(put("c", ""), put("a", ""), put("e", ""), put("b", ""), put("d", ""));
    List<String> names = new ArrayList<>();
    Bytes from = prefix();
    Page page;
    do {
      page = etcd().range(RangeQuery.page(new KeyRange(from, keys().to()), 0, 2)).await();
      names.addAll(names(page.keys()));
      from = page.keys().getLast().key().next();
    } while (page.more());

    assertThat(names).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  default void aLimitCutsButCountsAll() {
    commit(put("a", ""), put("b", ""), put("c", ""));

    Page cut = etcd().range(RangeQuery.page(keys(), 0, 2)).await();
    Page exact = etcd().range(RangeQuery.page(keys(), 0, 3)).await();

    assertThat(names(cut.keys())).containsExactly("a", "b");
    assertThat(cut.more()).isTrue();
    assertThat(cut.count()).isEqualTo(3);
    assertThat(exact.more()).isFalse();
  }

  @Test
  default void keysAreOrderedAsUnsignedBytes() {
    Bytes high = prefix().plus(Bytes.wrap(new byte[] {(byte) 0xff}));
    Bytes low = prefix().plus(Bytes.wrap(new byte[] {0x01}));
    Bytes zero = prefix().plus(Bytes.wrap(new byte[] {0x01, 0x00}));
    commit(Txn.put(high, Bytes.EMPTY), Txn.put(zero, Bytes.EMPTY), Txn.put(low, Bytes.EMPTY));

    assertThat(all()).extracting(KeyValue::key).containsExactly(low, zero, high);
  }

  @Test
  default void aRangeEndsBeforeItsEnd() {
    commit(put("a", ""), put("b", ""), put("c", ""));

    Page page = etcd().range(RangeQuery.page(new KeyRange(key("a"), key("c")), 0, 0)).await();
    Page only = etcd().range(RangeQuery.page(KeyRange.only(key("b")), 0, 0)).await();

    assertThat(names(page.keys())).containsExactly("a", "b");
    assertThat(names(only.keys())).containsExactly("b");
  }

  @Test
  default void aRangeWithoutEndGoesToTheEndOfTheKeyspace() {
    Bytes last = Bytes.wrap(new byte[] {(byte) 0xff, (byte) 0xff}).plus(prefix());
    commit(Txn.put(last, Bytes.utf8("x")));

    Page tail = etcd().range(RangeQuery.page(new KeyRange(last, Bytes.EMPTY), 0, 0)).await();
    Page all = etcd().range(RangeQuery.keys(KeyRange.ALL, 0, 0)).await();

    assertThat(tail.keys()).extracting(KeyValue::key).containsExactly(last);
    assertThat(all.keys()).extracting(KeyValue::key).contains(last);
  }

  @Test
  default void aRangeThatEndsWhereItStartsIsEmpty() {
    commit(put("a", ""));

    assertThat(etcd().range(RangeQuery.page(new KeyRange(key("a"), key("a")), 0, 0)).await().keys())
        .isEmpty();
  }

  @Test
  default void keysWithoutValuesKeepTheirBookkeeping() {
    long revision = commit(put("a", "value"));

    assertThat(etcd().range(RangeQuery.keys(keys(), 0, 0)).await().keys())
        .containsExactly(new KeyValue(key("a"), Bytes.EMPTY, revision, revision, 1, 0));
  }

  @Test
  default void aCountBringsNoKeys() {
    commit(put("a", ""), put("b", ""));

    Page page = etcd().range(RangeQuery.count(keys(), 0)).await();

    assertThat(page.keys()).isEmpty();
    assertThat(page.count()).isEqualTo(2);
  }

  @Test
  default void aPinnedReadSeesThePast() {
    long then = commit(put("a", "1"), put("b", "1"));
    commit(put("a", "2"), delete("b"), put("c", "2"));

    Page past = etcd().range(RangeQuery.page(keys(), then, 0)).await();

    assertThat(names(past.keys())).containsExactly("a", "b");
    assertThat(past.keys().getFirst().value()).isEqualTo(Bytes.utf8("1"));
    assertThat(past.count()).isEqualTo(2);
    assertThat(past.revision()).isEqualTo(etcd().status().revision());
  }

  @Test
  default void onlyKeysPutSinceARevisionCanBeAskedFor() {
    commit(put("a", "1"), put("b", "1"));
    long since = commit(put("b", "2"));
    commit(put("c", "3"));

    Page page =
        etcd()
            .range(new RangeQuery(keys(), 0, 0, RangeQuery.Content.KEYS_AND_VALUES, since))
            .await();

    assertThat(names(page.keys())).containsExactly("b", "c");
  }

  @Test
  default void aCompactedRevisionCannotBeRead() {
    long old = commit(put("a", "1"));
    long oldest = commit(put("a", "2"));
    commit(put("a", "3"));
    compact(oldest);

    assertFails(etcd().range(RangeQuery.page(keys(), old, 0)), Kind.COMPACTED);
    assertFails(etcd().get(List.of(key("a")), old), Kind.COMPACTED);
    assertThat(etcd().range(RangeQuery.page(keys(), oldest, 0)).await().keys().getFirst().value())
        .isEqualTo(Bytes.utf8("2"));
  }

  @Test
  default void aRevisionNotReachedYetCannotBeRead() {
    long future = commit(put("a", "1")) + 1000;

    assertFails(etcd().range(RangeQuery.page(keys(), future, 0)), Kind.FUTURE_REVISION);
    assertFails(etcd().get(List.of(key("a")), future), Kind.FUTURE_REVISION);
  }

  @Test
  default void singleKeysAreReadAtOneRevision() {
    long then = commit(put("a", "1"), put("b", "1"));
    commit(put("a", "2"), delete("b"));

    Found now = etcd().get(List.of(key("a"), key("b"), key("none")), 0).await();
    Found past = etcd().get(List.of(key("a"), key("b"), key("none")), then).await();

    assertThat(now.keys()).containsOnlyKeys(key("a"));
    assertThat(valueOf(now, key("a"))).isEqualTo(Bytes.utf8("2"));
    assertThat(past.keys()).containsOnlyKeys(key("a"), key("b"));
    assertThat(valueOf(past, key("a"))).isEqualTo(Bytes.utf8("1"));
    assertThat(past.revision()).isEqualTo(etcd().status().revision());
  }

  @Test
  default void aHundredKeysCanBeReadAtOnceAndNone() {
    List<Bytes> hundred = IntStream.range(0, 100).mapToObj(i -> key("k" + i)).toList();
    long revision = commit(put("k7", "x"));

    assertThat(etcd().get(hundred, 0).await().keys()).containsOnlyKeys(key("k7"));
    assertThat(etcd().get(List.of(), 0).await()).isEqualTo(new Found(Map.of(), revision));
  }

  @Test
  default void valuesMayBeEmptyOrLarge() {
    byte[] large = new byte[1024 * 1024];
    Arrays.fill(large, (byte) 0xab);
    commit(put("empty", ""), Txn.put(key("large"), Bytes.wrap(large)));

    Found found = etcd().get(List.of(key("empty"), key("large")), 0).await();

    assertThat(valueOf(found, key("empty"))).isEqualTo(Bytes.EMPTY);
    assertThat(valueOf(found, key("large"))).isEqualTo(Bytes.wrap(large));
  }

  private static Bytes valueOf(Found found, Bytes key) {
    return Objects.requireNonNull(found.keys().get(key)).value();
  }

  private static void assertFails(Pending<?> call, Kind kind) {
    assertThatThrownBy(call::await)
        .isInstanceOfSatisfying(
            EtcdException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }
}
