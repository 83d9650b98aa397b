package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.CheckTurns;
import io.understudy.core.check.CheckTurns.Attempt;
import io.understudy.core.check.CheckTurns.Turn;
import io.understudy.core.port.Etcd;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChecksModelTest extends CheckTurnsContract {

  private final ModelEtcd etcd = new ModelEtcd(new ModelStore(1));

  @Override
  Etcd etcd() {
    return etcd;
  }

  @Override
  void passTime() {
    etcd.advance(Duration.ofMillis(500));
  }

  /** Here, where time passes only when it is told to. */
  @Test
  void aTurnThatIsKeptAliveLasts() {
    CheckTurns first = mortal("monitor-0");
    Turn turn = taken(first.begin());
    for (int i = 0; i < 10; i++) {
      passTime();
      assertThat(first.keepAlive(turn)).isTrue();
    }

    assertThat(turns("monitor-1").begin()).isInstanceOf(Attempt.Busy.class);
  }
}
