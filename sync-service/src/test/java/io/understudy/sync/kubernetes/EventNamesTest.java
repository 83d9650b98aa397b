package io.understudy.sync.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.sync.status.Notice;
import org.junit.jupiter.api.Test;

class EventNamesTest {

  @Test
  void theSameNoticeHasOneNameOnEveryReplica() {
    String name = EventNames.of("etcd-sync", Notice.standby("global", 7));

    assertThat(name).isEqualTo(EventNames.of("etcd-sync", Notice.standby("global", 7)));
    assertThat(name).matches("etcd-sync\\.[0-9a-f]{16}");
    assertThat(name).isNotEqualTo(EventNames.of("etcd-sync", Notice.standby("global", 8)));
  }

  @Test
  void aMessageIsCutToWhatKubernetesTakes() {
    Notice lengthy = Notice.resync("global", "x".repeat(2000));

    assertThat(EventNames.message(lengthy)).hasSize(1024).endsWith(" …");
    assertThat(EventNames.message(Notice.resync("global", "compacted")))
        .isEqualTo("link global is resynchronised: compacted");
  }
}
