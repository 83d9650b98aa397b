package io.understudy.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.service.kubernetes.EventBook.Due;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBookTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final EventBook book = new EventBook(3, 2);

  private static Notice notice(int term) {
    return Notice.normal("Standby", "this site is standby since term " + term);
  }

  @Test
  void theSameNoticeIsOneEventWithACount() {
    book.add(notice(1), NOON);
    book.add(notice(1), NOON.plusSeconds(2));

    assertThat(book.take(NOON.plusSeconds(3)))
        .containsExactly(new Due(notice(1), 2, NOON, NOON.plusSeconds(2)));
    assertThat(book.take(NOON.plusSeconds(3))).isEmpty();
  }

  @Test
  void aNoticeThatWasWrittenIsCountedForAMinuteBeforeItIsWrittenAgain() {
    book.add(notice(1), NOON);
    assertThat(book.take(NOON)).hasSize(1);

    book.add(notice(1), NOON.plusSeconds(10));
    book.add(notice(1), NOON.plusSeconds(20));

    assertThat(book.take(NOON.plusSeconds(59))).isEmpty();
    assertThat(book.take(NOON.plusSeconds(60)))
        .containsExactly(new Due(notice(1), 2, NOON.plusSeconds(10), NOON.plusSeconds(20)));
  }

  @Test
  void noMoreAreWrittenInAMinuteThanAllowed() {
    for (int term = 1; term <= 3; term++) {
      book.add(notice(term), NOON);
    }

    assertThat(book.take(NOON)).extracting(Due::notice).containsExactly(notice(1), notice(2));
    assertThat(book.take(NOON.plusSeconds(59))).isEmpty();
    assertThat(book.take(NOON.plusSeconds(60))).extracting(Due::notice).containsExactly(notice(3));
  }

  @Test
  void whatDoesNotFitIsDroppedAndCounted() {
    for (int term = 1; term <= 5; term++) {
      book.add(notice(term), NOON);
    }

    assertThat(book.dropped()).isEqualTo(2);
    book.add(notice(1), NOON);
    assertThat(book.dropped()).as("a known one needs no room").isEqualTo(2);
  }

  @Test
  void whatCouldNotBeWrittenIsDueAgainWithAllThatCameSince() {
    book.add(notice(1), NOON);
    List<Due> due = book.take(NOON);
    book.add(notice(1), NOON.plusSeconds(5));

    due.forEach(book::giveBack);

    assertThat(book.take(NOON.plusSeconds(6)))
        .containsExactly(new Due(notice(1), 2, NOON, NOON.plusSeconds(5)));
  }
}
