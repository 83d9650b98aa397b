package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.control.TermRecord;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.e2e.Reigns.Reign;
import io.understudy.testkit.ModelStore;
import io.understudy.testkit.replay.History;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReignsTest {

  private final ModelStore target = new ModelStore(1);

  private void begin(String holder, long term) {
    apply(
        Txn.put(TwoEtcds.KEYS.leader(), Bytes.utf8(holder)),
        Txn.put(
            TwoEtcds.KEYS.term(),
            new TermRecord(Role.STANDBY, term, holder, Instant.EPOCH, "test").toJson()));
  }

  private void end() {
    apply(Txn.delete(TwoEtcds.KEYS.leader()));
  }

  private void checkpoint() {
    apply(Txn.put(TwoEtcds.KEYS.checkpoint(), Bytes.utf8("{}")));
  }

  private void apply(Txn.Write... writes) {
    target.apply(new Txn(List.of(), List.of(writes)));
  }

  private List<Reign> reigns() {
    return Reigns.of(new History(target.history()), TwoEtcds.KEYS);
  }

  @Test
  void oneAfterTheOther() {
    begin("a", 1);
    checkpoint();
    end();
    begin("b", 2);
    checkpoint();

    assertThat(reigns())
        .containsExactly(new Reign("a", 2, Optional.of(4L)), new Reign("b", 5, Optional.empty()));
  }

  @Test
  void aWriteWhileNobodyLeadsIsFound() {
    begin("a", 1);
    end();
    checkpoint();

    assertThatThrownBy(this::reigns).hasMessageContaining("target revision 4");
  }

  @Test
  void aWriteUnderTheTermOfAnotherIsFound() {
    begin("a", 1);
    end();
    apply(Txn.put(TwoEtcds.KEYS.leader(), Bytes.utf8("b")));
    checkpoint();

    assertThatThrownBy(this::reigns).hasMessageContaining("target revision 5");
  }

  @Test
  void twoLeadersAtOnceAreFound() {
    begin("a", 1);
    begin("b", 2);

    assertThatThrownBy(this::reigns).hasMessageContaining("before revision 3");
  }
}
