package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.readiness.Facts.Port;
import io.understudy.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PortsTest {

  private final Ports ports = new Ports(Duration.ofSeconds(30));

  @Test
  void aPortThatTakesConnectionsIsOpen() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Port port = ports.of("127.0.0.1", server.getLocalPort());
      assertThat(port).isEqualTo(new Port("127.0.0.1:" + server.getLocalPort(), ""));
      assertThat(port.isOpen()).isTrue();
    }
  }

  @Test
  void aPortThatNobodyListensOnIsRefused() {
    int free = FreePorts.find(1).getFirst();
    assertThat(ports.of("127.0.0.1", free).trouble()).isEqualTo("refused");
  }

  @Test
  void aNameThatNobodyKnowsIsToldAsSuch() {
    assertThat(ports.of("no-such-host.invalid", 443).trouble()).isEqualTo("the name is not known");
  }

  @Test
  void anAddressOfIpv6IsWrittenInBrackets() {
    assertThat(ports.of("::1", 1).address()).isEqualTo("[::1]:1");
  }
}
