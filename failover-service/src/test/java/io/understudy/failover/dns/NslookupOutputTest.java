package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NslookupOutputTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // BIND
        "Server:\t\t10.96.0.10\n"
            + "Address:\t10.96.0.10#53\n\n"
            + "Name:\tplatform.example.test\n"
            + "Address: 10.0.0.2\n"
            + "Name:\tplatform.example.test\n"
            + "Address: fd00::2\n",
        // BusyBox up to 1.28
        "Server:    10.96.0.10\n"
            + "Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n"
            + "Name:      platform.example.test\n"
            + "Address 1: 10.0.0.2 host.example.test\n"
            + "Address 2: fd00::2\n",
        // BusyBox since
        "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nNon-authoritative answer:\n"
            + "Name:\tplatform.example.test\nAddress: 10.0.0.2\n\nNon-authoritative answer:\n"
            + "Name:\tplatform.example.test\nAddress: fd00::2\n",
      })
  void itReadsTheNamesAddressesAndNotTheServers(String output) {
    assertThat(NslookupOutput.read(output).orElseThrow().records().addresses())
        .containsExactly("10.0.0.2", "fd00:0:0:0:0:0:0:2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Server:\t\t10.96.0.10\n"
            + "Address:\t10.96.0.10#53\n\n"
            + "** server can't find platform.example.test: NXDOMAIN\n",
        "Server:    10.96.0.10\n"
            + "Address 1: 10.96.0.10\n\n"
            + "nslookup: can't resolve 'platform.example.test'\n",
      })
  void aNameThatIsNotThereHasNoAddress(String output) {
    Lookup.Found found = NslookupOutput.read(output).orElseThrow();

    assertThat(found.records().isEmpty()).isTrue();
    assertThat(found.nameExists()).isFalse();
  }

  @Test
  void noAnswerIsNoAnswer() {
    assertThat(NslookupOutput.read(";; connection timed out; no servers could be reached\n"))
        .isEmpty();
    assertThat(NslookupOutput.read("sh: nslookup: not found")).isEmpty();
  }
}
