package io.understudy.sync.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlRecordsTest {

  private static final ControlKeys KEYS = new ControlKeys("global");

  private final ModelEtcd target = new ModelEtcd(new ModelStore(2));

  @Test
  void aDamagedUnparkHidesNothingElse() {
    put(KEYS.leader(), Bytes.utf8("one"));
    put(KEYS.unpark(), Bytes.utf8("{ damaged"));

    ControlRecords records = ControlRecords.read(target, KEYS);

    assertThat(records.leader()).contains("one");
    assertThat(records.unpark()).isEmpty();
  }

  @Test
  void anUnparkIsReadIfThereIsOne() {
    UnparkRecord asked = UnparkRecord.requested(Instant.EPOCH, "drill");
    put(KEYS.unpark(), asked.toJson());

    assertThat(ControlRecords.read(target, KEYS).unpark()).contains(asked);
  }

  private void put(Bytes key, Bytes value) {
    target.txn(new Txn(List.of(), List.of(Txn.put(key, value)))).await();
  }
}
