package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Pending;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PollTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Clock clock = new Clock();
  private final Poll<Integer> poll = new Poll<>(clock, Duration.ofSeconds(1), this::ask);
  private int asked;
  private boolean answers = true;

  @Test
  void asksAtOnceAndThenNotBeforeItIsTime() {
    assertThat(poll.take()).isNull();
    assertThat(poll.take()).isEqualTo(new Poll.Answer<>(NOON, 1));

    clock.nanos += Duration.ofMillis(999).toNanos();
    assertThat(poll.take()).isNull();
    assertThat(asked).isEqualTo(1);
    clock.nanos += Duration.ofMillis(1).toNanos();
    poll.take();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void aWallClockThatIsSetBackHoldsNothingUp() {
    poll.take();
    poll.take();

    clock.now = NOON.minus(Duration.ofHours(1));
    clock.nanos += Duration.ofSeconds(1).toNanos();
    poll.take();

    assertThat(poll.take()).isEqualTo(new Poll.Answer<>(NOON.minus(Duration.ofHours(1)), 2));
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedForNorAskedForAgain() {
    answers = false;
    poll.take();
    clock.nanos += Duration.ofHours(1).toNanos();

    assertThat(poll.take()).isNull();
    assertThat(asked).isEqualTo(1);
    answers = true;
    assertThat(poll.take()).isEqualTo(new Poll.Answer<>(NOON, 1));
  }

  private Pending<Integer> ask() {
    asked++;
    return new Pending<>() {
      @Override
      public Integer await() {
        assertThat(answers).as("is waited for only once it is there").isTrue();
        return asked;
      }

      @Override
      public boolean isDone() {
        return answers;
      }
    };
  }

  private static final class Clock implements Timing {
    private Instant now = NOON;
    private long nanos = Long.MAX_VALUE - 5;

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
    }
  }
}
