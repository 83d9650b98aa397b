package io.understudy.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestsTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final long SOURCE = 7;

  private final ModelEtcd source = new ModelEtcd(new ModelStore(SOURCE));
  private final ModelEtcd target = new ModelEtcd(new ModelStore(8));
  private final Requests requests = new Requests(source, target, KEYS, InstantSource.system());

  @Test
  void aResyncIsOneWithTheSourceThatAnswers() {
    requests.resync(12);

    assertThat(onRecord().map(kv -> ResyncRequest.fromJson(kv.value())))
        .contains(new ResyncRequest(12, SOURCE));
  }

  /** Nobody knows what the target would be made equal to. */
  @Test
  void whileNoSourceAnswersNoneIsAskedFor() {
    source.close();

    assertThatThrownBy(() -> requests.resync(0)).isInstanceOf(EtcdException.class);
    assertThat(onRecord()).isEmpty();
  }

  @Test
  void aPauseNeedsNoSource() {
    source.close();

    requests.pause();

    assertThat(target.get(List.of(KEYS.paused()), 0).await().keys()).hasSize(1);
  }

  private Optional<KeyValue> onRecord() {
    return Optional.ofNullable(
        target.get(List.of(KEYS.resyncRequest()), 0).await().keys().get(KEYS.resyncRequest()));
  }
}
