package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import io.understudy.testkit.ModelEtcd;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The mirror reads the target's history by a watch, which may die in silence, or be denied. */
class SilentDriftWatchTest extends MirrorRunCase {

  private static final String KEY = "/registry/configmaps/team/a";
  private static final int WRITES = 300;
  private static final int FEW = 60;

  private int opened;

  @Test
  void oneThatDiesInSilenceIsOpenedAnewAndItsMarksGo() {
    connection = watched(stream -> opened == 1 ? new Mute(stream, 3) : stream);

    mirrorMany();

    assertThat(opened).isGreaterThan(1);
    assertThat(retried).contains("watch of the target");
    assertThat(marks()).isLessThan(FEW);
    assertThat(checkpoint().driftRevision()).isGreaterThan(target.revision() - FEW);
  }

  @Test
  void oneThatIsOnlySlowIsNotTakenForDead() {
    connection = watched(UnaryOperator.identity());

    mirrorMany();

    assertThat(opened).isEqualTo(1);
    assertThat(retried).doesNotContain("watch of the target");
  }

  @Test
  void aRoleThatMayNotWatchAllOfTheTargetIsToldWhatItLacks() {
    connection = watched(stream -> new Denied());
    put(source.store(), KEY, "0");

    End end = run(() -> marks() > FEW);

    assertThat(end)
        .isInstanceOfSatisfying(
            End.Failed.class,
            failed ->
                assertThat(failed.why())
                    .contains("permission denied")
                    .contains("needs the right to read the whole keyspace")
                    .contains("docs/etcd-roles.md"));
  }

  /** One after the other, each in a Txn of its own, a while apart. */
  private void mirrorMany() {
    put(source.store(), KEY, "0");
    int[] written = {0};
    End end =
        run(
            () -> {
              if (tailsAt(source.store().revision()) && written[0] < WRITES) {
                put(source.store(), KEY, String.valueOf(++written[0]));
                clock.pause(Duration.ofSeconds(1));
              }
              return written[0] == WRITES && tailsAt(source.store().revision());
            });
    assertThat(end).isInstanceOf(End.Stopped.class);
  }

  private Etcd watched(UnaryOperator<WatchStream> change) {
    Etcd etcd = new ModelEtcd(target);
    return (Etcd)
        Proxy.newProxyInstance(
            Etcd.class.getClassLoader(),
            new Class<?>[] {Etcd.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(etcd, arguments);
                if (answer instanceof WatchStream stream && arguments[0].equals(KeyRange.ALL)) {
                  opened++;
                  return change.apply(stream);
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Says nothing any more after so many messages. */
  private static final class Mute implements WatchStream {
    private final WatchStream stream;
    private int left;

    Mute(WatchStream stream, int left) {
      this.stream = stream;
      this.left = left;
    }

    @Override
    public Message next(Duration patience) {
      return left-- > 0 ? stream.next(patience) : new Message.Idle();
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public boolean stands() {
      return stream.stands();
    }

    @Override
    public void close() {
      stream.close();
    }
  }

  private static final class Denied implements WatchStream {
    @Override
    public Message next(Duration patience) {
      return new Message.Ended(
          new EtcdException(EtcdException.Kind.DENIED, "target: watch: permission denied"));
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public boolean stands() {
      return false;
    }

    @Override
    public void close() {}
  }
}
