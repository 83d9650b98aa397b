package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int asked;

  @Test
  void anEndThatDoesNotAnswerIsAskedAgainAfterGrowingPauses() {
    assertThat(patience(5).read(() -> answer(4), failure -> told.add(failure.getMessage())))
        .isEqualTo("read");

    assertThat(asked).isEqualTo(4);
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(40));
    assertThat(told).containsExactly("no answer 1", "no answer 2", "no answer 3");
  }

  @Test
  void itIsGivenUpAfterSoManyTries() {
    assertThatThrownBy(() -> patience(3).read(() -> answer(9)))
        .isInstanceOf(EtcdException.class)
        .hasMessageContaining("no answer 3");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void anyOtherFailureIsThrownAtOnce() {
    assertThatThrownBy(
            () ->
                patience(9)
                    .read(
                        () -> {
                          asked++;
                          throw new EtcdException(Kind.COMPACTED, "compacted");
                        }))
        .hasMessageContaining("compacted");
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void aPauseGrowsAThousandfoldAtMost() {
    patience(20).read(() -> answer(20));

    assertThat(pauses).hasSize(19).last().isEqualTo(Duration.ofMillis(10 * 1024));
  }

  @Test
  void nothingIsTriedAgainOnceTheAnswerIsNotWanted() {
    Patience patience = new Patience(timing(), 9, Duration.ofMillis(10), () -> asked == 2);

    assertThatThrownBy(() -> patience.read(() -> answer(9))).hasMessageContaining("no answer 2");
    assertThat(pauses).hasSize(1);
  }

  @Test
  void norIfThatComesToBeWhileItPauses() {
    Patience patience = new Patience(timing(), 9, Duration.ofMillis(10), () -> pauses.size() == 3);

    assertThatThrownBy(() -> patience.read(() -> answer(9))).hasMessageContaining("no answer 3");
  }

  private String answer(int atTry) {
    asked++;
    if (asked < atTry) {
      throw new EtcdException(Kind.UNAVAILABLE, "no answer " + asked);
    }
    return "read";
  }

  private Patience patience(int retries) {
    return new Patience(timing(), retries, Duration.ofMillis(10));
  }

  private Timing timing() {
    return new Timing() {
      @Override
      public Instant now() {
        return Instant.EPOCH;
      }

      @Override
      public long nanos() {
        return 0;
      }

      @Override
      public double chance() {
        return 0;
      }

      @Override
      public void pause(Duration duration) {
        pauses.add(duration);
      }
    };
  }
}
