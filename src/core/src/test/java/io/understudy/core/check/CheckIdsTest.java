package io.understudy.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckIdsTest {

  private static final Instant NOON = Instant.ofEpochMilli(1_767_268_800_000L);

  @Test
  void anIdIsTheTime() {
    assertThat(CheckIds.next(NOON, List.of("1767268799999"))).isEqualTo("1767268800000");
  }

  @Test
  void anIdIsGreaterThanAllThereAreWhateverTheClock() {
    assertThat(CheckIds.next(NOON, List.of("3", "1767268800000", "1767268900000")))
        .isEqualTo("1767268900001");
    assertThat(CheckIds.next(Instant.EPOCH.minusSeconds(5), List.of())).isEqualTo("0");
  }

  @Test
  void anIdThatNoClockGaveLeavesRoomForOthers() {
    List<String> planted = List.of("9".repeat(19), "8".repeat(19));

    String next = CheckIds.next(NOON, planted);

    assertThat(next).isEqualTo("1767268800000");
    assertThat(CheckRecord.isId(next)).isTrue();
  }

  @Test
  void theNewestIsTheGreatestNumberNotTheGreatestText() {
    assertThat(CheckIds.newestFirst(List.of("9", "10", "0009", "9".repeat(19), "8")))
        .containsExactly("9".repeat(19), "10", "9", "0009", "8");
  }

  @Test
  void onlyDigitsBelowThePrefixAreIds() {
    Bytes prefix = Bytes.utf8("/understudy/global/checks/");

    assertThat(CheckIds.of(prefix.plus(Bytes.utf8("42")), prefix)).contains("42");
    assertThat(CheckIds.of(prefix.plus(Bytes.utf8("42/x")), prefix)).isEmpty();
    assertThat(CheckIds.of(prefix, prefix)).isEmpty();
  }
}
