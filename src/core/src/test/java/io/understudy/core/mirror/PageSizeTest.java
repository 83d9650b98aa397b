package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageSizeTest {

  private static PageSize size(long pageMaxBytes, int pageMaxKeys) {
    return new PageSize(limits(1, 1, pageMaxBytes, pageMaxKeys));
  }

  /** So many keys of so many bytes each. */
  private static List<KeyValue> page(int keys, int bytes) {
    KeyValue kv = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[bytes - 1]), 1, 1, 1, 0);
    return Collections.nCopies(keys, kv);
  }

  @Test
  void theFirstPageIsSmallSinceNothingIsKnown() {
    assertThat(size(1 << 20, 1000).keys()).isEqualTo(64);
    assertThat(size(1 << 20, 10).keys()).isEqualTo(10);
  }

  @Test
  void aPageGrowsAtMostFourfoldAndUpToTheLimit() {
    PageSize size = size(1 << 20, 1000);

    size.saw(page(64, 10));
    assertThat(size.keys()).isEqualTo(256);
    size.saw(page(256, 10));
    assertThat(size.keys()).isEqualTo(1000);
  }

  @Test
  void aPageOfLargeValuesMakesTheNextSmallerAtOnce() {
    PageSize size = size(10_000, 1000);

    size.saw(page(64, 1000));

    assertThat(size.keys()).isEqualTo(10);
  }

  @Test
  void aPageHoldsAtLeastOneKey() {
    PageSize size = size(10_000, 1000);

    size.saw(page(1, 1_000_000));

    assertThat(size.keys()).isEqualTo(1);
    assertThat(size.shrink()).as("can get smaller").isFalse();
    assertThat(size.keys()).isEqualTo(1);
  }

  @Test
  void anEmptyPageTeachesNothing() {
    PageSize size = size(10_000, 1000);

    size.saw(List.of());

    assertThat(size.keys()).isEqualTo(64);
  }

  @Test
  void aPageThatWasTooLargeIsAskedForInQuarters() {
    PageSize size = size(10_000, 1000);

    assertThat(size.shrink()).isTrue();
    assertThat(size.keys()).isEqualTo(16);
    assertThat(size.shrink()).isTrue();
    assertThat(size.shrink()).isTrue();
    assertThat(size.keys()).isEqualTo(1);
    assertThat(size.shrink()).isFalse();
  }
}
