package io.understudy.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventNamesTest {

  private static Notice notice(int term) {
    return Notice.normal("Standby", "this site is standby since term " + term);
  }

  @Test
  void theSameNoticeHasOneNameOnEveryReplica() {
    String name = EventNames.of("etcd-sync", notice(7));

    assertThat(name).isEqualTo(EventNames.of("etcd-sync", notice(7)));
    assertThat(name).matches("etcd-sync\\.[0-9a-f]{16}");
    assertThat(name).isNotEqualTo(EventNames.of("etcd-sync", notice(8)));
  }

  @Test
  void aMessageIsCutToWhatKubernetesTakes() {
    Notice lengthy = Notice.normal("Resync", "x".repeat(2000));

    assertThat(EventNames.message(lengthy)).hasSize(1024).endsWith(" …");
    assertThat(EventNames.message(Notice.normal("Resync", "compacted"))).isEqualTo("compacted");
  }
}
