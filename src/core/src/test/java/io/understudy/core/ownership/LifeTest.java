package io.understudy.core.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.scope.Placement;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifeTest {

  private static final Life ONE = life("one", false);

  private static Life life(String uid, boolean opaque) {
    return new Life(Id.ofUid(uid), opaque, List.of(), Placement.MIRROR);
  }

  @Test
  void anotherUidIsAnotherObject() {
    assertThat(ONE.isReplacedBy(life("two", false))).isTrue();
  }

  @Test
  void theSameUidIsALaterStateOfTheSameObject() {
    Life later = new Life(ONE.uid(), false, List.of(Things.owner("o")), Placement.PARK);

    assertThat(ONE.isReplacedBy(later)).isFalse();
  }

  @Test
  void whereAUidIsMissingOrAStandInNothingIsKnown() {
    Life raw = new Life(null, false, List.of(), Placement.MIRROR);

    assertThat(ONE.isReplacedBy(raw)).isFalse();
    assertThat(raw.isReplacedBy(ONE)).isFalse();
    assertThat(ONE.isReplacedBy(life("two", true))).isFalse();
    assertThat(life("two", true).isReplacedBy(ONE)).isFalse();
  }
}
