package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.limits;
import static io.understudy.core.mirror.Samples.writes;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailBatchTest {

  private static final Bytes A = Bytes.utf8("/a");
  private static final Bytes B = Bytes.utf8("/b");
  private static final Bytes C = Bytes.utf8("/c");
  private static final LastKey NONE = LastKey.NONE;

  /** What a write of one of the keys above takes beside its value. */
  private static final int FIXED_BYTES = 34;

  private long revision = 10;

  private static TailBatch batch(int maxWrites, long maxBytes) {
    return new TailBatch(limits(maxWrites, maxBytes));
  }

  private static Txn.Write put(Bytes key, String value) {
    return Txn.put(key, Bytes.utf8(value));
  }

  private Translated entering(KeyWrites... entering) {
    return new Translated(++revision, List.of(entering), List.of(), List.of());
  }

  private Translated leaving(KeyWrites... leaving) {
    return new Translated(++revision, List.of(), List.of(leaving), List.of());
  }

  private Translated puts(Bytes key, String value) {
    return entering(writes(key, put(key, value)));
  }

  private Translated deletes(Bytes key) {
    return leaving(writes(key, Txn.delete(key)));
  }

  @Test
  void wholeRevisionsAreGatheredInOrder() {
    TailBatch batch = batch(10, 1000);

    assertThat(batch.add(puts(B, "1"), NONE)).isTrue();
    assertThat(batch.add(puts(A, "2"), NONE)).isTrue();
    assertThat(batch.add(deletes(C), NONE)).isTrue();

    assertThat(batch.writes()).containsExactly(put(B, "1"), put(A, "2"), Txn.delete(C));
    assertThat(batch.revisions()).isEqualTo(3);
    assertThat(batch.watermark()).isEqualTo(13);
  }

  @Test
  void withinARevisionWhatIsUpdatedComesBeforeWhatLeaves() {
    TailBatch batch = batch(10, 1000);

    batch.add(
        new Translated(
            11, List.of(writes(A, put(A, "1"))), List.of(writes(B, Txn.delete(B))), List.of()),
        NONE);

    assertThat(batch.writes()).containsExactly(put(A, "1"), Txn.delete(B));
  }

  @Test
  void ofTwoPutsOfOneKeyTheLaterStaysInItsLaterPosition() {
    TailBatch batch = batch(2, 2 * FIXED_BYTES + 3);
    batch.add(puts(A, "1"), NONE);
    batch.add(puts(B, "2"), NONE);

    assertThat(batch.add(puts(A, "3"), NONE)).isFalse();
    TailBatch roomy = batch(2, 1000);
    roomy.add(puts(A, "1"), NONE);
    roomy.add(puts(B, "2"), NONE);
    assertThat(roomy.add(puts(A, "3"), NONE)).isTrue();
    assertThat(roomy.writes()).containsExactly(put(B, "2"), put(A, "3"));
    assertThat(roomy.revisions()).isEqualTo(3);
  }

  @Test
  void aPutThatIsOverwrittenNoLongerCountsItsBytes() {
    TailBatch batch = batch(3, 3 * FIXED_BYTES + 20);
    batch.add(puts(A, "0123456789"), NONE);
    batch.add(puts(A, "1"), NONE);

    assertThat(batch.add(puts(B, "0123456789"), NONE)).isTrue();
    assertThat(batch.writes()).containsExactly(put(A, "1"), put(B, "0123456789"));
  }

  @Test
  void aPutAndADeleteOfOneKeyNeedATxnEach() {
    TailBatch batch = batch(10, 1000);
    batch.add(puts(A, "1"), NONE);

    assertThat(batch.add(deletes(A), NONE)).isFalse();
    assertThat(batch.writes()).containsExactly(put(A, "1"));
    assertThat(batch.watermark()).isEqualTo(11);
    assertThat(batch.revisions()).isEqualTo(1);
  }

  @Test
  void aDeleteAndAPutOfOneKeyNeedATxnEach() {
    TailBatch batch = batch(10, 1000);
    batch.add(deletes(A), NONE);

    assertThat(batch.add(puts(A, "1"), NONE)).isFalse();
    assertThat(batch.add(deletes(A), NONE)).isFalse();
    assertThat(batch.add(puts(B, "1"), NONE)).isTrue();
  }

  @Test
  void aRevisionThatReplacesAnObjectNeverJoinsABatch() {
    Translated replacing =
        new Translated(
            11, List.of(), List.of(writes(A, Txn.delete(A))), List.of(writes(A, put(A, "1"))));

    assertThat(batch(10, 1000).add(replacing, NONE)).isFalse();
  }

  @Test
  void aBatchHoldsAtMostSoManyWrites() {
    TailBatch batch = batch(3, 1000);
    batch.add(puts(A, "1"), NONE);

    assertThat(batch.add(entering(writes(B, put(B, "1"), Txn.delete(C)), writes(C)), NONE))
        .isTrue();
    assertThat(batch.writes()).hasSize(3);
    assertThat(batch.add(puts(Bytes.utf8("/d"), "1"), NONE)).isFalse();
    assertThat(batch.add(puts(B, "2"), NONE)).as("a put of a key that is in it").isTrue();
  }

  @Test
  void aBatchHoldsAtMostSoManyBytes() {
    TailBatch batch = batch(10, 2 * FIXED_BYTES + 10);
    batch.add(puts(A, "01234"), NONE);

    assertThat(batch.add(puts(B, "012345"), NONE)).isFalse();
    assertThat(batch.add(puts(B, "01234"), NONE)).isTrue();
  }

  @Test
  void aSingleObjectLargerThanTheLimitGoesAlone() {
    TailBatch batch = batch(10, 50);

    assertThat(batch.add(puts(A, "x".repeat(100)), NONE)).isTrue();
    assertThat(batch.add(puts(B, ""), NONE)).isFalse();
    assertThat(batch.writes()).hasSize(1);
  }

  @Test
  void aLargeObjectDoesNotJoinOthers() {
    TailBatch batch = batch(10, 50);
    batch.add(deletes(B), NONE);

    assertThat(batch.add(puts(A, "x".repeat(100)), NONE)).isFalse();
  }

  @Test
  void aRevisionWithoutWritesOnlyMovesTheWatermark() {
    TailBatch batch = batch(10, 1000);
    assertThat(batch.isEmpty()).isTrue();

    assertThat(batch.add(entering(), NONE)).isTrue();

    assertThat(batch.isEmpty()).isFalse();
    assertThat(batch.hasWrites()).isFalse();
    assertThat(batch.watermark()).isEqualTo(11);
  }

  @Test
  void theLastKeyIsTheNewestAsOfTheLastRevisionThatWentIn() {
    TailBatch batch = batch(1, 1000);

    batch.add(puts(A, "1"), new LastKey(A, 11));
    assertThat(batch.add(puts(B, "1"), new LastKey(B, 12))).isFalse();
    assertThat(batch.lastKey()).isEqualTo(new LastKey(A, 11));
  }

  @Test
  void partsAreFilledInOrderAndWhatLeavesIsApartFromWhatEnters() {
    KeyWrites outA = writes(A, Txn.delete(A));
    KeyWrites outB = writes(B, Txn.delete(B));
    KeyWrites outC = writes(C, Txn.delete(C));
    KeyWrites inA = writes(A, put(A, "1"));
    Bytes other = Bytes.utf8("/d");
    KeyWrites inD = writes(other, put(other, "1"));
    Translated revision = new Translated(11, List.of(inD), List.of(outA, outB, outC), List.of(inA));

    assertThat(TailBatch.parts(revision, limits(2, 1000)))
        .containsExactly(List.of(inD), List.of(outA, outB), List.of(outC), List.of(inA));
    assertThat(TailBatch.parts(revision, limits(100, 1000)))
        .containsExactly(List.of(inD), List.of(outA, outB, outC), List.of(inA));
  }

  @Test
  void theWritesOfOneKeyAreNeverSplit() {
    KeyWrites one = writes(A, put(A, "1"));
    KeyWrites two = writes(B, Txn.delete(B), put(C, "2"));

    assertThat(TailBatch.split(List.of(one, two), limits(2, 1000)))
        .containsExactly(List.of(one), List.of(two));
    assertThat(TailBatch.split(List.of(two), limits(1, 1))).containsExactly(List.of(two));
  }

  @Test
  void partsKeepToTheBytesButForASingleLargeObject() {
    KeyWrites small = writes(A, put(A, ""));
    KeyWrites large = writes(B, put(B, "x".repeat(200)));

    assertThat(TailBatch.split(List.of(small, small, large, small), limits(10, 2 * FIXED_BYTES)))
        .containsExactly(List.of(small, small), List.of(large), List.of(small));
  }

  @Test
  void nothingToSplitIsNoPart() {
    assertThat(TailBatch.split(List.of(), limits(10, 1000))).isEmpty();
  }

  @Test
  void aPartIsWrittenKeyByKey() {
    KeyWrites one = writes(A, Txn.delete(A), put(B, "1"));
    KeyWrites two = writes(C, put(C, "2"));

    assertThat(TailBatch.flat(List.of(one, two)))
        .containsExactly(Txn.delete(A), put(B, "1"), put(C, "2"));
    assertThat(one.bytes()).isEqualTo(2 * FIXED_BYTES + 1);
  }
}
