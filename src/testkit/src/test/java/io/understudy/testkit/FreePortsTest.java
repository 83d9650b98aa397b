package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void theyAreDifferentEachTimeAndCanBeBound() throws IOException {
    List<Integer> first = FreePorts.find(3);
    List<Integer> second = FreePorts.find(3);

    assertThat(first).doesNotHaveDuplicates().doesNotContainAnyElementsOf(second);
    for (int port : second) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(socket.getLocalPort()).isEqualTo(port).isBetween(16_000, 31_999);
      }
    }
  }

  @Test
  void oneThatSomebodyListensOnIsPassedOver() throws IOException {
    int next = FreePorts.find(1).getFirst() + 1;
    try (ServerSocket taken = new ServerSocket()) {
      listen(taken, next);
      assertThat(FreePorts.find(2)).doesNotContain(next);
    }
  }

  @Test
  void anotherProcessHasARangeOfItsOwn() throws Exception {
    int ours = FreePorts.find(1).getFirst();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FreePortsTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(other.waitFor()).as("%s", said).isZero();
    assertThat(Integer.parseInt(said.strip()) / 1_000).isNotEqualTo(ours / 1_000);
  }

  /** The other process. */
  public static void main(String[] arguments) {
    System.out.println(FreePorts.find(1).getFirst());
  }

  private static void listen(ServerSocket socket, int port) throws IOException {
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException already) {
      // Somebody else listens there, which is as good.
    }
  }
}
