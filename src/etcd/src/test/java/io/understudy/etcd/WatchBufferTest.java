package io.understudy.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.WatchStream.Message;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchBufferTest {

  private static final Message FIRST = new Message.Progress(1);
  private static final Message SECOND = new Message.Progress(2);
  private static final Message END =
      new Message.Ended(new EtcdException(EtcdException.Kind.OTHER, "end"));

  private final WatchBuffer buffer = new WatchBuffer(100, 3);

  @Test
  void messagesComeInOrderAndThenNone() {
    buffer.add(FIRST, 10);
    buffer.add(SECOND, 10);

    assertThat(take()).isEqualTo(FIRST);
    assertThat(take()).isEqualTo(SECOND);
    assertThat(take()).isEqualTo(new Message.Idle());
  }

  @Test
  void theEndComesAfterWhatIsThereAndStays() {
    buffer.add(FIRST, 10);
    buffer.end(END);
    buffer.add(SECOND, 10);
    buffer.end(new Message.Compacted(7));

    assertThat(take()).isEqualTo(FIRST);
    assertThat(take()).isEqualTo(END);
    assertThat(take()).isEqualTo(END);
  }

  @Test
  void aClosedBufferForgetsWhatIsThere() {
    buffer.add(FIRST, 10);
    buffer.drop(END);

    assertThat(take()).isEqualTo(END);
  }

  @Test
  void itIsFullByBytesAndByNumber() {
    buffer.add(FIRST, 99);
    assertThat(buffer.isFull()).isFalse();
    buffer.add(SECOND, 1);
    assertThat(buffer.isFull()).isTrue();
    take();
    buffer.add(FIRST, 1);
    assertThat(buffer.isFull()).isFalse();
    buffer.add(FIRST, 1);
    assertThat(buffer.isFull()).isTrue();
  }

  @Test
  void moreIsAskedForOnceWhenThereIsRoomAgain() {
    assertThat(buffer.hasRoomElseOwe()).isTrue();
    assertThat(buffer.claimDemand()).isFalse();
    buffer.add(FIRST, 100);
    assertThat(buffer.hasRoomElseOwe()).isFalse();
    assertThat(buffer.claimDemand()).isFalse();
    take();
    assertThat(buffer.claimDemand()).isTrue();
    assertThat(buffer.claimDemand()).isFalse();
  }

  private Message take() {
    return buffer.take(Duration.ZERO);
  }
}
