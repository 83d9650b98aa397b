package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.check.CheckBook.Listing;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckListsBuilder;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Reading;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is promised of the results of checks, over any etcd. */
abstract class CheckBookContract extends CheckCase {

  @Test
  void whereNoCheckHasRunThereIsNone() {
    assertThat(book().newest(10)).isEqualTo(new Listing(List.of(), List.of(), false));
    assertThat(book().find("7")).isEmpty();
    assertThat(book().keepNewest(0)).isZero();
    assertThat(desk().now().running()).isEmpty();
    assertThat(desk().now().requested()).isEmpty();
  }

  @Test
  void aResultIsKeptWithItsKeysAndListedWithoutThem() {
    CheckRecord kept = kept();

    assertThat(book().find(kept.id())).contains(kept);
    assertThat(kept.lists().missed()).containsExactly("/registry/pods/a/b");
    assertThat(book().newest(10).checks()).containsExactly(kept.withoutKeys());
  }

  @Test
  void resultsAreListedNewestFirstPageByPage() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      ids.addFirst(kept().id());
    }

    Listing first = book().newest(5);
    Listing second = book().olderThan(ids(first).getLast(), 5);
    Listing third = book().olderThan(ids(second).getLast(), 5);

    assertThat(ids(first)).isEqualTo(ids.subList(0, 5));
    assertThat(ids(second)).isEqualTo(ids.subList(5, 10));
    assertThat(ids(third)).isEqualTo(ids.subList(10, 11));
    assertThat(List.of(first.more(), second.more(), third.more()))
        .containsExactly(true, true, false);
  }

  @Test
  void aPageFollowsOneWhoseLastResultIsGone() {
    String old = kept().id();
    String gone = kept().id();
    kept();
    commit(Txn.delete(keys.check(gone)));

    assertThat(ids(book().olderThan(gone, 5))).containsExactly(old);
  }

  @Test
  void allButTheNewestAreDeletedHoweverManyTheyAre() {
    byte[] body = result(Trigger.CALL).toJson().array();
    for (int i = 0; i < 3; i++) {
      int from = i * 100;
      commit(
          IntStream.range(from, from + 100)
              .mapToObj(id -> Txn.put(keys.check(Integer.toString(id)), Bytes.wrap(body)))
              .toArray(Txn.Write[]::new));
    }
    commit(Txn.put(keys.check("note"), Bytes.utf8("no result")));

    assertThat(book().keepNewest(20)).isEqualTo(280);

    assertThat(book().ids()).hasSize(20).startsWith("299").endsWith("280");
    assertThat(etcd().range(RangeQuery.count(KeyRange.prefix(keys.checksPrefix()), 0)).await())
        .as("what is no result is left")
        .satisfies(page -> assertThat(page.count()).isEqualTo(21));
    assertThat(book().keepNewest(20)).isZero();
  }

  @Test
  void aDamagedResultHidesNoOther() {
    CheckRecord good = kept();
    commit(Txn.put(keys.check("99"), Bytes.utf8("{}")));

    assertThat(book().newest(10))
        .isEqualTo(new Listing(List.of(good.withoutKeys()), List.of("99"), false));
    assertThatExceptionOfType(CorruptRecordException.class)
        .isThrownBy(() -> book().find("99"))
        .withMessageContaining("'check'");
  }

  @Test
  void twoWhoChooseAnIdAtOnceGetTwo() {
    List<CheckRecord> inBetween = new ArrayList<>();
    Etcd raced =
        Proxies.beforeTxn(
            etcd(),
            () -> {
              if (inBetween.isEmpty()) {
                inBetween.add(kept());
              }
            });

    CheckRecord second = desk(raced).keep(result(Trigger.CALL));

    assertThat(second.id()).isNotEqualTo(inBetween.getFirst().id());
    assertThat(book().ids()).containsExactly(second.id(), inBetween.getFirst().id());
  }

  @Test
  void aResultIsCutToItsLimitAndStillNamesHowManyThereWere() {
    CheckListsBuilder lists = new CheckListsBuilder(1 << 18);
    for (int i = 0; i < 100_000; i++) {
      lists.missed(Bytes.utf8("/registry/pods/team/web-" + i));
    }
    CheckLists cut = lists.build(List.of());
    CheckRecord large =
        new CheckRecord(
            "0",
            Trigger.CALL,
            NOON,
            NOON,
            Result.INCONSISTENT,
            "",
            Reading.none(false),
            new Counts(100_000, 0, 0, 0, 0, 0, 0, 0),
            CheckRecord.Tolerated.NOTHING,
            cut,
            null);

    CheckRecord kept = desk().keep(large);

    assertThat(book().find(kept.id()))
        .get()
        .satisfies(
            found -> {
              assertThat(found.lists().truncated()).isTrue();
              assertThat(found.counts().missed()).isEqualTo(100_000);
              assertThat(found.lists().missed()).hasSizeGreaterThan(5_000);
              assertThat(found.toJson().length()).isLessThan(1 << 18);
            });
  }
}
