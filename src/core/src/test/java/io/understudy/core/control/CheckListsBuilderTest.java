package io.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CheckLists.Cause;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Reading;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record has room for so much, and a million differences for no more. */
class CheckListsBuilderTest {

  private static final int MAX_BYTES = 65_536;

  private final CheckListsBuilder found = new CheckListsBuilder(MAX_BYTES);

  @Test
  void whatFitsIsListedWhole() {
    for (int i = 0; i < 100; i++) {
      found.missed(key(i));
      found.surplus(key(i), i);
    }

    CheckLists lists = found.build(List.of());

    assertThat(lists.missed()).hasSize(100);
    assertThat(lists.surplus()).hasSize(100);
    assertThat(lists.truncated()).isFalse();
    assertThat(lists.surplusDigest()).isEqualTo(CheckLists.digest(lists.surplus()));
  }

  @Test
  void withoutSurplusKeysThereIsNothingToConfirm() {
    found.missed(key(1));

    assertThat(found.build(List.of()).surplusDigest()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 1_000_000})
  void aRecordIsNeverLargerThanItsLimit(int differences) {
    for (int i = 0; i < differences; i++) {
      found.missed(key(i));
      found.different(key(i));
      found.blocked(key(i));
      found.surplus(key(i), Long.MAX_VALUE);
    }

    CheckLists lists = found.build(causes(2_000));

    assertThat(record(lists).toJson().length()).isBetween(MAX_BYTES * 8 / 10, MAX_BYTES);
    assertThat(lists.truncated()).isTrue();
    assertThat(lists.surplusDigest()).as("not all of them are listed").isEmpty();
    assertThat(lists.missed()).isNotEmpty().first().isEqualTo(key(0).utf8());
    assertThat(lists.different()).isNotEmpty();
    assertThat(lists.blocked()).isNotEmpty();
    assertThat(lists.surplus()).isNotEmpty();
    assertThat(lists.causes()).isNotEmpty().first().extracting(Cause::count).isEqualTo(1_999L);
  }

  @Test
  void aLongListLeavesAShortOneWhole() {
    for (int i = 0; i < 10_000; i++) {
      found.missed(key(i));
    }
    for (int i = 0; i < 100; i++) {
      found.surplus(key(i), i);
    }

    CheckLists lists = found.build(List.of());

    assertThat(lists.truncated()).isTrue();
    assertThat(lists.surplus()).hasSize(100);
    assertThat(lists.surplusDigest()).isEqualTo(CheckLists.digest(lists.surplus()));
    assertThat(lists.missed()).hasSizeGreaterThan(1_000);
  }

  @Test
  void onceAListIsCutNoLaterKeyIsListed() {
    found.missed(Bytes.utf8("/registry/" + "x".repeat(MAX_BYTES)));
    found.missed(key(1));

    CheckLists lists = found.build(List.of());

    assertThat(lists.missed()).isEmpty();
    assertThat(lists.truncated()).isTrue();
  }

  @Test
  void whatOneListLeavesOfItsShareIsForTheOthers() {
    assertThat(CheckLists.shares(List.of(10L, 0L, 100L, 100L), 110))
        .containsExactly(10L, 0L, 50L, 50L);
    assertThat(CheckLists.shares(List.of(10L, 0L, 30L, 100L), 110))
        .containsExactly(10L, 0L, 30L, 70L);
    assertThat(CheckLists.shares(List.of(10L, 20L), 110)).containsExactly(10L, 20L);
  }

  private static Bytes key(int number) {
    return Bytes.utf8("/registry/pods/team/\"web\"-größe-" + number);
  }

  private static List<Cause> causes(int count) {
    List<Cause> causes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      causes.add(new Cause("written here", "pods", "team-" + i, i, key(i).utf8()));
    }
    return causes;
  }

  private static CheckRecord record(CheckLists lists) {
    return new CheckRecord(
        "1",
        Trigger.SCHEDULE,
        Instant.EPOCH,
        Instant.EPOCH,
        Result.INCONSISTENT,
        "",
        Reading.none(false),
        Counts.NONE,
        CheckRecord.Tolerated.NOTHING,
        lists,
        null);
  }
}
